/**
 * A small reader of DER over one buffer: headers, cursors and primitive contents, with the limits and the words of
 * Go's `encoding/asn1` and `golang.org/x/crypto/cryptobyte`, which read the same bytes in the cluster. Nothing is
 * copied and nothing recurses; a fault is thrown as `DerFault` and never leaves `pki/`.
 */
import type { FindingCode } from '../finding-codes.ts';

/** The bytes are not what Go takes; `message` is Go's own. Caught by the exported readers of this folder. */
export class DerFault extends Error {
  override readonly name = 'DerFault';
  /** The finding it belongs to, where that is not simply "malformed". */
  readonly code: FindingCode | null;

  constructor(message: string, code: FindingCode | null = null) {
    super(message);
    this.code = code;
  }
}

/** One element: offsets into the buffer of its header, its contents and the octet after it. */
export interface Element {
  /** 0 universal, 1 application, 2 context-specific, 3 private. */
  readonly class: number;
  readonly tag: number;
  readonly constructed: boolean;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

/** A place in a stretch of a buffer. Go's messages count octets from `base`. */
export interface Cursor {
  readonly bytes: Uint8Array;
  readonly base: number;
  readonly end: number;
  at: number;
}

/** Universal tag numbers (X.680 section 8.4) that a CSR or certificate can hold. */
export const tags = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  numericString: 18,
  printableString: 19,
  t61String: 20,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
  bmpString: 30,
} as const;

export function cursorOver(bytes: Uint8Array): Cursor {
  return { bytes, base: 0, end: bytes.length, at: 0 };
}

/** A cursor over the contents of an element. */
export function inside(cursor: Cursor, element: Element): Cursor {
  return { bytes: cursor.bytes, base: element.body, end: element.end, at: element.body };
}

/** A cursor over the element itself, as where Go unmarshals an element it had kept raw. */
export function around(cursor: Cursor, element: Element): Cursor {
  return { bytes: cursor.bytes, base: element.start, end: element.end, at: element.start };
}

export function isAtEnd(cursor: Cursor): boolean {
  return cursor.at >= cursor.end;
}

/** The element's contents, sharing memory. */
export function contents(cursor: Cursor, element: Element): Uint8Array {
  return cursor.bytes.subarray(element.body, element.end);
}

/** The element with its header, sharing memory. */
export function octets(cursor: Cursor, element: Element): Uint8Array {
  return cursor.bytes.subarray(element.start, element.end);
}

/**
 * Reads identifier and length at the cursor, without moving it; the end may lie outside the cursor's stretch.
 * Returns Go's words where identifier or length are not DER (X.690 sections 8.1 and 10.1).
 */
export function peekHeader(cursor: Cursor): Element | string {
  const { bytes, at: start, end } = cursor;
  const first = bytes[start] ?? 0;
  let tag = first & 0x1f;
  let at = start + 1;
  if (tag === 0x1f) {
    const number = readBase128(bytes, at, end);
    if (typeof number === 'string') return number;
    if (number.value < 0x1f) return 'asn1: syntax error: non-minimal tag';
    tag = number.value;
    at = number.next;
  }
  const length = readLength(bytes, at, end);
  if (typeof length === 'string') return length;
  const body = length.next;
  return { class: first >> 6, tag, constructed: (first & 0x20) !== 0, start, body, end: body + length.value };
}

/** A number read from the bytes, and the offset after it. */
type ReadNumber = { readonly value: number; readonly next: number };

function readLength(bytes: Uint8Array, start: number, end: number): ReadNumber | string {
  if (start >= end) return 'asn1: syntax error: truncated tag or length';
  const first = bytes[start] ?? 0;
  if (first < 0x80) return { value: first, next: start + 1 };
  if (first === 0x80) return 'asn1: syntax error: indefinite length found (not DER)';
  return readLongLength(bytes, start + 1, end, first & 0x7f);
}

function readLongLength(bytes: Uint8Array, start: number, end: number, count: number): ReadNumber | string {
  let value = 0;
  for (let at = start; at < start + count; at++) {
    if (at >= end) return 'asn1: syntax error: truncated tag or length';
    if (value >= 2 ** 23) return 'asn1: structure error: length too large';
    value = value * 256 + (bytes[at] ?? 0);
    if (value === 0) return 'asn1: structure error: superfluous leading zeros in length';
  }
  if (value < 0x80) return 'asn1: structure error: non-minimal length';
  return { value, next: start + count };
}

/** A base-128 number of at most 31 bits in the fewest octets (X.690 section 8.19.2). */
function readBase128(bytes: Uint8Array, start: number, end: number): ReadNumber | string {
  let value = 0;
  for (let at = start; at < end; at++) {
    if (at - start === 5) return 'asn1: structure error: base 128 integer too large';
    const octet = bytes[at] ?? 0;
    if (at === start && octet === 0x80) return 'asn1: syntax error: integer is not minimally encoded';
    value = value * 128 + (octet & 0x7f);
    if (octet < 0x80) {
      if (value > 0x7fffffff) return 'asn1: structure error: base 128 integer too large';
      return { value, next: at + 1 };
    }
  }
  return 'asn1: syntax error: truncated base 128 integer';
}

/** Dotted decimal of an OBJECT IDENTIFIER's contents. */
export function decodeOid(body: Uint8Array): string {
  if (body.length === 0) throw new DerFault('asn1: syntax error: zero length OBJECT IDENTIFIER');
  let dotted = '';
  for (let at = 0; at < body.length; ) {
    const arc = readBase128(body, at, body.length);
    if (typeof arc === 'string') throw new DerFault(arc);
    dotted += at === 0 ? firstArcs(arc.value) : `.${arc.value}`;
    at = arc.next;
  }
  return dotted;
}

function firstArcs(packed: number): string {
  return packed < 80 ? `${Math.floor(packed / 40)}.${packed % 40}` : `2.${packed - 80}`;
}

/** BOOLEAN contents: 00 or FF, nothing else (X.690 section 11.1). */
export function decodeBoolean(body: Uint8Array): boolean {
  if (body.length !== 1 || (body[0] !== 0 && body[0] !== 0xff)) {
    throw new DerFault('asn1: syntax error: invalid boolean');
  }
  return body[0] === 0xff;
}

/** Refuses INTEGER contents that are empty or not minimal (X.690 section 8.3.2). */
export function checkInteger(body: Uint8Array): void {
  const [first, second] = body;
  if (first === undefined) throw new DerFault('asn1: structure error: empty integer');
  if (second === undefined) return;
  if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)) {
    throw new DerFault('asn1: structure error: integer not minimally-encoded');
  }
}

/** An INTEGER of at most 64 bits. */
export function decodeInt64(body: Uint8Array): bigint {
  checkInteger(body);
  if (body.length > 8) throw new DerFault('asn1: structure error: integer too large');
  return BigInt.asIntN(body.length * 8, decodeUnsigned(body));
}

/** Big-endian octets as a number without a sign. */
export function decodeUnsigned(body: Uint8Array): bigint {
  return body.length === 0
    ? 0n
    : BigInt(`0x${Buffer.from(body.buffer, body.byteOffset, body.length).toString('hex')}`);
}

/** A BIT STRING: its octets and how many bits of the last do not count (they are zero). */
export interface BitString {
  readonly octets: Uint8Array;
  readonly unused: number;
}

export function decodeBitString(body: Uint8Array): BitString {
  const [unused] = body;
  if (unused === undefined) throw new DerFault('asn1: syntax error: zero length BIT STRING');
  const last = body[body.length - 1] ?? 0;
  if (unused > 7 || (body.length === 1 && unused > 0) || (last & ((1 << unused) - 1)) !== 0) {
    throw new DerFault('asn1: syntax error: invalid padding bits in BIT STRING');
  }
  return { octets: body.subarray(1), unused };
}

/** The bits moved to the end of the last octet, as Go does before it reads a key or a signature out of them. */
export function rightAligned({ octets: bits, unused }: BitString): Uint8Array {
  if (unused === 0) return bits;
  return bits.map((octet, i) => (octet >> unused) | (((bits[i - 1] ?? 0) << (8 - unused)) & 0xff));
}

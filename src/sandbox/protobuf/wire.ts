/** The wire of Protocol Buffers (protobuf.dev, "Encoding"): varints and length-delimited fields, all that Kubernetes uses. */

/** One field of a message: a varint, or the bytes of something longer. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/** Splits a message into its fields; null where the bytes are no message. */
export function readFields(bytes: Buffer): readonly WireField[] | null {
  const fields: WireField[] = [];
  let at = 0;
  while (at < bytes.length) {
    const key = readVarint(bytes, at);
    if (key === null) return null;
    const number = Number(key.value >> 3n);
    const found = readValue(bytes, key.next, Number(key.value & 7n));
    if (found === null || number === 0) return null;
    fields.push({ number, value: found.value });
    at = found.next;
  }
  return fields;
}

interface Found<T> {
  readonly value: T;
  readonly next: number;
}

function readValue(bytes: Buffer, at: number, wireType: number): Found<bigint | Buffer> | null {
  if (wireType === 0) return readVarint(bytes, at);
  if (wireType !== 2) return null;
  const length = readVarint(bytes, at);
  if (length === null || length.value > BigInt(bytes.length - length.next)) return null;
  const next = length.next + Number(length.value);
  return { value: bytes.subarray(length.next, next), next };
}

const maxVarintBytes = 10;

function readVarint(bytes: Buffer, start: number): Found<bigint> | null {
  let value = 0n;
  for (let index = 0; index < maxVarintBytes; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return null;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: start + index + 1 };
  }
  return null;
}

function formatVarint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

/** A field with a number; negative ones take ten bytes. */
export function varintField(number: number, value: bigint): Buffer {
  return Buffer.concat([formatVarint(BigInt(number) << 3n), formatVarint(value)]);
}

/** A field with a text, bytes or a message. */
export function bytesField(number: number, value: Buffer): Buffer {
  const length = formatVarint(BigInt(value.length));
  return Buffer.concat([formatVarint((BigInt(number) << 3n) | 2n), length, value]);
}

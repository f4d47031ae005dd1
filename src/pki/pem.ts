/**
 * PEM as the cluster reads it: Go 1.26's `encoding/pem.Decode`, quirks included, since it decides in the API
 * server which block of a file is "the" request (`golang/go:src/encoding/pem/pem.go`).
 *
 * Go looks for the first END line and pairs it with the nearest BEGIN before it; a block that cannot be decoded
 * is passed over and the search goes on. Offsets are octets.
 */

/** One decoded block. */
export interface PemBlock {
  /** The label: `CERTIFICATE REQUEST`. */
  readonly type: string;
  /** The `Key: value` lines after BEGIN; a repeated key keeps its last value. */
  readonly headers: ReadonlyMap<string, string>;
  readonly der: Uint8Array;
  /** Offset of the BEGIN line. */
  readonly start: number;
  /** Offset just after the END line and its line feed. */
  readonly end: number;
}

const beginMark = '-----BEGIN ';
const endMark = '\n-----END ';
const dashes = '-----';

/** Decodes the first block that Go can decode, or null. Text before, after and between is passed over. */
export function decodeFirstPem(bytes: Uint8Array): PemBlock | null {
  return decodeNext(latin1(bytes), 0);
}

/** Decodes every block, as repeated calls of Go's `pem.Decode` on the remainder would. */
export function decodePemBlocks(bytes: Uint8Array): PemBlock[] {
  const text = latin1(bytes);
  const blocks: PemBlock[] = [];
  for (let block = decodeNext(text, 0); block !== null; block = decodeNext(text, block.end))
    blocks.push(block);
  return blocks;
}

/** Encodes DER as one block with lines of 64 characters and a final line feed (RFC 7468 section 2). */
export function encodePem(type: string, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n');
}

/** What lies in a file besides the first block, which the cluster passes over unseen. */
export interface PemSurplus {
  /** Text other than white space before the first block. */
  readonly before: boolean;
  /** Text other than white space after it, further blocks included. */
  readonly after: boolean;
  /** Labels of the blocks that follow the first. */
  readonly furtherTypes: readonly string[];
  /** Names of the headers of the first block. */
  readonly headers: readonly string[];
}

/** Tells what lies around the first block; null when there is no block at all. */
export function pemSurplus(bytes: Uint8Array): PemSurplus | null {
  const blocks = decodePemBlocks(bytes);
  const first = blocks[0];
  if (first === undefined) return null;
  const text = latin1(bytes);
  return {
    before: text.slice(0, first.start).trim() !== '',
    after: text.slice(first.end).trim() !== '',
    furtherTypes: blocks.slice(1).map((block) => block.type),
    headers: [...first.headers.keys()],
  };
}

export type StrictPem =
  | { readonly ders: readonly Uint8Array[]; readonly fault: null }
  | { readonly ders: null; readonly fault: string };

/**
 * Decodes a file of ours (a trust bundle, a key): one or more blocks of exactly this type, without headers and
 * with nothing but white space around them. The fault names what is wrong, never a byte of the contents.
 */
export function decodeStrictPem(text: string, type: string): StrictPem {
  const bytes = Buffer.from(text, 'utf8');
  const blocks = decodePemBlocks(bytes);
  const refuse = (fault: string): StrictPem => ({ ders: null, fault });
  if (blocks.length === 0) return refuse(`there is no PEM block of type ${type}`);
  const odd = blocks.find((block) => block.type !== type);
  if (odd !== undefined) return refuse(`there is a PEM block of type ${odd.type} where only ${type} belongs`);
  if (blocks.some((block) => block.headers.size > 0)) return refuse('a PEM block has header lines');
  let at = 0;
  for (const block of blocks) {
    if (bytes.toString('latin1', at, block.start).trim() !== '')
      return refuse('there is text outside the PEM blocks');
    at = block.end;
  }
  if (bytes.toString('latin1', at).trim() !== '') return refuse('there is text outside the PEM blocks');
  return { ders: blocks.map((block) => block.der), fault: null };
}

/** Octets map to UTF-16 units one to one, so that offsets in the text are offsets in the file. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Tries one END line after the other from `from`; each pass starts after the END of the one before: linear. */
function decodeNext(text: string, from: number): PemBlock | null {
  let search = from;
  for (;;) {
    const end = text.indexOf(endMark, search);
    if (end < 0) return null;
    const attempt = decodeAt(text, search, end);
    if (attempt === 'give up') return null;
    if (attempt !== 'pass over') return attempt;
    search = end + endMark.length;
  }
}

function decodeAt(text: string, search: number, end: number): PemBlock | 'pass over' | 'give up' {
  const nearest = text.slice(search, end).lastIndexOf(beginMark);
  const start = search + nearest;
  // At the very start of what is searched, BEGIN needs no line feed before it.
  if (nearest < 0 || (nearest > 0 && text[start - 1] !== '\n')) return 'pass over';
  const typeLine = lineAt(text, start + beginMark.length);
  if (!typeLine.text.endsWith(dashes)) return 'pass over';
  const type = typeLine.text.slice(0, -dashes.length);

  const heading = readHeaders(text, typeLine.next);
  if (heading === null) return 'give up';
  const trailer = end + endMark.length;
  if (heading.headers.size > 0 && end < heading.next) return trailer < heading.next ? 'give up' : 'pass over';
  if (!endsBlock(text, trailer, type)) return 'pass over';
  const der = decodeBody(text.slice(heading.next, Math.max(end, heading.next)));
  if (der === null) return 'pass over';
  return { type, headers: heading.headers, der, start, end: lineAt(text, trailer - 1).next };
}

/** A line without its line feed, one carriage return before that, and trailing blanks. */
function lineAt(text: string, at: number): { text: string; next: number } {
  const feed = text.indexOf('\n', at);
  if (feed < 0) return { text: trimBlanks(text.slice(at)), next: text.length };
  const stop = feed > at && text[feed - 1] === '\r' ? feed - 1 : feed;
  return { text: trimBlanks(text.slice(at, stop)), next: feed + 1 };
}

function trimBlanks(line: string): string {
  let stop = line.length;
  while (stop > 0 && (line[stop - 1] === ' ' || line[stop - 1] === '\t')) stop--;
  return line.slice(0, stop);
}

/** Every line with a colon is a header; null when the text ends before a line without one. */
function readHeaders(text: string, from: number): { headers: Map<string, string>; next: number } | null {
  const headers = new Map<string, string>();
  for (let at = from; at < text.length; ) {
    const line = lineAt(text, at);
    const colon = line.text.indexOf(':');
    if (colon < 0) return { headers, next: at };
    headers.set(line.text.slice(0, colon).trim(), line.text.slice(colon + 1).trim());
    at = line.next;
  }
  return null;
}

/** Whether the END line carries the same label, five dashes, and nothing after them but blanks. */
function endsBlock(text: string, trailer: number, type: string): boolean {
  const closing = type + dashes;
  return text.startsWith(closing, trailer) && lineAt(text, trailer + closing.length).text === '';
}

/** Padded standard base64; white space anywhere is skipped, unused bits of the last digit are not looked at. */
function decodeBody(body: string): Uint8Array | null {
  const digits = body.replace(/[ \t\r\n]+/g, '');
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return null;
  return new Uint8Array(Buffer.from(digits, 'base64'));
}

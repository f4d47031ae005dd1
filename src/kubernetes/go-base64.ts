const digits = /^[A-Za-z0-9+/]*$/;
const code = {
  feed: 10,
  return: 13,
  pad: 61,
} as const;

/**
 * Decodes standard, padded base64 as Go's `base64.StdEncoding` does: carriage returns and line feeds anywhere
 * are passed over, unused bits are not looked at. Gives the bytes, or the offset (octets of UTF-8) at which Go
 * says `illegal base64 data at input byte N`.
 */
export function decodeGoBase64(text: string): Uint8Array | number {
  const plain = text.replace(/[\r\n]+/g, '');
  const unpadded = plain.replace(/={1,2}$/, '');
  const padding = plain.length - unpadded.length;
  if (plain.length % 4 === 0 && digits.test(unpadded) && padding === (4 - (unpadded.length % 4)) % 4) {
    return new Uint8Array(Buffer.from(unpadded, 'base64'));
  }
  return faultOffset(Buffer.from(text, 'utf8'));
}

const isBreak = (byte: number | undefined) => byte === code.feed || byte === code.return;

/** Walks the text by groups of four, as Go does, to name the octet it names. */
function faultOffset(source: Buffer): number {
  let at = 0;
  let held = 0;
  while (at < source.length) {
    const byte = source[at] as number;
    if (isBreak(byte)) {
      at++;
    } else if (digits.test(String.fromCharCode(byte))) {
      held = (held + 1) % 4;
      at++;
    } else {
      return byte === code.pad ? paddingFault(source, at, held) : at;
    }
  }
  // Go names the end of the text less the digits of the unfinished group.
  return source.length - held;
}

/** The fault at or after the first padding sign, which has `held` digits of its group before it. */
function paddingFault(source: Buffer, at: number, held: number): number {
  if (held < 2) return at;
  let next = at + 1;
  if (held === 2) {
    next = skipBreaks(source, next);
    if (next === source.length) return source.length;
    if (source[next] !== code.pad) return next - 1;
    next++;
  }
  return skipBreaks(source, next);
}

function skipBreaks(source: Buffer, from: number): number {
  let at = from;
  while (at < source.length && isBreak(source[at])) at++;
  return at;
}

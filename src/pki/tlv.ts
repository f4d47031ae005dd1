/** The few encodings of DER needed to hand a key, a name or a value on in its one canonical form. */

/** One element with a one-octet identifier. */
export function encodeTlv(identifier: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([identifier, ...encodeLength(body.length)]), body]);
}

export function encodeSequence(parts: readonly Uint8Array[]): Buffer {
  return encodeTlv(0x30, Buffer.concat(parts));
}

/** An INTEGER from a magnitude without leading zeros. */
export function encodeUnsigned(magnitude: Uint8Array): Buffer {
  const padded = (magnitude[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), magnitude]) : magnitude;
  return encodeTlv(0x02, padded);
}

/** A BIT STRING of whole octets. */
export function encodeBitString(bits: Uint8Array): Buffer {
  return encodeTlv(0x03, Buffer.concat([Buffer.from([0]), bits]));
}

/** An OBJECT IDENTIFIER from dotted decimal with arcs below 2^53. */
export function encodeOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encodeTlv(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(encodeBase128)));
}

function encodeBase128(arc: number): number[] {
  const septets = [arc % 128];
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
    septets.unshift(128 + (left % 128));
  return septets;
}

function encodeLength(length: number): number[] {
  if (length < 0x80) return [length];
  const hex = length.toString(16);
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return [0x80 | octets.length, ...octets];
}

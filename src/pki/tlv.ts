/** The few encodings of DER that readers need to hand a key or a value on in its one canonical form. */

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

function encodeLength(length: number): number[] {
  if (length < 0x80) return [length];
  const hex = length.toString(16);
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return [0x80 | octets.length, ...octets];
}

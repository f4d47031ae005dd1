import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** What kind of key it is, in words, and the digest of its public half where that can be derived. */
export interface KeyFacts {
  readonly kind: string;
  /** Lower-case hex SHA-256 of the DER SubjectPublicKeyInfo. */
  readonly spkiSha256: string | null;
}

/** Tells a private key in binary form: PKCS#8, PKCS#1, SEC1, encrypted PKCS#8, PKCS#12, JKS; null for all else. */
export function derKey(bytes: Uint8Array): KeyFacts | null {
  const magic = Buffer.from(bytes.subarray(0, 15)).toString('latin1');
  if (magic.startsWith('\xfe\xed\xfe\xed') || magic.startsWith('\xce\xce\xce\xce')) {
    return { kind: 'Java key store', spkiSha256: null };
  }
  if (magic === 'openssh-key-v1\0') return opensshKey(bytes);
  const start = sequenceStart(bytes);
  if (start === null) return null;
  const head = Buffer.from(bytes.subarray(start, start + 40)).toString('hex');
  if (/^020103308?.{2,10}06092a864886f70d0107/.test(head)) return { kind: 'PKCS#12', spkiSha256: null };
  if (/^30.{2,6}(?:06092a864886f70d01050d|060a2a864886f70d010c01)/.test(head)) {
    return { kind: 'encrypted PKCS#8', spkiSha256: null };
  }
  if (head.startsWith('02010030') || head.startsWith('02010130')) return plainKey(bytes, 'pkcs8');
  if (head.startsWith('02010002')) return plainKey(bytes, 'pkcs1');
  return head.startsWith('02010104') ? plainKey(bytes, 'sec1') : null;
}

/** Offset of the contents of an outer SEQUENCE whose length the bytes can hold; null where there is none. */
function sequenceStart(bytes: Uint8Array): number | null {
  const [tag, first = 0] = bytes;
  if (tag !== 0x30 || bytes.length < 16) return null;
  if (first < 0x80) return 2;
  const octets = first & 0x7f;
  return octets >= 1 && octets <= 3 ? 2 + octets : null;
}

const names = { pkcs8: 'PKCS#8', pkcs1: 'PKCS#1 RSA', sec1: 'SEC1 EC' } as const;

/** A structure that only resembles a key is none: the parse decides. */
function plainKey(bytes: Uint8Array, type: keyof typeof names): KeyFacts | null {
  try {
    const key = createPrivateKey({ key: Buffer.from(bytes), format: 'der', type });
    return { kind: names[type], spkiSha256: spkiSha256Of(key) };
  } catch {
    return null;
  }
}

/** SHA-256 of the public half; null for key kinds that node:crypto cannot write as SPKI. */
export function spkiSha256Of(key: KeyObject): string | null {
  try {
    const publicKey = key.type === 'private' ? createPublicKey(key) : key;
    return createHash('sha256')
      .update(publicKey.export({ format: 'der', type: 'spki' }))
      .digest('hex');
  } catch {
    return null;
  }
}

/** The public key stands in clear in OpenSSH's format, even where the private one is encrypted (PROTOCOL.key). */
function opensshKey(bytes: Uint8Array): KeyFacts {
  const kind = 'OpenSSH';
  const outer = sshStrings(bytes, 15, 3);
  if (outer === null) return { kind, spkiSha256: null };
  const publicBlob = sshStrings(bytes, outer.end + 4, 1)?.strings[0];
  const parts = publicBlob === undefined ? null : sshStrings(publicBlob, 0, 3, 2);
  return { kind, spkiSha256: parts === null ? null : sshSpki(parts.strings) };
}

interface SshStrings {
  readonly strings: readonly Uint8Array[];
  readonly end: number;
}

/** Reads up to `most` and at least `least` length-prefixed strings; null where the bytes end before that. */
function sshStrings(bytes: Uint8Array, from: number, most: number, least = most): SshStrings | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strings: Uint8Array[] = [];
  let at = from;
  while (strings.length < most && at + 4 <= bytes.length) {
    const length = view.getUint32(at);
    if (at + 4 + length > bytes.length) return null;
    strings.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return strings.length < least ? null : { strings, end: at };
}

function sshSpki([type, first, second]: readonly Uint8Array[]): string | null {
  const jwk = sshJwk(Buffer.from(type ?? []).toString('latin1'), first, second);
  try {
    return jwk === null ? null : spkiSha256Of(createPublicKey({ key: jwk, format: 'jwk' }));
  } catch {
    return null;
  }
}

const curves: Readonly<Record<string, string>> = { nistp256: 'P-256', nistp384: 'P-384', nistp521: 'P-521' };

function sshJwk(
  type: string,
  first: Uint8Array = new Uint8Array(),
  second: Uint8Array = new Uint8Array(),
): Record<string, string> | null {
  if (type === 'ssh-ed25519') return { kty: 'OKP', crv: 'Ed25519', x: base64url(first) };
  if (type === 'ssh-rsa')
    return { kty: 'RSA', e: base64url(first), n: base64url(second.subarray(second[0] === 0 ? 1 : 0)) };
  const crv = curves[type.replace('ecdsa-sha2-', '')];
  if (crv === undefined) return null;
  const size = (second.length - 1) / 2;
  return {
    kty: 'EC',
    crv,
    x: base64url(second.subarray(1, 1 + size)),
    y: base64url(second.subarray(1 + size)),
  };
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

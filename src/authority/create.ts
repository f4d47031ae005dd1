import { createHash, type KeyObject, randomBytes } from 'node:crypto';
import { encodeCertificate } from '../pki/certificate-writer.ts';
import { createKey, publicKeyOf, signingAlgorithmOf, signWith } from '../pki/keys.ts';
import { encodeName } from '../pki/name-writer.ts';
import { oids } from '../pki/oids.ts';
import { encodePem } from '../pki/pem.ts';
import { type Authority, loadAuthority, type SignerKey } from './authority.ts';

export interface NewAuthority extends Authority {
  readonly certificatePem: string;
  /** The one copy; whoever keeps it is the authority. */
  readonly privateKey: KeyObject;
}

export interface AuthorityOptions {
  readonly now: Date;
  readonly lifetimeSeconds: number;
  /** As policy names it: `ECDSA-P256` when left out. */
  readonly keyName?: string;
}

/** A key held in this process, behind the port that all authorities sign through. */
export function signerKeyOf(privateKey: KeyObject): SignerKey {
  return { spki: publicKeyOf(privateKey).spki, sign: async (bytes) => signWith(privateKey, bytes) };
}

/**
 * Makes a key and a self-signed CA certificate for it, for the demo and for tests. It may sign leaves and revocation
 * lists and no further CA (pathLenConstraint 0).
 */
export async function createAuthority(commonName: string, options: AuthorityOptions): Promise<NewAuthority> {
  const privateKey = createKey(options.keyName ?? 'ECDSA-P256');
  const key = signerKeyOf(privateKey);
  const name = encodeName([[{ oid: oids.commonName, value: commonName }]]);
  const template = {
    serial: randomBytes(16),
    issuer: name,
    subject: name,
    notBefore: new Date(options.now.getTime() - 300_000),
    notAfter: new Date(options.now.getTime() + options.lifetimeSeconds * 1000),
    spki: key.spki,
    sans: [],
    usages: ['cert sign', 'crl sign'] as const,
    isCa: true,
    pathLength: 0,
    subjectKeyId: keyIdOf(key.spki),
  };
  const der = await encodeCertificate(template, { ...key, algorithm: signingAlgorithmOf(key.spki) });
  const certificatePem = encodePem('CERTIFICATE', der);
  const authority = loadAuthority({ certificatePem, key, now: options.now });
  return { ...authority, certificatePem, privateKey };
}

/** Any stable identifier will do (RFC 5280 section 4.2.1.2): 160 bits of the SHA-256 of the SubjectPublicKeyInfo. */
function keyIdOf(spki: Uint8Array): Uint8Array {
  return createHash('sha256').update(spki).digest().subarray(0, 20);
}

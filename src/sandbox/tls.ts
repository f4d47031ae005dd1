/** The two certificate authorities of the embedded cluster, and the server's own certificate. */
import { createHash, type KeyObject, randomBytes } from 'node:crypto';
import type { CertificateProfile } from '../kubernetes/certificate-profile.ts';
import type { San, SanKind } from '../model.ts';
import { type CertificateTemplate, encodeCertificate } from '../pki/certificate-writer.ts';
import { createKey, encodePrivateKey, publicKeyOf, signingAlgorithmOf, signWith } from '../pki/keys.ts';
import { encodeName } from '../pki/name-writer.ts';
import { oids } from '../pki/oids.ts';
import { encodePem } from '../pki/pem.ts';
import { isUsage } from '../pki/usages.ts';
import type { Issuer } from './signers.ts';

/** What the server needs to be trusted, and to sign. */
export interface Tls {
  readonly certificatePem: string;
  readonly keyPem: string;
  /** The CA of the server's certificate. */
  readonly caPem: string;
  /** The CA of the built-in signers. */
  readonly clientCaPem: string;
  readonly issuer: Issuer;
}

const lifetimeMilliseconds = 10 * 365 * 86_400_000;
const backdateMilliseconds = 300_000;

interface Authority {
  readonly key: KeyObject;
  /** DER of its name. */
  readonly name: Uint8Array;
  readonly keyId: Uint8Array;
  readonly pem: string;
}

type Validity = Pick<CertificateTemplate, 'notBefore' | 'notAfter'>;

/** Makes fresh keys and certificates, good for ten years from `now`. The keys live in memory only. */
export async function createTls(now: Date): Promise<Tls> {
  const validity = {
    notBefore: new Date(now.getTime() - backdateMilliseconds),
    notAfter: new Date(now.getTime() + lifetimeMilliseconds),
  };
  const [serverCa, clientCa] = [
    await createAuthority('countersign sandbox server CA', validity),
    await createAuthority('countersign sandbox client CA', validity),
  ];
  const serverKey = createKey('ECDSA-P256');
  const certificatePem = await sign(serverCa, {
    ...validity,
    subject: commonName('countersign sandbox'),
    spki: publicKeyOf(serverKey).spki,
    sans: [...sansOf('dns', ['localhost']), ...sansOf('ip', ['127.0.0.1', '::1'])],
    usages: ['digital signature', 'server auth'],
  });
  const issuer = createIssuer(clientCa, validity.notAfter);
  const keyPem = encodePrivateKey(serverKey);
  return { certificatePem, keyPem, caPem: serverCa.pem, clientCaPem: clientCa.pem, issuer };
}

/** The built-in signers all sign with one CA, as where kube-controller-manager has only `--cluster-signing-cert-file`. */
function createIssuer(authority: Authority, notAfter: Date): Issuer {
  return {
    notAfter,
    issue: (csr, profile) =>
      sign(authority, {
        subject: profile.subject,
        notBefore: profile.notBefore,
        notAfter: profile.notAfter,
        spki: csr.key.spki,
        sans: profileSans(profile),
        usages: [...profile.keyUsages, ...profile.extKeyUsages].filter(isUsage),
      }),
  };
}

/** In the order in which Go writes them. */
function profileSans(profile: CertificateProfile): readonly San[] {
  return [
    ...sansOf('dns', profile.dnsNames),
    ...sansOf('email', profile.emailAddresses),
    ...sansOf('ip', profile.ipAddresses),
    ...sansOf('uri', profile.uris),
  ];
}

function sansOf(kind: SanKind, values: readonly string[]): readonly San[] {
  return values.map((value) => ({ kind, value }));
}

function commonName(value: string): readonly (readonly { readonly oid: string; readonly value: string }[])[] {
  return [[{ oid: oids.commonName, value }]];
}

async function createAuthority(name: string, validity: Validity): Promise<Authority> {
  const key = createKey('ECDSA-P256');
  const { spki } = publicKeyOf(key);
  const keyId = createHash('sha256').update(spki).digest().subarray(0, 20);
  const unsigned = { key, keyId, name: encodeName(commonName(name)) };
  const pem = await sign(unsigned, {
    ...validity,
    subject: unsigned.name,
    spki,
    sans: [],
    usages: ['cert sign', 'crl sign'],
    isCa: true,
    subjectKeyId: keyId,
  });
  return { ...unsigned, pem };
}

type Leaf = Omit<CertificateTemplate, 'serial' | 'issuer' | 'isCa'> & { readonly isCa?: boolean };

/** Has a certificate signed with a random serial of 128 bits; PEM. */
async function sign({ key, name, keyId }: Omit<Authority, 'pem'>, leaf: Leaf): Promise<string> {
  const template = { isCa: false, authorityKeyId: keyId, ...leaf, serial: randomBytes(16), issuer: name };
  const der = await encodeCertificate(template, {
    algorithm: signingAlgorithmOf(publicKeyOf(key).spki),
    sign: async (tbs) => signWith(key, tbs),
  });
  return encodePem('CERTIFICATE', der);
}

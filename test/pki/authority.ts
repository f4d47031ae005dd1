/** CAs and leaves for tests, made with the writer under test; openssl and Go read them elsewhere. */
import type { KeyObject } from 'node:crypto';
import type { Certificate, San } from '../../src/model.ts';
import { readCertificate } from '../../src/pki/certificate.ts';
import { type CertificateTemplate, encodeCertificate } from '../../src/pki/certificate-writer.ts';
import { createKey, publicKeyOf, signingAlgorithmOf, signWith } from '../../src/pki/keys.ts';
import { encodeName } from '../../src/pki/name-writer.ts';
import { subjectRdns } from './names.ts';

export interface Authority {
  readonly key: KeyObject;
  readonly certificate: Certificate;
}

export const from = new Date('2026-01-01T00:00:00Z');
export const until = new Date('2027-01-01T00:00:00Z');

/** Issues a certificate for a key; `issuer` null means self-signed by that key. */
export async function issue(
  issuer: Authority | null,
  commonName: string,
  key: KeyObject,
  changes: Partial<CertificateTemplate> = {},
): Promise<Certificate> {
  const subject = encodeName(subjectRdns(commonName, []));
  const signingKey = issuer?.key ?? key;
  const template: CertificateTemplate = {
    serial: Uint8Array.of(1),
    issuer: issuer?.certificate.subject.der ?? subject,
    subject,
    notBefore: from,
    notAfter: until,
    spki: publicKeyOf(key).spki,
    sans: [],
    usages: ['digital signature'],
    isCa: false,
    ...changes,
  };
  const der = await encodeCertificate(template, {
    algorithm: signingAlgorithmOf(publicKeyOf(signingKey).spki),
    sign: (tbs) => Promise.resolve(signWith(signingKey, tbs)),
  });
  const { certificate, fault } = readCertificate(der);
  if (certificate === null) throw new Error(fault);
  return certificate;
}

/** A CA of any key kind, self-signed unless an issuer is given. */
export async function authority(
  commonName: string,
  issuer: Authority | null = null,
  changes: Partial<CertificateTemplate> = {},
  kind = 'ECDSA-P256',
): Promise<Authority> {
  const key = createKey(kind);
  const usages = ['cert sign', 'crl sign'] as const;
  return { key, certificate: await issue(issuer, commonName, key, { usages, isCa: true, ...changes }) };
}

/** One name of each kind that a certificate carries. */
export const oneOfEach: readonly San[] = [
  { kind: 'uri', value: 'spiffe://td.example/ns/x' },
  { kind: 'ip', value: '2001:db8::1' },
  { kind: 'ip', value: '10.96.0.17' },
  { kind: 'email', value: 'jane@example.com' },
  { kind: 'dns', value: '*.web.prod.svc' },
];

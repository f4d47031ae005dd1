/** X.509 certificates as Go's `x509.ParseCertificates` reads them (`golang/go:src/crypto/x509/parser.go`). */
import { hash } from 'node:crypto';
import type { Certificate, Extension } from '../model.ts';
import { type CertificateParts, readParts } from './certificate-parts.ts';
import { cursorOver, DerFault, isAtEnd } from './der.ts';
import { decodeBasicConstraints, decodeExtKeyUsage, decodeKeyUsage } from './extension.ts';
import { interpretKey, readSpki } from './key.ts';
import { oids } from './oids.ts';
import { readSans } from './san.ts';
import { schemeOf, signatureAlgorithm, verifySignature } from './signature.ts';
import { usageOfOid, usagesOfBits } from './usages.ts';

export type CertificateReading =
  | { readonly certificate: Certificate; readonly fault: null }
  | { readonly certificate: null; readonly fault: string };

/**
 * Reads the DER of exactly one certificate, or says in Go's words why it is none. Beyond Go, the key must be one that
 * we can name, since nothing can be judged of a certificate without it. Never throws for any bytes.
 */
export function readCertificate(der: Uint8Array): CertificateReading {
  return guard(
    (): CertificateReading => {
      const cursor = cursorOver(der);
      const parts = readParts(cursor);
      if (!isAtEnd(cursor)) return { certificate: null, fault: 'x509: trailing data' };
      const key = parts.key?.publicKey ?? null;
      if (key === null) return { certificate: null, fault: 'x509: unknown public key algorithm' };
      return { certificate: certificateOf(parts, key), fault: null };
    },
    (fault) => ({ certificate: null, fault }),
  );
}

/**
 * Says how many certificates a block of DER holds one after the other, as Go's `ParseCertificates` counts them when
 * the API server checks `status.certificate`, or why it cannot be read.
 */
export function countCertificates(der: Uint8Array): { readonly count: number } | { readonly fault: string } {
  return guard(
    (): { count: number } | { fault: string } => {
      const cursor = cursorOver(der);
      let count = 0;
      for (; !isAtEnd(cursor); count++) readParts(cursor);
      return { count };
    },
    (fault) => ({ fault }),
  );
}

/** Whether `issuer`'s key signed `certificate`; names, dates and rights are the chain's affair (`chain.ts`). */
export function verifySignedBy(certificate: Certificate, issuer: Certificate): boolean {
  return guard(
    () => {
      const parts = readParts(cursorOver(certificate.der));
      const key = interpretKey(readSpki(cursorOver(issuer.key.spki)));
      const signed = { octets: parts.tbs, signature: parts.signature, allowSha1: false };
      return verifySignature(schemeOf(parts.algorithm), key, signed) === null;
    },
    () => false,
  );
}

function guard<T>(read: () => T, refuse: (fault: string) => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerFault) return refuse(error.message);
    throw error;
  }
}

function certificateOf(parts: CertificateParts, key: Certificate['key']): Certificate {
  const { extensions } = parts;
  const extensionValue = (oid: string): Uint8Array | null =>
    extensions.find((one) => one.oid === oid)?.value ?? null;
  const san = extensionValue(oids.subjectAltName);
  const constraints = extensionValue(oids.basicConstraints);
  return {
    der: parts.der,
    sha256: hash('sha256', parts.der, 'hex'),
    serial: formatSerial(parts.serial),
    subject: parts.subject,
    issuer: parts.issuer,
    notBefore: parts.notBefore,
    notAfter: parts.notAfter,
    sans: san === null ? [] : readSans(san).sans,
    ...usagesIn(extensions),
    isCa: constraints !== null && decodeBasicConstraints(constraints).isCa,
    extensions,
    key,
    signatureAlgorithm: signatureAlgorithm(parts.algorithm, schemeOf(parts.algorithm)),
  };
}

function usagesIn(extensions: readonly Extension[]): Pick<Certificate, 'usages' | 'unknownUsages'> {
  const bits = extensions.find((one) => one.oid === oids.keyUsage);
  const extended = extensions.find((one) => one.oid === oids.extKeyUsage);
  const words = bits === undefined ? [] : usagesOfBits(decodeKeyUsage(bits.value));
  const extendedOids = extended === undefined ? [] : decodeExtKeyUsage(extended.value);
  return {
    usages: [...words, ...extendedOids.flatMap((oid) => usageOfOid(oid) ?? [])],
    unknownUsages: extendedOids.filter((oid) => usageOfOid(oid) === null),
  };
}

/** Lower-case hex without leading zero octets; zero is `00`. */
function formatSerial(body: Uint8Array): string {
  const magnitude = body.length > 1 && body[0] === 0 ? body.subarray(1) : body;
  return Buffer.from(magnitude).toString('hex');
}

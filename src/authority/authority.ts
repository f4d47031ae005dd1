import { CountersignError } from '../errors.ts';
import type { Certificate } from '../model.ts';
import { readCertificate } from '../pki/certificate.ts';
import { decodeStrictPem } from '../pki/pem.ts';

/** Signs bytes with a key that stays where it is: a file's, a KMS's, an HSM's. */
export interface SignerKey {
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** The whole to-be-signed bytes in, so that the key's keeper can hold the profile, too (threat 24). */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A CA of ours, fit to sign at the moment it was loaded. */
export interface Authority {
  readonly certificate: Certificate;
  readonly key: SignerKey;
}

/**
 * Puts a CA certificate (PEM, one block) and its key together. Throws `key-unusable` where the two do not
 * match, where the certificate is not that of a CA, or where `now` is outside its validity: whatever it then
 * signed, no verifier would take.
 */
export function loadAuthority(source: {
  readonly certificatePem: string;
  readonly key: SignerKey;
  readonly now: Date;
}): Authority {
  const certificate = readCaCertificate(source.certificatePem);
  const fault = faultOf(certificate, source.key, source.now);
  if (fault !== null) throw new CountersignError('key-unusable', fault.message, { hint: fault.hint });
  return { certificate, key: source.key };
}

function readCaCertificate(pem: string): Certificate {
  const { ders, fault } = decodeStrictPem(pem, 'CERTIFICATE');
  const [der, ...more] = ders ?? [];
  if (der === undefined || more.length > 0)
    throw unreadable(fault ?? `it holds ${more.length + 1} certificates`);
  const reading = readCertificate(der);
  if (reading.certificate === null) throw unreadable(reading.fault);
  return reading.certificate;
}

function unreadable(why: string): CountersignError {
  return new CountersignError('key-unusable', `the CA certificate cannot be used: ${why}`, {
    hint: 'the file must hold one PEM block of type CERTIFICATE and nothing else',
  });
}

interface Fault {
  readonly message: string;
  readonly hint: string;
}

function faultOf(certificate: Certificate, key: SignerKey, now: Date): Fault | null {
  const { isCa, usages, notBefore, notAfter } = certificate;
  if (!Buffer.from(certificate.key.spki).equals(key.spki)) {
    return {
      message: 'the CA certificate is for another key than the one given',
      hint: 'policy names a certificate and a key for each authority; one of them is wrong',
    };
  }
  // RFC 5280 section 4.2.1.3: where key usages are stated, signing certificates must be among them.
  const mayAnything = !certificate.extensions.some(({ name }) => name === 'keyUsage');
  if (!isCa || !(mayAnything || usages.includes('cert sign'))) {
    return {
      message: 'the certificate of the authority is not that of a CA',
      hint: 'it needs basicConstraints CA:TRUE and the key usage keyCertSign',
    };
  }
  if (now < notBefore || now >= notAfter) {
    return {
      message: `the CA certificate is good from ${notBefore.toISOString()} to ${notAfter.toISOString()} only`,
      hint: 'make a new CA and add it to the trust bundle before it signs',
    };
  }
  return null;
}

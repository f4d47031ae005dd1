/**
 * X.509 certificates (RFC 5280) with the profile of the cluster's own signer, so that ours look like its: extension
 * values are written by `@peculiar/asn1-x509`, while issuer, subject and key are put in as the bytes they are, since a
 * name encoded anew is another name. Never imported by a reader.
 */
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  KeyIdentifier,
  KeyUsage,
  SubjectKeyIdentifier,
  Validity,
} from '@peculiar/asn1-x509';
import type { NameAttribute, San, SignatureAlgorithm } from '../model.ts';
import { encodeSignatureAlgorithm, toArrayBuffer } from './asn-values.ts';
import { encodeName } from './name-writer.ts';
import { oids } from './oids.ts';
import { encodeSans } from './san-writer.ts';
import { encodeBitString, encodeSequence, encodeTlv, encodeUnsigned } from './tlv.ts';
import { extendedKeyUsageOids, keyUsageBits, type Usage } from './usages.ts';

export interface CertificateTemplate {
  /** A positive magnitude, big-endian. */
  readonly serial: Uint8Array;
  /** DER of the issuer's Name: the CA certificate's subject as received. */
  readonly issuer: Uint8Array;
  /** DER of a Name, or its sets. */
  readonly subject: Uint8Array | readonly (readonly Pick<NameAttribute, 'oid' | 'value'>[])[];
  /** Whole seconds; a fraction is cut off. */
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER of the SubjectPublicKeyInfo as received. */
  readonly spki: Uint8Array;
  readonly sans: readonly San[];
  readonly usages: readonly Usage[];
  readonly isCa: boolean;
  /** How many CA certificates may follow; null for no bound. Ignored unless `isCa`. */
  readonly pathLength?: number | null;
  readonly subjectKeyId?: Uint8Array | null;
  readonly authorityKeyId?: Uint8Array | null;
}

/** Who signs: the algorithm of the CA's key (`signingAlgorithmOf`) and the key behind one method. */
export interface CertificateSigner {
  readonly algorithm: SignatureAlgorithm;
  /** The whole to-be-signed bytes in, the raw signature out (ECDSA as DER). */
  sign(tbs: Uint8Array): Promise<Uint8Array>;
}

/** Encodes and has signed a version 3 certificate; DER. */
export async function encodeCertificate(
  template: CertificateTemplate,
  signer: CertificateSigner,
): Promise<Uint8Array> {
  const algorithm = new Uint8Array(AsnConvert.serialize(encodeSignatureAlgorithm(signer.algorithm)));
  const subject = template.subject instanceof Uint8Array ? template.subject : encodeName(template.subject);
  const tbs = encodeSequence([
    encodeTlv(0xa0, encodeTlv(0x02, Uint8Array.of(2))),
    encodeUnsigned(withoutLeadingZeros(template.serial)),
    algorithm,
    template.issuer,
    encodeValidity(template.notBefore, template.notAfter),
    subject,
    template.spki,
    encodeTlv(0xa3, new Uint8Array(AsnConvert.serialize(encodeExtensions(template, isEmptyName(subject))))),
  ]);
  const signature = await signer.sign(tbs);
  return new Uint8Array(encodeSequence([tbs, algorithm, encodeBitString(signature)]));
}

function withoutLeadingZeros(serial: Uint8Array): Uint8Array {
  const first = serial.findIndex((octet) => octet !== 0);
  return first < 0 ? Uint8Array.of(0) : serial.subarray(first);
}

/** UTCTime before 2050, GeneralizedTime from then on (RFC 5280 section 4.1.2.5); the library chooses. */
function encodeValidity(notBefore: Date, notAfter: Date): Uint8Array {
  const whole = (moment: Date): Date => new Date(Math.floor(moment.getTime() / 1000) * 1000);
  return new Uint8Array(
    AsnConvert.serialize(new Validity({ notBefore: whole(notBefore), notAfter: whole(notAfter) })),
  );
}

function isEmptyName(der: Uint8Array): boolean {
  return der.length === 2;
}

/** The order of Go's `buildCertExtensions`. A SAN is critical only where the subject says nothing. */
function encodeExtensions(template: CertificateTemplate, isSubjectEmpty: boolean): Extensions {
  const { usages, subjectKeyId, authorityKeyId, sans } = template;
  const bits = keyUsageBits(usages);
  const extended = extendedKeyUsageOids(usages);
  const list = [
    ...(bits === 0 ? [] : [extension(oids.keyUsage, true, new KeyUsage(bits))]),
    ...(extended.length === 0 ? [] : [extension(oids.extKeyUsage, false, new ExtendedKeyUsage(extended))]),
    extension(oids.basicConstraints, true, basicConstraints(template)),
    ...(subjectKeyId ? [extension(oids.subjectKeyIdentifier, false, keyIdentifier(subjectKeyId))] : []),
    ...(authorityKeyId ? [extension(oids.authorityKeyIdentifier, false, authorityKey(authorityKeyId))] : []),
  ];
  if (sans.length > 0) {
    const extnValue = encodeSans(sans);
    list.push(new Extension({ extnID: oids.subjectAltName, critical: isSubjectEmpty, extnValue }));
  }
  return new Extensions(list);
}

function extension(extnID: string, critical: boolean, value: object): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function basicConstraints({ isCa, pathLength }: CertificateTemplate): BasicConstraints {
  if (!isCa) return new BasicConstraints({ cA: false });
  return new BasicConstraints({ cA: true, ...(pathLength == null ? {} : { pathLenConstraint: pathLength }) });
}

function keyIdentifier(id: Uint8Array): SubjectKeyIdentifier {
  return new SubjectKeyIdentifier(toArrayBuffer(id));
}

function authorityKey(id: Uint8Array): AuthorityKeyIdentifier {
  return new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(toArrayBuffer(id)) });
}

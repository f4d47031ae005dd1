/** PKCS#10 requests of our own, written by `@peculiar/asn1-csr`; only `new` and tests load this. */
import { type KeyObject, sign } from 'node:crypto';
import { Attributes, CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Attribute, Extension, Extensions, Name, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import type { NameAttribute, San } from '../model.ts';
import { encodeSignatureAlgorithm, toArrayBuffer } from './asn-values.ts';
import { publicKeyOf, signingAlgorithmOf } from './keys.ts';
import { encodeName } from './name-writer.ts';
import { oids } from './oids.ts';
import { encodeSans } from './san-writer.ts';

/** What a request asks for. `subject` is written as given; `sans` of other kinds than the cluster's four are refused. */
export interface CsrTemplate {
  readonly subject: readonly (readonly Pick<NameAttribute, 'oid' | 'value'>[])[];
  readonly sans: readonly San[];
  readonly key: KeyObject;
}

/** Encodes and signs a request; DER. */
export function encodeCsr(template: CsrTemplate): Uint8Array {
  const { spki } = publicKeyOf(template.key);
  const algorithm = signingAlgorithmOf(spki);
  const info = new CertificationRequestInfo({
    version: 0,
    subject: AsnConvert.parse(encodeName(template.subject), Name),
    subjectPKInfo: AsnConvert.parse(spki, SubjectPublicKeyInfo),
    attributes: new Attributes(template.sans.length === 0 ? [] : [extensionRequest(template.sans)]),
  });
  const signature = sign(algorithm.hash, Buffer.from(AsnConvert.serialize(info)), template.key);
  const request = new CertificationRequest({
    certificationRequestInfo: info,
    signatureAlgorithm: encodeSignatureAlgorithm(algorithm),
    signature: toArrayBuffer(signature),
  });
  return new Uint8Array(AsnConvert.serialize(request));
}

function extensionRequest(sans: readonly San[]): Attribute {
  const san = new Extension({ extnID: oids.subjectAltName, critical: false, extnValue: encodeSans(sans) });
  return new Attribute({
    type: oids.extensionRequest,
    values: [AsnConvert.serialize(new Extensions([san]))],
  });
}

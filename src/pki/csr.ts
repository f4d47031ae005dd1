/**
 * PKCS#10 (RFC 2986) as the cluster reads it: Kubernetes 1.36 calls Go's `x509.ParseCertificateRequest` and
 * `CheckSignature` (`pkg/apis/certificates/helpers.go`). What these refuse is a fault here, in their words and in
 * their order; what they take or pass over and we do not comes back as concerns beside the decoded request.
 */
import { hash } from 'node:crypto';
import type { FindingCode } from '../finding-codes.ts';
import type { Csr, PublicKey } from '../model.ts';
import { readAlgorithm } from './algorithm.ts';
import type { CsrConcern } from './concerns/concern.ts';
import { evaluateCsr } from './concerns/evaluate.ts';
import { type RequestAttribute, readAttribute, readExtensions } from './csr-attributes.ts';
import {
  around,
  type Cursor,
  contents,
  cursorOver,
  DerFault,
  decodeBitString,
  decodeInt64,
  inside,
  isAtEnd,
  octets,
  rightAligned,
  tags,
} from './der.ts';
import { type Field, fields, readAll, readField, readRaw } from './field.ts';
import { interpretKey, type KeyReading, type RawKey, readSpki } from './key.ts';
import { readName } from './name.ts';
import { oids, requestAttributeName } from './oids.ts';
import { readSans } from './san.ts';
import { type Scheme, schemeOf, signatureAlgorithm, verifySignature } from './signature.ts';

export type { CsrConcern } from './concerns/concern.ts';

/** What reading a CSR gave: a request that the cluster would take, or why it would not, in Go's words. */
export type CsrReading =
  | { readonly csr: Csr; readonly fault: null; readonly concerns: readonly CsrConcern[] }
  | {
      readonly csr: null;
      readonly fault: string;
      readonly code: FindingCode;
      readonly concerns: readonly [];
    };

/** Reads DER and verifies its self-signature over the bytes received. Never throws for any bytes. */
export function readCsr(der: Uint8Array): CsrReading {
  try {
    return judge(der);
  } catch (error) {
    if (!(error instanceof DerFault)) throw error;
    return { csr: null, fault: error.message, code: error.code ?? 'csr.malformed', concerns: [] };
  }
}

const requestField: Field = { tag: tags.sequence, constructed: true, goType: 'certificateRequest' };
const tbsField: Field = { tag: tags.sequence, constructed: true, goType: 'tbsCertificateRequest' };
const attributesField: Field = { tag: 0, constructed: true, goType: '', context: true };

/** The parts as `asn1.Unmarshal` leaves them: all of the outer structure, nothing of what lies deeper. */
interface RawCsr {
  readonly tbs: Uint8Array;
  readonly version: bigint;
  readonly subject: Uint8Array;
  readonly key: RawKey;
  readonly attributes: readonly Cursor[];
  readonly scheme: Scheme | null;
  readonly algorithm: ReturnType<typeof readAlgorithm>;
  readonly signature: Uint8Array;
  readonly ignored: readonly string[];
}

/** The order of Go: structure, key, subject, extensions, names, and the signature last. */
function judge(der: Uint8Array): CsrReading {
  const raw = unmarshal(der);
  const key = interpretKey(raw.key);
  const subject = readName(raw.subject);
  const attributes = raw.attributes.map(readAttribute);
  const { extensions, ignoredOctets } = readExtensions(attributes);
  const sanExtension = extensions.find((one) => one.oid === oids.subjectAltName);
  const sans = sanExtension === undefined ? null : readSans(sanExtension.value);
  const csr: Csr = {
    der,
    sha256: hash('sha256', der, 'hex'),
    subject: subject.name,
    sans: sans?.sans ?? [],
    extensions,
    attributes: otherAttributes(attributes),
    key: checkSignature(raw, key),
    signatureAlgorithm: signatureAlgorithm(raw.algorithm, raw.scheme),
  };
  const ignored = [
    ...raw.ignored,
    ...(key.ignoredOctets ? ['the public key'] : []),
    ...(subject.ignoredOctets ? ['the subject'] : []),
    ...(ignoredOctets ? ['the requested extensions'] : []),
    ...(sans?.ignoredOctets ? ['the subjectAltName extension'] : []),
  ];
  const concerns = evaluateCsr({ csr, version: raw.version, ignored, attributes, sans });
  return { csr, fault: null, concerns };
}

function unmarshal(der: Uint8Array): RawCsr {
  const outer = cursorOver(der);
  const request = inside(outer, readField(outer, requestField));
  const tbsElement = readField(request, tbsField);
  const tbs = inside(request, tbsElement);
  const version = decodeInt64(contents(tbs, readField(tbs, fields.int)));
  const subject = octets(tbs, readRaw(tbs));
  const key = readSpki(tbs);
  const attributes = readAll(tbs, readField(tbs, attributesField), null).map((one) => around(tbs, one));
  const algorithm = readAlgorithm(inside(request, readField(request, fields.algorithm)));
  const bits = decodeBitString(contents(request, readField(request, fields.bitString)));
  if (!isAtEnd(outer)) throw new DerFault('asn1: syntax error: trailing data');
  const ignored = [
    ...(isAtEnd(tbs) ? [] : ['the certification request info']),
    ...(isAtEnd(request) ? [] : ['the request']),
    ...(algorithm.ignoredOctets ? ['the signature algorithm'] : []),
  ];
  return {
    tbs: octets(request, tbsElement),
    version,
    subject,
    key,
    attributes,
    scheme: schemeOf(algorithm),
    algorithm,
    signature: rightAligned(bits),
    ignored,
  };
}

/** Verifies the self-signature; a key that passes is one we can name. */
function checkSignature(raw: RawCsr, key: KeyReading): PublicKey {
  const fault = verifySignature(raw.scheme, key, {
    octets: raw.tbs,
    signature: raw.signature,
    allowSha1: true,
  });
  if (fault === null && key.publicKey !== null) return key.publicKey;
  throw new DerFault(fault?.message ?? '', fault?.code ?? 'csr.signature-invalid');
}

function otherAttributes(attributes: readonly RequestAttribute[]): Csr['attributes'] {
  return attributes.flatMap(({ oid }) =>
    oid === null || oid === oids.extensionRequest ? [] : [{ oid, name: requestAttributeName(oid) }],
  );
}

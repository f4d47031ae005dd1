import { type Finding, finding } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';
import type { Certificate } from '../model.ts';
import { faultOfChain } from './certificate.ts';
import { encodeChain } from './chain-file.ts';
import { sha256Hex } from './digest.ts';
import { verifyEnvelope } from './envelope.ts';
import { decodeJsonObject, hasTextLists, hasTexts, type JsonObject } from './json.ts';
import { labelsOf, recordPath, stemOf } from './layout.ts';
import type { IssuanceRecord } from './record.ts';

/** A record whose signature verified, and the certificate file beside it. */
export interface SignedRecord {
  /** On the results branch. */
  readonly path: string;
  readonly record: IssuanceRecord;
  /** Digest of the payload, which the next record of the cluster names. */
  readonly sha256: string;
  /** The certificate file beside it, or null. */
  readonly certificate: Uint8Array | null;
}

/**
 * Reads a record that a trusted key signed, at the place it speaks of. Anything else is a finding: a record that
 * does not verify neither suppresses nor permits, it stops its request (threat 5).
 */
export function readSignedRecord(
  path: string,
  bytes: Uint8Array,
  certificate: Uint8Array | null,
  trusted: readonly Uint8Array[],
): SignedRecord | Finding {
  const payload = verifyEnvelope(bytes, trusted);
  if (payload === null) return fault('record.unverified', path, 'is not signed by a key that policy trusts');
  const value = decodeJsonObject(payload);
  if (value?.['version'] !== 1 || !isRecord(value))
    return fault('record.unverified', path, 'is of a version this program does not know');
  const record = value as unknown as IssuanceRecord;
  const sha256 = sha256Hex(payload);
  const stem = stemOf(record.request.path);
  if (!labelsOf(record.certificate.serial, sha256).some((label) => recordPath(stem, label) === path))
    return fault('record.mismatch', path, 'is a true record of another certificate, copied to this place');
  return { path, record, sha256, certificate };
}

/** Whether everything is there that decides; a key that signed something else must stop its request alone. */
function isRecord(value: JsonObject): boolean {
  const { request, certificate, signer, cluster, previous, problems } = value as Partial<
    Record<keyof IssuanceRecord, unknown>
  >;
  return (
    hasTexts(value, ['outcome', 'repository', 'issuedAt']) &&
    hasTexts(request, ['path', 'blob', 'mode', 'identity', 'spkiSha256', 'subject', 'signerName']) &&
    hasTextLists(request, ['dnsNames', 'ipAddresses', 'uris', 'emailAddresses']) &&
    hasTexts(certificate, ['serial', 'sha256', 'notAfter']) &&
    hasTextLists(certificate, ['chain']) &&
    hasTexts(signer, ['issuerDer']) &&
    hasTexts(cluster, ['name']) &&
    (previous === null || typeof previous === 'string') &&
    Array.isArray(problems) &&
    problems.every((problem) => hasTexts(problem, ['code', 'message']))
  );
}

/** What a record must stand up to besides its signature. */
export interface RecordProof {
  /** Decoded from the file beside the record; null where it holds no certificate. */
  readonly chain: readonly Certificate[] | null;
  /** The anchors of the signer's trust bundle, read from the default branch; null where policy names none. */
  readonly anchors: readonly Certificate[] | null;
}

/**
 * Whether a signed record of an issued certificate counts: the file beside it is that certificate, carries the key
 * of the CSR, and chains to the trust bundle of the default branch. Null when it does.
 */
export function evaluateRecord(
  { path, record, certificate }: SignedRecord,
  { chain, anchors }: RecordProof,
): Finding | null {
  if (record.outcome === 'refused') return null;
  const leaf = chain?.[0];
  if (chain === null || leaf === undefined || !isFileOf(chain, certificate, record))
    return fault('record.mismatch', path, 'has another certificate beside it than the one it tells of');
  if (leaf.key.spkiSha256 !== record.request.spkiSha256)
    return fault('record.mismatch', path, "tells of a certificate with another key than the request's");
  if (anchors === null)
    return fault('record.mismatch', path, 'tells of a signer for which policy names no trust bundle');
  const problem = faultOfChain(chain, anchors);
  return problem === null
    ? null
    : fault('record.mismatch', path, `has a certificate that is not trusted: ${problem}`);
}

/** Not one certificate more than was recorded, and no text that somebody else's reader takes for one. */
function isFileOf(
  chain: readonly Certificate[],
  file: Uint8Array | null,
  { certificate }: IssuanceRecord,
): boolean {
  const fingerprints = chain.map(({ sha256 }) => sha256);
  return (
    fingerprints.join() === [certificate.sha256, ...certificate.chain].join() &&
    file !== null &&
    Buffer.compare(encodeChain(chain.map(({ der }) => der)), file) === 0
  );
}

function fault(code: FindingCode, path: string, what: string): Finding {
  return finding(code, {
    message: `The record ${path} ${what}.`,
    hint: 'Find the commit that put it there, and restore what was there before.',
    file: path,
  });
}

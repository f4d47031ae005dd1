import type { Evidence } from '../approval/evidence.ts';
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import { objectNamesOf } from '../request/identity.ts';
import type { Request } from '../request/request.ts';
import { canonicalBytes, digestOf } from './digest.ts';
import { decodeJsonObject, hasTexts } from './json.ts';
import { requestPathOf } from './layout.ts';

/**
 * That issuing has begun: written to the results branch before Approved is set, so that no certificate can come
 * to be unknown to Git. No intent, no approval (threat 20). It only ever suppresses, it permits nothing.
 */
export interface Intent {
  readonly version: 1;
  readonly path: string;
  readonly blob: string;
  readonly mode: string;
  readonly identity: string;
  readonly cluster: string;
  readonly object: { readonly name: string; readonly uid: string };
  /** SHA-256 of the evidence's RFC 8785 form. */
  readonly evidenceSha256: string;
  /** User name of the credential that was about to approve. */
  readonly approver: string;
  /** RFC 3339. */
  readonly startedAt: string;
  /** The workflow run, where there is one. */
  readonly run: string | null;
}

export interface IntentFacts {
  readonly request: Request;
  readonly identity: string;
  readonly cluster: string;
  readonly object: CertificateSigningRequest;
  readonly evidence: Evidence;
  readonly approver: string;
  readonly now: Date;
  readonly run: string | null;
}

export function intentOf(facts: IntentFacts): Intent {
  const { evidence } = facts;
  return {
    version: 1,
    path: facts.request.path,
    blob: evidence.file.blob,
    mode: evidence.file.mode,
    identity: facts.identity,
    cluster: facts.cluster,
    object: { name: facts.object.metadata.name ?? '', uid: facts.object.metadata.uid ?? '' },
    evidenceSha256: digestOf(evidence),
    approver: facts.approver,
    startedAt: facts.now.toISOString(),
    run: facts.run,
  };
}

export function encodeIntent(intent: Intent): Uint8Array {
  return canonicalBytes(intent);
}

/** Reads an intent; null where the bytes are none, which the ledger reports. */
export function decodeIntent(bytes: Uint8Array): Intent | null {
  const value = decodeJsonObject(bytes);
  const isIntent =
    value?.['version'] === 1 && hasTexts(value, intentTexts) && hasTexts(value['object'], ['name', 'uid']);
  return isIntent ? (value as unknown as Intent) : null;
}

/**
 * Whether an intent speaks of the request at whose place it lies, and of an object that this request can have.
 * Anybody who writes to the branch may have made it: one that names a stranger's object would have its certificate
 * recorded as ours.
 */
export function isIntentAt({ path, identity, object }: Intent, stem: string, named: string): boolean {
  return (
    identity === named && path === requestPathOf(stem) && objectNamesOf(path, identity).includes(object.name)
  );
}

const intentTexts = [
  'path',
  'blob',
  'mode',
  'identity',
  'cluster',
  'evidenceSha256',
  'approver',
  'startedAt',
];

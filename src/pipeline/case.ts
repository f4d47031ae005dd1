import type { Finding } from '../finding.ts';
import { finding } from '../finding.ts';
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import type { KeyIndex } from '../policy/never.ts';
import { identityOf } from '../request/identity.ts';
import { nameOf } from '../request/path.ts';
import type { Request, RequestReading } from '../request/request.ts';
import type { Access } from './access.ts';
import { readChain } from './chain-file.ts';
import type { Intent } from './intent.ts';
import { judge, type Matter, selectionBy } from './judge.ts';
import { stemOf } from './layout.ts';
import { type Account, emptyAccount, type Ledger } from './ledger.ts';
import { type Located, locateFresh, locateStarted, type Sought, type Stranger } from './locate.ts';
import type { Pending } from './matter.ts';
import type { ObservedObject, Situation, Verdict } from './plan.ts';
import type { Clock, TreeEntry } from './ports.ts';
import type { Tip } from './tip.ts';
import type { TrustBundle } from './trust.ts';
import { evaluateRecord, type SignedRecord } from './verify-record.ts';

/** One request in its situation, with what the steps need to take effect. */
export interface Case extends Situation {
  readonly entry: TreeEntry;
  readonly cluster: string;
  /** `prod/payments/web-api`. */
  readonly name: string;
  /** Null where the file cannot be read, or needs not be since its record settles it. */
  readonly request: Request | null;
  /** What the verdict rests on, to judge again at another moment; null for withdrawn and settled requests. */
  readonly matter: Matter | null;
  readonly bundle: TrustBundle | null;
  /** What to look for in the cluster, and to create there; null where the request or its submitter is unknown. */
  readonly sought: Sought | null;
  readonly strangers: readonly Stranger[];
}

/** What all cases of one observation share. */
export interface Scene {
  readonly clock: Clock;
  readonly now: Date;
  readonly tip: Tip;
  readonly ledger: Ledger;
  readonly access: ReadonlyMap<string, Access>;
  /** By cluster, by name. */
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, CertificateSigningRequest>>;
  readonly keys: KeyIndex;
}

const nowhere: Located = { object: { kind: 'none', nextName: null }, strangers: [] };

/** A request of the default branch that no record settles. */
export async function caseOf(scene: Scene, pending: Pending): Promise<Case> {
  const { tip, ledger } = scene;
  const { entry, reading, selection } = pending;
  const { request } = reading;
  const cluster = selection?.cluster ?? nameOf(entry.path).folders[0] ?? '';
  const account = accountOf(ledger, entry.path);
  const identity = request === null ? null : identityOf(request, tip.repository);
  const intent = identity === null ? null : (account.intents.get(identity) ?? null);
  const authority = selection?.rule.authority ?? null;
  const bundle = tip.trust.bundleOf(cluster, reading.partial.signerName ?? '', authority);
  const access = scene.access.get(cluster) ?? null;
  const matter: Matter = {
    ...pending,
    tip: tip.policy,
    keys: scene.keys,
    embedded: access?.kind === 'open' ? access.embedded : null,
    hasBundle: bundle !== null || selection === null,
  };
  const sought = soughtOf(tip, cluster, request, identity);
  const located = await locate(scene, access, cluster, sought, intent);
  return {
    entry,
    cluster,
    name: nameOf(entry.path).name,
    request,
    matter,
    bundle,
    sought,
    identity,
    verdict:
      pending.unavailable === null ? judge(matter, scene.now) : { kind: 'unknown', ...pending.unavailable },
    account,
    intent,
    record: identity === null ? null : recordOf(account, identity, bundle),
    everStarted: identity !== null && ledger.everStarted.has(identity),
    authority,
    withdrawn: false,
    ...located,
  };
}

/** An unfinished issuance whose request left the default branch, or changed there. */
export async function withdrawnCase(
  scene: Scene,
  intent: Intent,
  reading: RequestReading | null,
): Promise<Case> {
  const { tip, ledger } = scene;
  const request = requestOf(intent, reading, tip.repository);
  const sought = soughtOf(tip, intent.cluster, request, intent.identity);
  const authority = reading === null ? null : (selectionBy(tip.policy, reading)?.rule.authority ?? null);
  const access = scene.access.get(intent.cluster) ?? null;
  const { object } = await locate(scene, access, intent.cluster, sought, intent);
  return {
    entry: { path: intent.path, blob: intent.blob, mode: intent.mode },
    cluster: intent.cluster,
    name: nameOf(intent.path).name,
    request,
    matter: null,
    bundle: tip.trust.bundleOf(intent.cluster, request?.signerName ?? '', authority),
    sought,
    identity: intent.identity,
    verdict: { kind: 'refused', findings: [withdrawal(intent.path)] },
    account: accountOf(ledger, intent.path),
    intent,
    record: null,
    everStarted: true,
    authority,
    withdrawn: true,
    object,
    strangers: [],
  };
}

/** The request whose bytes an intent names, if they are those of its identity: an intent is a claim. */
function requestOf(intent: Intent, reading: RequestReading | null, repository: string): Request | null {
  const request = reading?.request ?? null;
  return request !== null && identityOf(request, repository) === intent.identity ? request : null;
}

export function withdrawal(path: string): Finding {
  return finding('certificate.request-withdrawn', {
    message: 'The request left the default branch, or changed there, before its certificate was collected.',
    hint: 'Whoever took the certificate from the cluster holds it until it ends.',
    file: path,
  });
}

/**
 * A request whose very bytes have a signed record is settled: nothing of it need be parsed or asked for. Null where
 * there is no such record.
 */
export function settledCase(tip: Tip, ledger: Ledger, entry: TreeEntry): Case | null {
  const account = accountOf(ledger, entry.path);
  const found = account.records.find(({ record }) => isRecordOf(record, tip, entry));
  if (found === undefined) return null;
  const { record } = found;
  const bundle = tip.trust.bundleOf(record.cluster.name, record.request.signerName, record.signer.authority);
  return {
    entry,
    cluster: record.cluster.name,
    name: nameOf(entry.path).name,
    request: null,
    matter: null,
    bundle,
    sought: null,
    identity: record.request.identity,
    verdict: { kind: 'allowed' },
    account,
    intent: null,
    record: recordOf(account, record.request.identity, bundle),
    everStarted: true,
    authority: record.signer.authority,
    withdrawn: false,
    ...nowhere,
  };
}

function isRecordOf({ request, repository }: SignedRecord['record'], tip: Tip, entry: TreeEntry): boolean {
  return (
    repository === tip.repository &&
    request.path === entry.path &&
    request.blob === entry.blob &&
    request.mode === entry.mode
  );
}

function accountOf(ledger: Ledger, path: string): Account {
  const account = ledger.accounts.get(stemOf(path)) ?? emptyAccount;
  if (ledger.rewoundFrom === null) return account;
  return { ...account, faults: [rewound(ledger.rewoundFrom, path), ...account.faults] };
}

function rewound(head: string, path: string): Finding {
  return finding('record.branch-rewound', {
    message: `The results branch no longer holds commit ${head}, which was seen there before.`,
    hint: 'Push that commit back. Nothing is issued while the account of what was issued is cut off.',
    file: path,
  });
}

/** The record of an identity, or what keeps it from counting. */
function recordOf(
  account: Account,
  identity: string,
  bundle: TrustBundle | null,
): SignedRecord | Finding | null {
  const record = account.records.find((each) => each.record.request.identity === identity);
  if (record === undefined) return null;
  const chain = record.certificate === null ? null : readChain(record.certificate);
  return evaluateRecord(record, { chain, anchors: bundle?.anchors ?? null }) ?? record;
}

function soughtOf(
  tip: Tip,
  cluster: string,
  request: Request | null,
  identity: string | null,
): Sought | null {
  const submitter = tip.policy.clusters[cluster]?.identities.submitter ?? null;
  if (request === null || identity === null || submitter === null) return null;
  return { request, identity, repository: tip.repository, submitter };
}

async function locate(
  scene: Scene,
  access: Access | null,
  cluster: string,
  sought: Sought | null,
  intent: Intent | null,
): Promise<Located> {
  if (access === null) return nowhere;
  if (access.kind === 'closed') return { object: unknown(access), strangers: [] };
  const objects = scene.objects.get(cluster) ?? new Map();
  if (intent !== null)
    return { object: await locateStarted(intent, sought, objects, access, scene.clock), strangers: [] };
  return sought === null ? nowhere : locateFresh(sought, objects);
}

function unknown({ reason, hint }: Extract<Access, { kind: 'closed' }>): ObservedObject {
  return { kind: 'unknown', reason, hint };
}

/** The verdict at another moment, such as that of an issuance. */
export function verdictAt({ matter, entry, verdict }: Case, at: Date): Verdict {
  if (verdict.kind === 'unknown') return verdict;
  return matter === null ? { kind: 'refused', findings: [withdrawal(entry.path)] } : judge(matter, at);
}

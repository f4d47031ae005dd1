import { type Finding, finding } from '../finding.ts';
import { decodeIntent, type Intent, isIntentAt } from './intent.ts';
import { type AccountPath, certificatePath, currentPath, parseAccountPath } from './layout.ts';
import type { ResultsHistory } from './ports.ts';
import { readSignedRecord, type SignedRecord } from './verify-record.ts';

/** What the results branch says of one request (one path below `requests/`). */
export interface Account {
  /** By identity. */
  readonly intents: ReadonlyMap<string, Intent>;
  /** Those whose signature verified, in path order. */
  readonly records: readonly SignedRecord[];
  /** The certificate file to use now, or null. */
  readonly current: Uint8Array | null;
  /** What stops this request: records that do not verify, or that were removed. */
  readonly faults: readonly Finding[];
}

/** The results branch, read. */
export interface Ledger {
  /** Null where there is no branch yet. */
  readonly head: string | null;
  /** By stem (`layout.ts`). */
  readonly accounts: ReadonlyMap<string, Account>;
  /** Every identity that any commit ever recorded as started or issued. */
  readonly everStarted: ReadonlySet<string>;
  /** By cluster, the digest of the newest record of the chain. */
  readonly tails: ReadonlyMap<string, string>;
  /** What belongs to no single request. */
  readonly findings: readonly Finding[];
  /** A head seen before that the branch does not hold any more: nothing is issued (threat 4). */
  readonly rewoundFrom: string | null;
}

export const emptyAccount: Account = { intents: new Map(), records: [], current: null, faults: [] };

interface Draft {
  readonly intents: Map<string, Intent>;
  readonly records: SignedRecord[];
  readonly faults: Finding[];
}

/** Reads the branch's files in the light of its history; `trusted` are the recorder's keys of policy (SPKI, DER). */
export function readLedger(
  head: string | null,
  files: ReadonlyMap<string, Uint8Array>,
  history: ResultsHistory,
  trusted: readonly Uint8Array[],
): Ledger {
  const drafts = new Map<string, Draft>();
  const paths = new Set([...files.keys(), ...history.paths]);
  for (const path of [...paths].sort()) addPath(drafts, path, files, trusted);
  const records = [...drafts.values()].flatMap((draft) => draft.records);
  const everStarted = new Set([
    ...[...paths].flatMap((path) => identityOfIntent(path) ?? []),
    ...records.map(({ record }) => record.request.identity),
  ]);
  const accounts = new Map(
    [...drafts].map(([stem, draft]) => [stem, { ...draft, current: files.get(currentPath(stem)) ?? null }]),
  );
  return { head, accounts, everStarted, ...readChains(records), rewoundFrom: history.rewoundFrom };
}

function identityOfIntent(path: string): string | null {
  const account = parseAccountPath(path);
  return account?.kind === 'intent' ? account.identity : null;
}

function addPath(
  drafts: Map<string, Draft>,
  path: string,
  files: ReadonlyMap<string, Uint8Array>,
  trusted: readonly Uint8Array[],
): void {
  const account = parseAccountPath(path);
  if (account === null) return;
  const draft: Draft = drafts.get(account.stem) ?? { intents: new Map(), records: [], faults: [] };
  drafts.set(account.stem, draft);
  const bytes = files.get(path);
  if (bytes === undefined) draft.faults.push(removed(path));
  else if (account.kind === 'intent') addIntent(draft, path, account, bytes);
  else
    addRecord(draft, path, bytes, files.get(certificatePath(account.stem, account.label)) ?? null, trusted);
}

function removed(path: string): Finding {
  return finding('record.removed', {
    message: `${path} was on the results branch once and is gone.`,
    hint: 'Restore it from the history of the branch. An approval is used once, whether its record is kept or not.',
    file: path,
  });
}

function addIntent(
  draft: Draft,
  path: string,
  { stem, identity }: Extract<AccountPath, { kind: 'intent' }>,
  bytes: Uint8Array,
): void {
  const intent = decodeIntent(bytes);
  if (intent === null) draft.faults.push(unreadable(path, 'cannot be read'));
  else if (!isIntentAt(intent, stem, identity))
    draft.faults.push(unreadable(path, 'tells of another request or object than its place'));
  else draft.intents.set(identity, intent);
}

function unreadable(path: string, what: string): Finding {
  return finding('record.unreadable', {
    message: `The intent ${path} ${what}.`,
    hint: 'Restore it from the history of the branch.',
    file: path,
  });
}

function addRecord(
  draft: Draft,
  path: string,
  bytes: Uint8Array,
  certificate: Uint8Array | null,
  trusted: readonly Uint8Array[],
): void {
  const read = readSignedRecord(path, bytes, certificate, trusted);
  if ('record' in read) draft.records.push(read);
  else draft.faults.push(read);
}

/** Follows `previous` back: per cluster exactly one record is named by no other, and every name is there. */
function readChains(records: readonly SignedRecord[]): Pick<Ledger, 'tails' | 'findings'> {
  const tails = new Map<string, string>();
  const findings: Finding[] = [];
  const byCluster = Map.groupBy(records, ({ record }) => record.cluster.name);
  for (const [cluster, chain] of byCluster) {
    const digests = new Set(chain.map(({ sha256 }) => sha256));
    const named = new Set(chain.map(({ record }) => record.previous).filter((digest) => digest !== null));
    const ends = chain.filter(({ sha256 }) => !named.has(sha256)).sort(byTime);
    const whole =
      ends.length === 1 &&
      named.size === chain.length - 1 &&
      [...named].every((digest) => digests.has(digest));
    if (!whole) findings.push(brokenChain(cluster));
    const last = ends.at(-1);
    if (last !== undefined) tails.set(cluster, last.sha256);
  }
  return { tails, findings };
}

const byTime = (a: SignedRecord, b: SignedRecord): number =>
  a.record.issuedAt < b.record.issuedAt ? -1 : a.record.issuedAt > b.record.issuedAt ? 1 : 0;

function brokenChain(cluster: string): Finding {
  return finding('record.chain-broken', {
    message: `The records of cluster ${cluster} do not form one chain.`,
    hint: 'Records were removed, or the branch was rewound: compare it with a clone that is older.',
  });
}

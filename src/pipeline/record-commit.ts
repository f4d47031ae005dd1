import type { Collected } from './collect.ts';
import { type Change, commitChange } from './commit.ts';
import { canonicalBytes, sha256Hex } from './digest.ts';
import { draftRecord, type RecordDraft, type RunFacts } from './draft-record.ts';
import { signEnvelope } from './envelope.ts';
import { count } from './intents.ts';
import { certificatePath, currentPath, labelsOf, recordPath, stemOf } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { World } from './observe.ts';
import type { IssuePorts, SigningKey } from './ports.ts';
import type { SignedRecord } from './verify-record.ts';

/** What is to be recorded: certificates that came back, and certificates in use that the branch does not give out. */
export interface Recordable {
  readonly collected: readonly Collected[];
  /** Records whose certificate should be the current one. */
  readonly restored: readonly SignedRecord[];
}

/** Commits all certificates and signed records in one commit; those that another run has recorded are left out. */
export async function commitRecords(
  ports: IssuePorts,
  world: World,
  recordable: Recordable,
  key: SigningKey,
  facts: RunFacts,
): Promise<void> {
  await commitChange(ports, world.tip, (ledger) => draftChange(world, recordable, key, facts, ledger));
}

async function draftChange(
  world: World,
  { collected, restored }: Recordable,
  key: SigningKey,
  facts: RunFacts,
  ledger: Ledger,
): Promise<Change | null> {
  const records = [...ledger.accounts.values()].flatMap((account) => account.records);
  const recorded = new Set(records.map(({ record }) => record.request.identity));
  const fresh = collected.filter(({ case: each }) => !recorded.has(each.identity ?? '')).sort(byPath);
  const files = new Map<string, Uint8Array>();
  for (const { record, certificate } of restored)
    if (certificate !== null) files.set(currentPath(stemOf(record.request.path)), certificate);
  const tails = new Map(ledger.tails);
  const taken = new Set(records.map(({ path }) => path));
  for (const each of fresh) {
    const { request } = each.case;
    if (request === null) continue;
    const draft = draftRecord(each, request, world, facts);
    const payload = canonicalBytes({ ...draft, previous: tails.get(draft.cluster.name) ?? null });
    tails.set(draft.cluster.name, sha256Hex(payload));
    const label = freeLabel(draft, sha256Hex(payload), taken);
    addFiles(files, label, draft, { envelope: await signEnvelope(payload, key), pem: each.pem });
  }
  return files.size === 0 ? null : { message: describe(fresh), files };
}

const byPath = (a: Collected, b: Collected): number =>
  a.case.entry.path < b.case.entry.path ? -1 : a.case.entry.path > b.case.entry.path ? 1 : 0;

/** No record ever takes the place of another, whatever serials a signer uses. */
function freeLabel({ request, certificate }: RecordDraft, sha256: string, taken: Set<string>): string {
  const stem = stemOf(request.path);
  const labels = labelsOf(certificate.serial, sha256);
  const label = labels.find((each) => !taken.has(recordPath(stem, each))) ?? labels.at(-1) ?? '';
  taken.add(recordPath(stem, label));
  return label;
}

/** A refused certificate is told of, and never given out. */
function addFiles(
  files: Map<string, Uint8Array>,
  label: string,
  { request, outcome }: RecordDraft,
  { envelope, pem }: { readonly envelope: Uint8Array; readonly pem: Uint8Array },
): void {
  const stem = stemOf(request.path);
  files.set(recordPath(stem, label), envelope);
  if (outcome === 'refused') return;
  files.set(certificatePath(stem, label), pem);
  files.set(currentPath(stem), pem);
}

function describe(fresh: readonly Collected[]): string {
  if (fresh.length === 0) return 'Give out the certificates that the records tell of\n';
  const names = fresh.map(
    ({ case: each, problems }) => `${each.name}${problems.length === 0 ? '' : ': issued and refused'}`,
  );
  return `Record ${count(fresh.length, 'certificate')}\n\n${names.join('\n')}\n`;
}

import { isCountersignError } from '../errors.ts';
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import { formatSubject, identityOfKey, type KeyHolder, type KeyIndex } from '../policy/never.ts';
import { readRequest } from '../request/read.ts';
import type { RequestReading } from '../request/request.ts';
import { type Access, closedBy, openClusters } from './access.ts';
import { type Case, caseOf, type Scene, settledCase, withdrawnCase } from './case.ts';
import type { Intent } from './intent.ts';
import { type Ledger, readLedger } from './ledger.ts';
import { type Pending, readPending } from './matter.ts';
import { mapParallel } from './parallel.ts';
import type { IssuePorts, Power } from './ports.ts';
import type { RecordedRequest } from './record.ts';
import { withRetry } from './retry.ts';
import { readTip, type Tip } from './tip.ts';

/** Everything there is at one moment, as far as it decides. */
export interface World {
  readonly tip: Tip;
  readonly now: Date;
  readonly ledger: Ledger;
  readonly access: ReadonlyMap<string, Access>;
  /** In path order; one for every request, and one for every unfinished issuance whose request is gone. */
  readonly cases: readonly Case[];
}

export interface ObserveOptions {
  /** Whose credential reads the clusters. */
  readonly power: Power;
  /** Whether something will be written, so that policy must confirm whose credential it is. */
  readonly writes: boolean;
}

interface Withdrawn {
  readonly intent: Intent;
  readonly reading: RequestReading | null;
}

/**
 * Reads the world: the tip of the default branch, the results branch, the evidence, and one list per cluster.
 *
 * The order is part of the safety. Clusters are listed before the results branch is read for good: an intent is
 * always committed before its object is approved, so an approval seen here has its intent there, unless somebody
 * else approved or the branch was rewound.
 */
export async function observe(ports: IssuePorts, { power, writes }: ObserveOptions): Promise<World> {
  const tip = await readTip(ports);
  const before = await loadLedger(ports, tip);
  const unsettled = tip.entries.filter((entry) => settledCase(tip, before, entry) === null);
  const pending = await readPending(ports, tip, unsettled);
  const names = clustersOf(tip, pending, before);
  const opened = await openClusters(ports, tip, names, power, writes ? power : null);
  const { access, objects } = await listClusters(ports, opened);
  const ledger = await refreshLedger(ports, tip, before);
  const keys = indexKeys(ledger, pending);
  const scene: Scene = { clock: ports.clock, now: ports.clock.now(), tip, ledger, access, objects, keys };
  return { tip, now: scene.now, ledger, access, cases: await buildCases(ports, scene, pending) };
}

async function buildCases(
  ports: IssuePorts,
  scene: Scene,
  pending: readonly Pending[],
): Promise<readonly Case[]> {
  const open = await mapParallel(pending, (each) => caseOf(scene, each));
  const paths = new Set(pending.map(({ entry }) => entry.path));
  const settled = scene.tip.entries
    .filter((entry) => !paths.has(entry.path))
    .flatMap((entry) => settledCase(scene.tip, scene.ledger, entry) ?? []);
  const alive = new Set([...open, ...settled].map(({ identity }) => identity));
  const withdrawn = await readWithdrawn(
    ports,
    unfinished(scene.ledger).filter(({ identity }) => !alive.has(identity)),
  );
  const gone = await mapParallel(withdrawn, ({ intent, reading }) => withdrawnCase(scene, intent, reading));
  return [...open, ...settled, ...gone].sort(byPath);
}

const byPath = (a: Case, b: Case): number =>
  a.entry.path < b.entry.path ? -1 : a.entry.path > b.entry.path ? 1 : 0;

/** Clusters where something may be under way; those that policy does not know cannot be asked. */
function clustersOf(tip: Tip, pending: readonly Pending[], ledger: Ledger): readonly string[] {
  const names = new Set([
    ...pending.flatMap(({ selection }) => (selection === null ? [] : [selection.cluster])),
    ...unfinished(ledger).map(({ cluster }) => cluster),
  ]);
  return [...names].filter((name) => Object.hasOwn(tip.policy.clusters, name));
}

/** Intents whose identity has no record. */
function unfinished(ledger: Ledger): readonly Intent[] {
  return [...ledger.accounts.values()].flatMap(({ intents, records }) => {
    const recorded = new Set(records.map(({ record }) => record.request.identity));
    return [...intents.values()].filter(({ identity }) => !recorded.has(identity));
  });
}

/** An intent is a claim like all of the results branch: what it names may not exist. */
async function readWithdrawn(ports: IssuePorts, intents: readonly Intent[]): Promise<readonly Withdrawn[]> {
  return await mapParallel(intents, async (intent) => {
    const { path, mode, blob } = intent;
    const bytes = await readBlob(ports, blob);
    return {
      intent,
      reading: bytes === null ? null : readRequest({ path, mode, blob, bytes }, { layout: true }),
    };
  });
}

async function readBlob(ports: IssuePorts, blob: string): Promise<Uint8Array | null> {
  try {
    return (await ports.repository.read([blob])).get(blob) ?? null;
  } catch (error) {
    if (isCountersignError(error, 'git-failed')) return null;
    throw error;
  }
}

/** One list per cluster; one that fails is closed and holds back no other. */
async function listClusters(
  ports: IssuePorts,
  opened: ReadonlyMap<string, Access>,
): Promise<Pick<Scene, 'access' | 'objects'>> {
  const access = new Map(opened);
  const objects = new Map<string, ReadonlyMap<string, CertificateSigningRequest>>();
  const list = async ([name, each]: readonly [string, Access]): Promise<void> => {
    if (each.kind === 'closed') return;
    try {
      const listed = await withRetry(ports.clock, () => each.cluster.list());
      objects.set(name, new Map(listed.map((object) => [object.metadata.name ?? '', object])));
    } catch (error) {
      access.set(name, closedBy(error));
    }
  };
  await Promise.all([...opened].map(list));
  return { access, objects };
}

/** Reads the results branch as it is now. */
export async function loadLedger(ports: Pick<IssuePorts, 'results' | 'clock'>, tip: Tip): Promise<Ledger> {
  const head = await withRetry(ports.clock, () => ports.results.head());
  return await readLedgerAt(ports, tip, head);
}

async function refreshLedger(ports: IssuePorts, tip: Tip, before: Ledger): Promise<Ledger> {
  const head = await withRetry(ports.clock, () => ports.results.head());
  return head === before.head ? before : await readLedgerAt(ports, tip, head);
}

async function readLedgerAt(
  ports: Pick<IssuePorts, 'results' | 'clock'>,
  tip: Tip,
  head: string | null,
): Promise<Ledger> {
  const history = await withRetry(ports.clock, () => ports.results.history(head));
  const files = head === null ? new Map() : await withRetry(ports.clock, () => ports.results.read(head));
  return readLedger(head, files, history, tip.trust.recorders);
}

/** Who holds which public key: a key belongs to one path (threat 17). */
function indexKeys(ledger: Ledger, pending: readonly Pending[]): KeyIndex {
  const holders: (readonly [string, KeyHolder])[] = [
    ...[...ledger.accounts.values()].flatMap(({ records }) =>
      records.map(({ record: { request } }) => [request.spkiSha256, holderByRecord(request)] as const),
    ),
    ...pending.flatMap(({ entry, reading }) => {
      const { csr } = reading.partial;
      return csr === null
        ? []
        : [[csr.key.spkiSha256, holder(entry.path, formatSubject(csr.subject))] as const];
    }),
  ];
  const index = new Map<string, KeyHolder[]>();
  for (const [spki, each] of holders) index.set(spki, [...(index.get(spki) ?? []), each]);
  return index;
}

const holder = (path: string, subject: string): KeyHolder => ({ path, subject });

/** A key may serve again for what it was approved for at its path, or for less. */
function holderByRecord(request: RecordedRequest): KeyHolder {
  const named = (kind: string, values: readonly string[]) => values.map((value) => ({ kind, value }));
  const names = [
    ...named('dns', request.dnsNames),
    ...named('ip', request.ipAddresses),
    ...named('uri', request.uris),
    ...named('email', request.emailAddresses),
  ];
  return { ...holder(request.path, request.subject), identity: identityOfKey(request.subject, names) };
}

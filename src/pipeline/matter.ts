import type { Evidence } from '../approval/evidence.ts';
import { isCountersignError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import type { Policy, Selection } from '../policy/policy.ts';
import { readRequest } from '../request/read.ts';
import type { RequestReading } from '../request/request.ts';
import { selectionBy } from './judge.ts';
import type { IssuePorts, TreeEntry } from './ports.ts';
import { withRetry } from './retry.ts';
import { readPolicy, type Tip } from './tip.ts';

/** A request that is not settled yet, with all that a verdict needs and no cluster was asked for. */
export interface Pending {
  readonly entry: TreeEntry;
  readonly reading: RequestReading;
  readonly selection: Selection | null;
  readonly evidence: Evidence | null;
  readonly evidenceFindings: readonly Finding[];
  readonly base: Policy | null;
  /** Why the forge could not be asked; null where it was. */
  readonly unavailable: { readonly reason: string; readonly hint: string | null } | null;
}

/** Git mode of a submodule: a commit of elsewhere, with nothing to read; the reader refuses it by its mode. */
const submodule = '160000';

type Found = Awaited<ReturnType<IssuePorts['forge']['evidence']>>;

/** Reads the blobs, asks the forge once for all, and reads the policies at the bases of the evidence. */
export async function readPending(
  ports: IssuePorts,
  tip: Tip,
  entries: readonly TreeEntry[],
): Promise<readonly Pending[]> {
  const files = entries.filter(({ mode }) => mode !== submodule);
  const contents = await ports.repository.read(files.map((entry) => entry.blob));
  const { found, unavailable } = await askForge(ports, tip, entries);
  const bases = await readBases(ports, [...found.values()]);
  return entries.map((entry) => {
    const bytes = contents.get(entry.blob) ?? new Uint8Array();
    const reading = readRequest({ ...entry, bytes }, { layout: true });
    const { evidence, findings } = found.get(entry.path) ?? { evidence: null, findings: [] };
    return {
      entry,
      reading,
      selection: selectionBy(tip.policy, reading),
      evidence: isOf(evidence, entry) ? evidence : null,
      evidenceFindings: findings,
      base: evidence === null ? null : (bases.get(evidence.base) ?? null),
      unavailable,
    };
  });
}

/** Evidence speaks of one path, blob and mode; for any other bytes it is none. */
function isOf(evidence: Evidence | null, entry: TreeEntry): boolean {
  if (evidence === null) return false;
  const { path, blob, mode } = evidence.file;
  return path === entry.path && blob === entry.blob && mode === entry.mode;
}

/** That the forge cannot be asked is no lower level of proof: everything waits (threat 13). */
async function askForge(
  ports: IssuePorts,
  tip: Tip,
  entries: readonly TreeEntry[],
): Promise<{ found: Found; unavailable: Pending['unavailable'] }> {
  if (entries.length === 0) return { found: new Map(), unavailable: null };
  try {
    return {
      found: await withRetry(ports.clock, () => ports.forge.evidence(tip.commit, entries)),
      unavailable: null,
    };
  } catch (error) {
    if (!isCountersignError(error)) throw error;
    return { found: new Map(), unavailable: { reason: `${error.code}: ${error.message}`, hint: error.hint } };
  }
}

async function readBases(
  ports: IssuePorts,
  found: readonly { readonly evidence: Evidence | null }[],
): Promise<ReadonlyMap<string, Policy | null>> {
  const commits = new Set(found.flatMap(({ evidence }) => (evidence === null ? [] : [evidence.base])));
  const policies = await Promise.all(
    [...commits].map(async (commit) => [commit, await readBase(ports, commit)] as const),
  );
  return new Map(policies);
}

/** A base that this clone does not hold has no policy that could be known. */
async function readBase(ports: IssuePorts, commit: string): Promise<Policy | null> {
  try {
    return await readPolicy(ports.repository, commit);
  } catch (error) {
    if (isCountersignError(error, 'git-failed')) return null;
    throw error;
  }
}

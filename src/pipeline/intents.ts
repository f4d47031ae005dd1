import type { Case } from './case.ts';
import { type Change, commitChange } from './commit.ts';
import { encodeIntent, intentOf } from './intent.ts';
import { intentPath, stemOf } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { World } from './observe.ts';
import type { IssuePorts } from './ports.ts';

/**
 * Commits the intents of all requests about to be approved, in one commit. Identities that anybody started in the
 * meantime are left alone: what comes of them is for the next look to say.
 */
export async function commitIntents(
  ports: IssuePorts,
  world: World,
  cases: readonly Case[],
  run: string | null,
): Promise<void> {
  await commitChange(ports, world.tip, async (ledger) => draftIntents(ports, world, cases, run, ledger));
}

function draftIntents(
  ports: IssuePorts,
  world: World,
  cases: readonly Case[],
  run: string | null,
  ledger: Ledger,
): Change | null {
  const fresh = cases.filter(({ identity }) => identity !== null && !ledger.everStarted.has(identity));
  if (fresh.length === 0) return null;
  const files = fresh.map((each) => intentFile(each, world, ports.clock.now(), run));
  const names = fresh.map(({ name }) => name).join('\n');
  return { message: `Begin ${count(fresh.length, 'issuance')}\n\n${names}\n`, files: new Map(files) };
}

function intentFile(each: Case, world: World, now: Date, run: string | null): readonly [string, Uint8Array] {
  const { request, identity, cluster, object, matter } = each;
  const access = world.access.get(cluster);
  const evidence = matter?.evidence ?? null;
  if (
    request === null ||
    identity === null ||
    evidence === null ||
    object.kind !== 'present' ||
    access?.kind !== 'open'
  )
    throw new Error('only a proven request with an object of ours is begun');
  const intent = intentOf({
    request,
    identity,
    cluster,
    object: object.object,
    evidence,
    approver: access.user.username,
    now,
    run,
  });
  return [intentPath(stemOf(request.path), identity), encodeIntent(intent)];
}

/** `1 certificate`, `2 certificates`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

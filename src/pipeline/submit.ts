import { isCountersignError } from '../errors.ts';
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import { objectNamesOf } from '../request/identity.ts';
import { taken } from './attempt.ts';
import type { Case } from './case.ts';
import { differencesOf, type Sought, type Stranger } from './locate.ts';
import { buildObject } from './object.ts';
import { altered, type Step } from './plan.ts';
import type { Clock, Cluster } from './ports.ts';
import { withRetry } from './retry.ts';

/**
 * Creates the object of a request under the first of its names that nobody holds. What the server answers must be
 * what we sent, by the submitter of policy: a webhook that adds to it has made another object of it.
 */
export async function submitCase(each: Case, cluster: Cluster, clock: Clock): Promise<Step> {
  const { sought, object } = each;
  if (sought === null || object.kind !== 'none')
    throw new Error('only a sought request without an object is submitted');
  const strangers: Stranger[] = [...each.strangers];
  const names = objectNamesOf(sought.request.path, sought.identity);
  for (const name of names.slice(Math.max(0, names.indexOf(object.nextName ?? '')))) {
    const { answer, isOurs } = await createOrRead(sought, name, cluster, clock);
    if (answer === null) continue;
    const differences = differencesOf(sought, answer);
    if (differences.length === 0) return taken('submit', describe(name, strangers));
    if (isOurs) return refused(altered(answer, differences), 'look at the mutating webhooks of this cluster');
    strangers.push({ name, differences });
  }
  return refused(
    describe('none of our names', strangers),
    'find out who may create CertificateSigningRequests in this cluster',
  );
}

interface Answer {
  /** Null where the name was taken a moment ago and is free now. */
  readonly answer: CertificateSigningRequest | null;
  /** Whether our own create made it, as far as can be told. */
  readonly isOurs: boolean;
}

/** A create whose answer got lost looks like somebody else's object; the comparison tells. */
async function createOrRead(sought: Sought, name: string, cluster: Cluster, clock: Clock): Promise<Answer> {
  try {
    const answer = await withRetry(clock, () => cluster.create(buildObject({ ...sought, name })));
    return { answer, isOurs: true };
  } catch (error) {
    if (!isCountersignError(error, 'cluster-already-exists')) throw error;
    return { answer: await withRetry(clock, () => cluster.get(name)), isOurs: false };
  }
}

function describe(name: string, strangers: readonly Stranger[]): string {
  const taken = strangers.map(
    (stranger) => `${stranger.name} is not ours (${stranger.differences.join(', ')})`,
  );
  return [`as ${name}`, ...taken].join('; ');
}

function refused(reason: string, hint: string): Step {
  return { action: 'refuse', reason, hint };
}

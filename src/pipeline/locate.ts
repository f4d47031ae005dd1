import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import { objectNamesOf } from '../request/identity.ts';
import type { Request } from '../request/request.ts';
import { type Access, closedBy } from './access.ts';
import type { Intent } from './intent.ts';
import { buildObject, compareObject } from './object.ts';
import type { ObservedObject } from './plan.ts';
import type { Clock } from './ports.ts';
import { withRetry } from './retry.ts';

/** A request whose object is looked for. */
export interface Sought {
  readonly request: Request;
  readonly identity: string;
  readonly repository: string;
  /** User name that policy gives to the submitter. */
  readonly submitter: string;
}

/** An object under one of our names that is not ours; reported, and never touched, even if equal (threat 17). */
export interface Stranger {
  readonly name: string;
  readonly differences: readonly string[];
}

export interface Located {
  readonly object: ObservedObject;
  readonly strangers: readonly Stranger[];
}

/** Looks through a cluster's list for the one object of ours, under any of its names. */
export function locateFresh(
  sought: Sought,
  objects: ReadonlyMap<string, CertificateSigningRequest>,
): Located {
  const strangers: Stranger[] = [];
  let nextName: string | null = null;
  for (const name of objectNamesOf(sought.request.path, sought.identity)) {
    const object = objects.get(name);
    if (object === undefined) {
      nextName ??= name;
      continue;
    }
    const differences = differencesOf(sought, object);
    if (differences.length === 0) return { object: { kind: 'present', object, differences }, strangers };
    strangers.push({ name, differences });
  }
  return { object: { kind: 'none', nextName }, strangers };
}

/** In what an object differs from the one we would create under its name. */
export function differencesOf(sought: Sought, object: CertificateSigningRequest): readonly string[] {
  const ours = buildObject({ ...sought, name: object.metadata.name ?? '' });
  return compareObject(object, ours, sought.submitter);
}

/**
 * Looks for the very object that an intent names. One that the list does not hold is asked for again: the list may
 * be older than the intent. Another uid is another object (planted after ours was deleted). That the answer cannot
 * be had is known of this one object alone, and holds back no other.
 */
export async function locateStarted(
  intent: Intent,
  sought: Sought | null,
  objects: ReadonlyMap<string, CertificateSigningRequest>,
  access: Extract<Access, { kind: 'open' }>,
  clock: Clock,
): Promise<ObservedObject> {
  const object = objects.get(intent.object.name) ?? (await askFor(intent.object.name, access, clock));
  if (object !== null && 'reason' in object) return { kind: 'unknown', ...object };
  if (object === null || object.metadata.uid !== intent.object.uid) return { kind: 'gone' };
  const differences =
    sought === null ? ['the request cannot be read any more'] : differencesOf(sought, object);
  return { kind: 'present', object, differences };
}

type Unanswered = Pick<Extract<Access, { kind: 'closed' }>, 'reason' | 'hint'>;

async function askFor(
  name: string,
  { cluster }: Extract<Access, { kind: 'open' }>,
  clock: Clock,
): Promise<CertificateSigningRequest | Unanswered | null> {
  try {
    return await withRetry(clock, () => cluster.get(name));
  } catch (error) {
    const { reason, hint } = closedBy(error);
    return { reason, hint };
  }
}

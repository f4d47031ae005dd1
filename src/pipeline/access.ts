import { CountersignError, isCountersignError } from '../errors.ts';
import type { ClusterPolicy, Policy } from '../policy/policy.ts';
import type { Cluster, IssuePorts, Power, UserInfo } from './ports.ts';
import { withRetry } from './retry.ts';
import type { Tip } from './tip.ts';

/** A cluster that answers, by the credential that policy means; or why nothing can be done there. */
export type Access =
  | {
      readonly kind: 'open';
      readonly cluster: Cluster;
      readonly user: UserInfo;
      readonly embedded: boolean;
    }
  | { readonly kind: 'closed'; readonly reason: string; readonly hint: string | null };

/**
 * Opens clusters with the credential of one power. `asked` is the power whose user name policy must name; null
 * where nothing will be written. A cluster that fails is closed and holds back no other.
 */
export async function openClusters(
  ports: IssuePorts,
  { policy, trust }: Pick<Tip, 'policy' | 'trust'>,
  names: readonly string[],
  power: Power,
  asked: Power | null,
): Promise<ReadonlyMap<string, Access>> {
  const open = async (name: string): Promise<readonly [string, Access]> => {
    try {
      return [name, await openCluster(ports, { policy, trust }, name, power, asked)];
    } catch (error) {
      return [name, closedBy(error)];
    }
  };
  return new Map(await Promise.all(names.map(open)));
}

async function openCluster(
  ports: IssuePorts,
  { policy, trust }: Pick<Tip, 'policy' | 'trust'>,
  name: string,
  power: Power,
  asked: Power | null,
): Promise<Access> {
  const settings = policy.clusters[name];
  if (settings === undefined) throw new CountersignError('not-set-up', `policy names no cluster ${name}`);
  if (asked !== null) checkSeparation(policy, settings, name);
  const { server, access } = settings;
  const user = userOfPower(settings, power);
  const order = { name, power, user, server, access, ca: trust.serverCaOf(name) };
  const cluster = await withRetry(ports.clock, () => ports.cluster(order));
  const stated = asked === null ? null : userOfPower(settings, asked);
  const who = await withRetry(ports.clock, () => whoAmI(cluster, stated));
  if (stated !== null && who.username !== stated) throw strangeUser(name, power, who.username, stated);
  return {
    kind: 'open',
    cluster,
    user: who,
    embedded: await withRetry(ports.clock, () => cluster.isEmbedded()),
  };
}

/** The user name that policy gives to a power; null for collecting, which only reads. */
function userOfPower({ identities }: ClusterPolicy, power: Power): string | null {
  const names = {
    submit: identities.submitter,
    approve: identities.approver,
    sign: identities.signer,
    collect: null,
  };
  return names[power];
}

/** Servers before 1.28 cannot be asked; there the user name shows in what they store, and policy's is assumed. */
async function whoAmI(cluster: Cluster, stated: string | null): Promise<UserInfo> {
  try {
    return await cluster.whoAmI();
  } catch (error) {
    if (!isCountersignError(error, 'cluster-not-found')) throw error;
    return { username: stated ?? '', uid: null, groups: [], extra: {} };
  }
}

const leastCount = { one: 1, two: 2, three: 3 } as const;

/** Policy says how many credentials there are at least, and who they are (principle 5). */
function checkSeparation(policy: Policy, { identities }: ClusterPolicy, name: string): void {
  const { submitter, approver, signer } = identities;
  const signs = policy.rules.some(
    (rule) => rule.authority !== null && (rule.match.clusters?.includes(name) ?? true),
  );
  if (submitter === null || approver === null || (signs && signer === null))
    throw new CountersignError(
      'not-set-up',
      `policy does not say who submits, approves and signs in cluster ${name}`,
      {
        hint: `fill clusters.${name}.identities with the user names of our credentials`,
      },
    );
  const count = new Set([submitter, approver, signer ?? approver]).size;
  if (count >= leastCount[policy.separation]) return;
  throw new CountersignError(
    'not-set-up',
    `policy asks for ${policy.separation} separate credentials, and cluster ${name} has ${count}`,
    { hint: `give each power its own user name in clusters.${name}.identities` },
  );
}

function strangeUser(name: string, power: Power, is: string, stated: string): CountersignError {
  const words = { submit: 'submitter', approve: 'approver', sign: 'signer', collect: 'collector' };
  return new CountersignError(
    'cluster-unauthorized',
    `cluster ${name} takes this credential for ${JSON.stringify(is)}, and policy names ${JSON.stringify(stated)} as ${words[power]}`,
    { hint: 'use the credential of this power, or correct identities in policy' },
  );
}

/** An operation that failed, as the state of what it was done to; a bug of ours goes on its way. */
export function closedBy(error: unknown): Extract<Access, { kind: 'closed' }> {
  if (!isCountersignError(error)) throw error;
  return { kind: 'closed', reason: `${error.code}: ${error.message}`, hint: error.hint };
}

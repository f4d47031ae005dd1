import { CountersignError } from '../errors.ts';
import type { Certificate } from '../model.ts';
import { maxLifetimeSeconds } from '../policy/lifetime.ts';
import type { Selection } from '../policy/policy.ts';

/** Seconds by which a certificate begins in the past, for clocks that are slow; part of its lifetime. */
const backdateSeconds = 300;

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * How long a certificate of ours lives, in whole seconds: the least of what the request asks for and what each
 * selection's rule and cluster allow (policy at review and policy now), backdating included, within the CA's own
 * validity. A request that asks for nothing gets the rule's default. Throws `key-unusable` where the CA is over.
 */
export function grantValidity(
  asked: number | null,
  selections: readonly Selection[],
  ca: Pick<Certificate, 'notBefore' | 'notAfter'>,
  now: Date,
): Validity {
  const bounds = selections.map(maxLifetimeSeconds);
  const wanted = asked ?? Math.min(...selections.map(({ rule }) => rule.lifetime.defaultSeconds));
  const seconds = Math.min(wanted, ...bounds);
  const begin = Math.floor(now.getTime() / 1000) - backdateSeconds;
  const notBefore = new Date(Math.max(begin * 1000, ca.notBefore.getTime()));
  const notAfter = new Date(Math.min((begin + seconds) * 1000, ca.notAfter.getTime()));
  if (notAfter > now) return { notBefore, notAfter };
  throw new CountersignError('key-unusable', 'the certificate would be over before it was signed', {
    hint: 'the CA certificate is at its end, or the lifetime allowed is under five minutes',
  });
}

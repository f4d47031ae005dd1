import { formatDuration } from '../duration.ts';
import { type LintedRule, type LintFault, lifetimesOf } from './lint-fault.ts';
import { identitySigners } from './service-names.ts';

const day = 86_400;
/** What browsers take since September 2020 (CA/Browser Forum ballot SC-22 and Apple's programme): 398 days. */
const longestSeconds = 398 * day;
/** A long weekend: people must have had a working day to approve. */
const shortestWindowSeconds = 3 * day;

/** Lifetimes that nobody should want, and windows for renewal in which nobody will be at work. */
export function lintLifetime(linted: LintedRule): readonly LintFault[] {
  return [...longFaults(linted), ...clusterFaults(linted), ...windowFaults(linted)];
}

function longFaults(linted: LintedRule): readonly LintFault[] {
  const longest = Math.max(0, ...lifetimesOf(linted).values());
  if (longest <= longestSeconds) return [];
  const message = `Rule "${linted.rule.name}" allows ${formatDuration(longest)}; over 398 days browsers refuse a server's certificate, and few clusters let one be revoked.`;
  const hint = 'Lower max; a certificate that is renewed in time loses nothing.';
  return [{ code: 'policy.long-lifetime', pointer: `${linted.at}/lifetime/max`, message, hint }];
}

/** `new` and `wrap` write the default, and the check would refuse what they wrote. */
function clusterFaults(linted: LintedRule): readonly LintFault[] {
  const usual = linted.rule.lifetime.defaultSeconds;
  return [...lifetimesOf(linted)].flatMap(([cluster, most]): readonly LintFault[] => {
    if (usual <= most) return [];
    const message = `The default lifetime of rule "${linted.rule.name}", ${formatDuration(usual)}, is over what cluster "${cluster}" allows, ${formatDuration(most)}.`;
    const hint = 'Lower the default: what countersign new writes for that cluster would be refused.';
    return [{ code: 'policy.default-over-cluster', pointer: `${linted.at}/lifetime/default`, message, hint }];
  });
}

/** Lifetime × (1 − renewAt) is what remains for people once renewal is due. */
function windowFaults({ rule, at }: LintedRule): readonly LintFault[] {
  const { defaultSeconds, renewAt } = rule.lifetime;
  const share = 1 - renewAt;
  const window = Math.round(defaultSeconds * share);
  if (rule.autoApprove === 'renewal' || window >= shortestWindowSeconds) return [];
  const [life, left] = [formatDuration(defaultSeconds), formatDuration(window - (window % 60))];
  const message = `People have ${left} to approve the renewal of a certificate of rule "${rule.name}", which lives ${life}.`;
  const pointer = `${at}/lifetime/default`;
  if (identitySigners.has(rule.match.signer)) {
    const hint =
      'Short is right for users of the API, whom nobody can revoke: expect each certificate to be asked for anew.';
    return [{ code: 'policy.renewal-window', severity: 'note', pointer, message, hint }];
  }
  // Rounded first: 1 - 0.8 is a little less than a fifth.
  const days = Math.ceil(Number((shortestWindowSeconds / share / day).toFixed(3)));
  const hint = `Three days outlast a weekend: write default: ${days}d or more, or renew earlier with renewAt.`;
  return [{ code: 'policy.renewal-window', pointer, message, hint }];
}

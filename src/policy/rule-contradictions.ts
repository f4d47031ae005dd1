import { formatDuration } from '../duration.ts';
import { parseNetwork } from './address.ts';
import { contradiction } from './contradiction.ts';
import { capturesOf } from './pattern.ts';
import type { Allowed, Rule } from './policy.ts';
import type { ShapeFault } from './read-shape.ts';
import { isReserved, statesReserved } from './reserved.ts';

const apiClient = 'kubernetes.io/kube-apiserver-client';

/** Everything in one rule that does not go together; `at` is the pointer to the rule. */
export function findRuleContradictions(rule: Rule, at: string): readonly ShapeFault[] {
  return [
    ...captureFaults(rule, at),
    ...reservedFaults(rule.allow, `${at}/allow`),
    ...addressFaults(rule.allow, `${at}/allow`),
    ...requireFaults(rule, `${at}/require`),
    ...lifetimeFaults(rule, `${at}/lifetime`),
    ...apiClientFaults(rule, at),
  ];
}

const patternFields = ['commonName', 'organizations', 'dnsNames', 'uris', 'emailAddresses'] as const;

function captureFaults({ match, allow, require }: Rule, at: string): readonly ShapeFault[] {
  const known = capturesOf(match.path);
  const faults = patternFields.flatMap((field) =>
    allow[field].flatMap((pattern, index) =>
      field === 'commonName' && pattern === '{san}'
        ? []
        : unknownCaptures(pattern, known, `${at}/allow/${field}/${index}`),
    ),
  );
  const requester = require.requester ?? '';
  return [...faults, ...unknownCaptures(requester, known, `${at}/require/requester`)];
}

function unknownCaptures(pattern: string, known: readonly string[], pointer: string): readonly ShapeFault[] {
  return capturesOf(pattern)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const hint =
        name === 'san'
          ? '{san} stands alone, and only among common names.'
          : `The path captures ${known.map((capture) => `{${capture}}`).join(', ') || 'nothing'}.`;
      return contradiction(pointer, `{${name}} in "${pattern}" is not in the rule's path.`, hint);
    });
}

/** `system:*` looks as if it allowed something; it never may. */
function reservedFaults(allow: Allowed, at: string): readonly ShapeFault[] {
  return (['commonName', 'organizations'] as const).flatMap((field) =>
    allow[field].flatMap((pattern, index) => {
      if (!isReserved(pattern) || statesReserved(pattern)) return [];
      const message = `"${pattern}" allows nothing: reserved names must be stated literally.`;
      return [
        contradiction(`${at}/${field}/${index}`, message, 'Write out each name, such as system:nodes.'),
      ];
    }),
  );
}

function addressFaults(allow: Allowed, at: string): readonly ShapeFault[] {
  return allow.ipAddresses.flatMap((text, index) => {
    if (parseNetwork(text) !== null) return [];
    const message = `"${text}" is neither an address nor a network.`;
    const hint = 'Write a network with nothing behind its prefix, such as 10.96.0.0/12 or fd00::/8.';
    return [contradiction(`${at}/ipAddresses/${index}`, message, hint)];
  });
}

/** What is required must be allowed, or the rule can never be met. */
function requireFaults({ allow, require, maxNames }: Rule, at: string): readonly ShapeFault[] {
  const hint = 'List it under allow as well.';
  const faults = require.usages.flatMap((usage, index) =>
    allow.usages.includes(usage)
      ? []
      : [contradiction(`${at}/usages/${index}`, `Usage "${usage}" is required and not allowed.`, hint)],
  );
  if (require.commonName && allow.commonName.length === 0) {
    faults.push(contradiction(`${at}/commonName`, 'A common name is required and none is allowed.', hint));
  }
  if (require.dnsNames > 0 && allow.dnsNames.length === 0) {
    faults.push(contradiction(`${at}/dnsNames`, 'DNS names are required and none is allowed.', hint));
  }
  if (require.dnsNames > maxNames) {
    const message = `${require.dnsNames} DNS names are required and ${maxNames} names allowed.`;
    faults.push(contradiction(`${at}/dnsNames`, message, 'Raise maxNames or require fewer.'));
  }
  return faults;
}

function lifetimeFaults({ lifetime }: Rule, at: string): readonly ShapeFault[] {
  if (lifetime.defaultSeconds <= lifetime.maxSeconds) return [];
  const [usual, most] = [formatDuration(lifetime.defaultSeconds), formatDuration(lifetime.maxSeconds)];
  return [
    contradiction(at, `The default lifetime, ${usual}, is over the maximum, ${most}.`, 'Lower the default.'),
  ];
}

/** Client certificates cannot be revoked, and a path is no proof of who asks (threats 3 and 15). */
function apiClientFaults({ name, match, require, autoApprove }: Rule, at: string): readonly ShapeFault[] {
  if (match.signer !== apiClient) return [];
  const faults: ShapeFault[] = [];
  if (require.requester === null) {
    const message = `Rule "${name}" lets any author ask for anybody's client certificate.`;
    const hint = 'Write require.requester: "{user}", or requester: any if that is meant.';
    faults.push(contradiction(at, message, hint, { code: 'policy.requester-unstated' }));
  }
  if (autoApprove !== 'never') {
    const message = `Client certificates of ${apiClient} cannot renew without people.`;
    faults.push(contradiction(`${at}/autoApprove`, message, 'Write autoApprove: never.'));
  }
  return faults;
}

import { storeKey } from '../../adapters/key-store.ts';
import { formatDuration } from '../../duration.ts';
import { exitStatus } from '../../errors.ts';
import { createKey, encodePrivateKey, publicKeyOf } from '../../pki/keys.ts';
import type { Policy, Rule } from '../../policy/policy.ts';
import { type Profile, profileOf } from '../../policy/profile.ts';
import { usageError } from '../args.ts';
import type { Command, Context } from '../command.ts';
import { makeCsr } from '../make-csr.ts';
import { findPlace, findRule, type Place, placeOptions } from '../place.ts';
import { loadWorkPolicy } from '../work-policy.ts';
import { nextSteps, refuseExisting, writeRequest } from '../write-request.ts';

/** `countersign new`: key, CSR and manifest from a rule of the policy, on the machine where the key is used. */
export const newCommand: Command = {
  usage: 'new [service|user] NAME [-c CLUSTER] [-n NAMESPACE] [--rule RULE]',
  examples: [
    { line: 'countersign new', does: 'list what the policy lets you ask for' },
    { line: 'countersign new service payments/web-api -c prod', does: 'key, CSR and request of a service' },
    { line: 'countersign new user alice -c prod --group dev-payments', does: 'the same for a person' },
  ],
  notes: [
    'The private key stays in your data folder, named by its public key, and is never printed.',
    'Signer, usages, key kind and lifetime come from the rule that will judge the request.',
  ],
  positionals: { min: 0, max: 2 },
  options: {
    rule: { type: 'string', value: 'RULE', summary: 'the rule, where service or user fits several' },
    dns: { type: 'string', multiple: true, value: 'NAME', summary: 'DNS names instead of those of the rule' },
    ip: { type: 'string', multiple: true, value: 'ADDRESS', summary: 'an address to serve on' },
    group: {
      type: 'string',
      multiple: true,
      value: 'GROUP',
      summary: 'a group of the person (O in the subject)',
    },
    key: { type: 'string', value: 'KIND', summary: 'key kind, of those the rule allows' },
    ...placeOptions,
  },
  run: makeRequest,
};

async function makeRequest({ options, positionals, io }: Context): Promise<number> {
  const { root, policy } = loadWorkPolicy(io.cwd);
  const [first, second] = positionals;
  if (first === undefined) return listRules(policy, io.stdout.write);
  const kind = second === undefined ? null : first;
  const rule = chooseRule(policy, kind, options.text('rule'));
  const place = findPlace(policy, {
    rule,
    name: second ?? first,
    cluster: options.text('cluster'),
    namespace: options.text('namespace'),
  });
  refuseExisting(root, place.path, options.flag('force'));
  const profile = adjust(profileOf(rule, place.captures), rule, options);
  const key = createKey(profile.key);
  const { spkiSha256 } = publicKeyOf(key);
  const csrPem = makeCsr({ ...profile, ipAddresses: options.list('ip') }, key);
  const reason = options.text('reason') ?? undefined;
  const fields = {
    ...profile,
    name: place.captures['name'] ?? '',
    csrPem,
    reason,
    keyOrigin: 'human' as const,
  };
  const keyFile = storeKey(io.env, spkiSha256, encodePrivateKey(key));
  writeRequest(root, place.path, fields);
  io.stdout.write(summary(place, profile, options.list('ip'), keyFile));
  return exitStatus.clean;
}

function adjust(profile: Profile, rule: Rule, options: Context['options']): Profile {
  const dns = options.list('dns');
  const key = options.text('key') ?? profile.key;
  if (!rule.keys.includes(key)) {
    throw usageError(`rule ${rule.name} allows ${rule.keys.join(', ')}, not ${JSON.stringify(key)}`, 'new');
  }
  return {
    ...profile,
    key,
    dnsNames: dns.length > 0 ? dns : profile.dnsNames,
    organizations: [...profile.organizations, ...options.list('group')],
  };
}

/** `service` means a rule for servers, `user` one for API clients; a name of a rule decides alone. */
function chooseRule(policy: Policy, kind: string | null, name: string | null): Rule {
  if (name !== null) return findRule(policy, name);
  if (kind === null) throw usageError('say what it is for: service or user, or --rule RULE', 'new');
  const wanted = { service: 'server auth', user: 'client auth' }[kind];
  if (wanted === undefined)
    throw usageError(`it is for a service or a user, not ${JSON.stringify(kind)}`, 'new');
  const fitting = policy.rules.filter((rule) => rule.require.usages.includes(wanted));
  const [only] = fitting;
  if (only && fitting.length === 1) return only;
  const names = (fitting.length > 0 ? fitting : policy.rules).map((rule) => rule.name).join(', ');
  throw usageError(
    fitting.length > 1
      ? `several rules are for a ${kind}: choose one with --rule: ${names}`
      : `no rule is for a ${kind}; the rules are ${names}`,
    'new',
  );
}

function listRules(policy: Policy, write: (text: string) => void): number {
  write('What the policy lets you ask for:\n\n');
  for (const rule of policy.rules) {
    const { lifetime, match } = rule;
    write(`  ${rule.name}\n    ${match.path}\n`);
    write(
      `    ${match.signer}, ${formatDuration(lifetime.defaultSeconds)}, ${rule.allow.usages.join(', ')}\n`,
    );
  }
  write('\ncountersign new service NAMESPACE/NAME, countersign new user NAME, or --rule RULE\n');
  return exitStatus.clean;
}

function summary(place: Place, profile: Profile, ipAddresses: readonly string[], keyFile: string): string {
  const who = [profile.commonName, ...profile.organizations.map((name) => `group ${name}`)].filter(Boolean);
  const names = [...profile.dnsNames, ...ipAddresses];
  return [
    `Wrote ${place.path}`,
    `  identity ${who.join(', ') || '(no subject)'}`,
    ...(names.length > 0 ? [`  names    ${names.join(', ')}`] : []),
    `  signer   ${profile.signerName}, ${formatDuration(profile.expirationSeconds)}, by rule ${place.rule.name}`,
    `  key      ${profile.key}, kept at ${keyFile}`,
    '',
    nextSteps(place.path),
  ].join('\n');
}

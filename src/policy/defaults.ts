import type { ClusterPolicy, Lifetime, Policy, Rule } from './policy.ts';
import type { policyShape } from './policy-shape.ts';
import type { ValueOf } from './shape.ts';
import { tableOf } from './table.ts';

type WrittenPolicy = ValueOf<typeof policyShape>;
type WrittenRule = WrittenPolicy['rules'][number];
type Defaults = NonNullable<WrittenPolicy['defaults']>;
type WrittenLifetime = NonNullable<WrittenRule['lifetime']>;

const day = 86_400;

/** What a policy says where it says nothing (design section 4). */
const builtIn = {
  keys: ['ECDSA-P256', 'ECDSA-P384', 'Ed25519', 'RSA-2048', 'RSA-3072', 'RSA-4096'],
  maxNames: 10,
  wildcards: false,
  evidence: 'strict',
  issueWithin: 3 * day,
  approvals: [{ from: 'codeowners', min: 1 }],
  reviewEvery: 90 * day,
  lifetime: { defaultSeconds: 30 * day, maxSeconds: 90 * day, renewAt: 0.8 },
} as const;

/** Fills what a policy leaves out: a rule takes from `defaults`, those from what is built in. */
export function fillDefaults(written: WrittenPolicy, file: Pick<Policy, 'path' | 'sha256'>): Policy {
  return {
    version: 1,
    ...file,
    repository: written.repository ?? null,
    clusters: mapValues(written.clusters, fillCluster),
    people: written.people ?? null,
    governing: written.governing ?? 'stated',
    separation: written.separation ?? 'two',
    results: { branch: written.results?.branch ?? 'certificates' },
    records: { keyEnv: written.records?.key?.env ?? null, trusted: written.records?.trusted ?? [] },
    rules: written.rules.map((rule) => fillRule(rule, written.defaults ?? {})),
    authorities: mapValues(written.authorities ?? {}, fillAuthority),
  };
}

function mapValues<In, Out>(
  values: Readonly<Record<string, In>>,
  map: (value: In) => Out,
): Record<string, Out> {
  return tableOf(Object.entries(values).map(([key, value]) => [key, map(value)] as const));
}

function fillCluster(written: WrittenPolicy['clusters'][string]): ClusterPolicy {
  const { submitter = null, approver = null, signer = null } = written.identities ?? {};
  return {
    kind: written.kind,
    server: written.server ?? null,
    ca: written.ca ?? null,
    access: written.access ?? null,
    maxLifetimeSeconds: written.maxLifetime ?? null,
    identities: { submitter, approver, signer },
    trust: written.trust ?? tableOf([]),
  };
}

function fillRule(written: WrittenRule, defaults: Defaults): Rule {
  return {
    name: written.name,
    match: { ...written.match, clusters: written.match.clusters ?? null },
    allow: fillAllowed(written.allow),
    require: fillRequired(written.require ?? {}),
    keys: written.keys ?? defaults.keys ?? builtIn.keys,
    lifetime: mergeLifetime(mergeLifetime(builtIn.lifetime, defaults.lifetime), written.lifetime),
    maxNames: written.maxNames ?? defaults.maxNames ?? builtIn.maxNames,
    wildcards: written.wildcards ?? defaults.wildcards ?? builtIn.wildcards,
    evidence: written.evidence ?? defaults.evidence ?? builtIn.evidence,
    issueWithinSeconds: written.issueWithin ?? defaults.issueWithin ?? builtIn.issueWithin,
    approvals: written.approvals ?? defaults.approvals ?? builtIn.approvals,
    authority: written.authority ?? null,
    autoApprove: written.autoApprove ?? 'never',
    reviewEverySeconds: written.reviewEvery ?? builtIn.reviewEvery,
  };
}

/** A default lifetime that is not stated beside a lower maximum is that maximum. */
function mergeLifetime(base: Lifetime, written: WrittenLifetime = {}): Lifetime {
  const maxSeconds = written.max ?? base.maxSeconds;
  return {
    maxSeconds,
    defaultSeconds: written.default ?? Math.min(base.defaultSeconds, maxSeconds),
    renewAt: written.renewAt ?? base.renewAt,
  };
}

function fillAllowed(written: WrittenRule['allow']): Rule['allow'] {
  return {
    commonName: written.commonName ?? [],
    organizations: written.organizations ?? [],
    dnsNames: written.dnsNames ?? [],
    ipAddresses: written.ipAddresses ?? [],
    uris: written.uris ?? [],
    emailAddresses: written.emailAddresses ?? [],
    usages: written.usages ?? [],
  };
}

function fillRequired(written: NonNullable<WrittenRule['require']>): Rule['require'] {
  return {
    usages: written.usages ?? [],
    commonName: written.commonName ?? false,
    dnsNames: written.dnsNames ?? 0,
    requester: written.requester ?? null,
  };
}

type WrittenAuthority = NonNullable<WrittenPolicy['authorities']>[string];

function fillAuthority(written: WrittenAuthority): Policy['authorities'][string] {
  return { certificate: written.certificate, key: keyOf(written.key), crl: written.crl ?? null };
}

function keyOf({ secret, env, command }: WrittenAuthority['key']): Policy['authorities'][string]['key'] {
  if (secret !== undefined) return { kind: 'secret', secret };
  if (command !== undefined) return { kind: 'command', command };
  return { kind: 'env', env: env ?? '' };
}

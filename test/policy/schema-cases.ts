/** Good and bad policies as edits of the sound one: what a schema can see, and what it cannot. */
import { soundPolicy } from './policies.ts';

export interface PolicyCase {
  readonly says: string;
  readonly text: string;
}

/** One edit of the sound policy. */
function edit(says: string, from: string, to: string): PolicyCase {
  if (!soundPolicy.includes(from)) throw new Error(`the sound policy has no ${from}`);
  return { says, text: soundPolicy.replace(from, to) };
}

const top = (says: string, line: string): PolicyCase => ({ says, text: `${soundPolicy}${line}\n` });
const rule = (says: string, line: string): PolicyCase =>
  edit(says, 'authority: serving', `authority: serving\n    ${line}`);

export const soundCases: readonly PolicyCase[] = [
  { says: 'the sound policy', text: soundPolicy },
  { says: 'the least a policy can be', text: 'version: 1\nclusters: {}\nrules: []\n' },
  top(
    'every default',
    'defaults: { keys: [Ed25519], lifetime: { default: 1h, max: 2h, renewAt: 50% }, maxNames: 3, wildcards: true, evidence: merge, issueWithin: 30m, approvals: [{ from: codeowners, min: 2 }, { from: "team:web", min: 1 }] }',
  ),
  top('recorders', 'records: { key: { env: COUNTERSIGN_RECORD_KEY }, trusted: [trust/records.pem] }'),
  top('a results branch', 'results: { branch: my/certificates }'),
  top('three credentials', 'separation: three'),
  rule('a key list of its own', 'keys: [RSA-4096]'),
  edit(
    'everything about a cluster',
    'prod: { kind: upstream, maxLifetime: 30d }',
    'prod: { kind: eks, server: "https://prod.example.com:6443", ca: trust/api.pem, access: kubeconfig, maxLifetime: 30d, identities: { submitter: "oidc:1", approver: "oidc:2", signer: "oidc:3" }, trust: { kubernetes.io/kube-apiserver-client: trust/ca.pem } }',
  ),
];

/** Faults of a value by itself: parsePolicy and the schema refuse them alike. */
export const shapeFaults: readonly PolicyCase[] = [
  edit('another version', 'version: 1', 'version: 2'),
  edit('no version', 'version: 1\n', ''),
  edit('a version in quotes', 'version: 1', 'version: "1"'),
  top('a key nobody knows', 'expr: true'),
  rule('a key of a rule nobody knows', 'lifetimes: 1'),
  edit('a cluster without a kind', '{ kind: upstream }', '{ maxLifetime: 30d }'),
  edit('a cluster of an unknown kind', '{ kind: upstream }', '{ kind: openshift }'),
  edit('a lifetime in weeks', 'max: 90d', 'max: 12w'),
  edit('a lifetime without a unit', 'max: 90d', 'max: 90'),
  edit('a lifetime of nothing', 'max: 90d', 'max: 0d'),
  edit('a share over the whole', 'max: 90d', 'max: 90d, renewAt: 100%'),
  edit('a regular expression for a name', '"{name}.{namespace}"', '"^web.*$"'),
  edit('stars that touch', '"*.{namespace}.svc"', '"**.{namespace}.svc"'),
  edit('upper case in a DNS pattern', '"{name}.{namespace}"', '"Web.{namespace}"'),
  edit('an open brace', '"{name}.{namespace}"', '"{name.{namespace}"'),
  edit('a path outside requests', '"requests/{cluster}/_users', '"people/{cluster}/_users'),
  edit(
    'a path with two captures in a segment',
    '{user}/{name}.yaml',
    '{user}-{name}.yaml/x.yaml/{a}{b}.yaml',
  ),
  edit('a path that is no YAML file', '{user}/{name}.yaml', '{user}/{name}.json'),
  edit('a usage nobody knows', 'client auth]\n    require', 'clientauth]\n    require'),
  edit('a signer that is no signer name', 'signer: example.com/serving', 'signer: serving'),
  edit('a rule without allow', 'allow:', 'allows:'),
  edit('a rule name in upper case', 'name: service', 'name: Service'),
  rule('approvals of nobody (threat 21)', 'approvals: []'),
  rule('approvals of no one of them', 'approvals: [{ from: codeowners, min: 0 }]'),
  rule('approvals without owners', 'approvals: [{ from: "team:web", min: 1 }]'),
  rule('an evidence level that does not exist', 'evidence: none'),
  rule('weak keys', 'keys: [RSA-1024]'),
  rule('a list for a flag', 'wildcards: []'),
  rule('nothing for a number', 'maxNames:'),
  edit('the token of the job as a key (threat 24)', 'env: COUNTERSIGN_SERVING_KEY', 'env: GITHUB_TOKEN'),
  edit('a command line as a key (threat 24)', 'env: COUNTERSIGN_SERVING_KEY', 'command: "sh -c evil"'),
  edit(
    'two keys for one authority',
    'env: COUNTERSIGN_SERVING_KEY',
    'env: COUNTERSIGN_SERVING_KEY, secret: a/b',
  ),
  edit('no key for an authority', 'key: { env: COUNTERSIGN_SERVING_KEY }', 'key: {}'),
  edit(
    'a CRL among the workflows (threat 24)',
    'key: { env: COUNTERSIGN_SERVING_KEY }',
    'key: { env: COUNTERSIGN_SERVING_KEY }, crl: .github/workflows/x.yaml',
  ),
  edit('a CA outside trust', 'certificate: trust/serving.pem', 'certificate: requests/serving.pem'),
  edit('a CA that climbs out of trust', 'certificate: trust/serving.pem', 'certificate: trust/../x.pem'),
  edit('a server without TLS', '{ kind: upstream }', '{ kind: upstream, server: "http://x" }'),
  { says: 'a list', text: '- version: 1\n' },
  { says: 'text', text: 'version\n' },
];

/** Stated and not built yet: the schema knows the words, so that editors offer them. */
export const notYetCases: readonly PolicyCase[] = [
  rule('renewal without people', 'autoApprove: renewal'),
  edit('credentials by OIDC', '{ kind: upstream }', '{ kind: upstream, access: oidc }'),
  edit('credentials in the cluster', '{ kind: upstream }', '{ kind: upstream, access: incluster }'),
  edit('a key in a Secret', 'env: COUNTERSIGN_SERVING_KEY', 'secret: countersign/serving'),
  rule('people looking again', 'reviewEvery: 180d'),
  edit(
    'a revocation list',
    'key: { env: COUNTERSIGN_SERVING_KEY }',
    'key: { env: COUNTERSIGN_SERVING_KEY }, crl: trust/serving.crl',
  ),
  edit('a key behind a command', 'env: COUNTERSIGN_SERVING_KEY', 'command: kms'),
  top('results by pull request', 'results: { branch: pull-request }'),
  top('results on the default branch', 'results: { branch: default-branch }'),
  top('governing files that must be proven', 'governing: required'),
  top('a people file', 'people: .github/people.yaml'),
];

/** Faults between values, which no schema sees. */
export const contradictions: readonly (PolicyCase & { readonly code: string; readonly pointer: string })[] = [
  {
    ...edit('a capture the path does not have', '"{name}.{namespace}"', '"{team}.{namespace}"'),
    code: 'policy.contradiction',
    pointer: '/rules/0/allow/dnsNames/1',
  },
  {
    ...edit('{san} beyond common names', '"{name}.{namespace}"', '"{san}"'),
    code: 'policy.contradiction',
    pointer: '/rules/0/allow/dnsNames/1',
  },
  {
    ...edit('a requester the path does not have', 'requester: "{user}"', 'requester: "{owner}"'),
    code: 'policy.contradiction',
    pointer: '/rules/1/require/requester',
  },
  {
    ...edit('an unknown authority', 'authority: serving', 'authority: servign'),
    code: 'policy.contradiction',
    pointer: '/rules/0/authority',
  },
  {
    ...edit(
      'an authority for a signer of the cluster',
      'signer: example.com/serving',
      'signer: kubernetes.io/kubelet-serving',
    ),
    code: 'policy.contradiction',
    pointer: '/rules/0/authority',
  },
  {
    ...edit(
      'an unknown cluster',
      '{name}.yaml" }\n    allow:\n      commonName: ["{san}"]',
      '{name}.yaml", clusters: [prdo] }\n    allow:\n      commonName: ["{san}"]',
    ),
    code: 'policy.contradiction',
    pointer: '/rules/0/match/clusters/0',
  },
  {
    ...edit('a path that names no cluster', 'requests/{cluster}/{namespace}', 'requests/all/{namespace}'),
    code: 'policy.contradiction',
    pointer: '/rules/0/match/path',
  },
  {
    ...edit('a network with host bits', '10.96.0.0/12', '10.96.0.1/12'),
    code: 'policy.contradiction',
    pointer: '/rules/0/allow/ipAddresses/0',
  },
  {
    ...edit('a reserved name by pattern', '"dev-*"', '"system:*"'),
    code: 'policy.contradiction',
    pointer: '/rules/1/allow/organizations/0',
  },
  {
    ...edit('a reserved name by the path', '"dev-*"', '"system:{user}"'),
    code: 'policy.contradiction',
    pointer: '/rules/1/allow/organizations/0',
  },
  {
    ...edit('a default over the maximum', 'default: 7d', 'default: 91d'),
    code: 'policy.contradiction',
    pointer: '/rules/0/lifetime',
  },
  {
    ...edit(
      'a usage required and not allowed',
      'require: { usages: [server auth]',
      'require: { usages: [client auth]',
    ),
    code: 'policy.contradiction',
    pointer: '/rules/0/require/usages/0',
  },
  {
    ...edit('a common name required and not allowed', '      commonName: ["{user}"]\n', ''),
    code: 'policy.contradiction',
    pointer: '/rules/1/require/commonName',
  },
  {
    ...edit(
      'DNS names required and none allowed',
      '      dnsNames: ["{name}", "{name}.{namespace}", "*.{namespace}.svc", "*.*.{namespace}.svc.cluster.local"]\n',
      '',
    ),
    code: 'policy.contradiction',
    pointer: '/rules/0/require/dnsNames',
  },
  {
    ...edit('more names required than allowed', 'dnsNames: 1 }', 'dnsNames: 11 }'),
    code: 'policy.contradiction',
    pointer: '/rules/0/require/dnsNames',
  },
  {
    ...edit('two rules of one name', 'name: developer', 'name: service'),
    code: 'policy.contradiction',
    pointer: '/rules/1/name',
  },
  {
    ...edit(
      'two rules for one request',
      'kubernetes.io/kube-apiserver-client, path: "requests/{cluster}/_users/{user}/{name}.yaml"',
      'example.com/serving, path: "requests/{cluster}/{user}/{name}.yaml"',
    ),
    code: 'policy.rules-overlap',
    pointer: '/rules/1/match',
  },
  {
    ...top("the recorder's key for an authority", 'records: { key: { env: COUNTERSIGN_SERVING_KEY } }'),
    code: 'policy.contradiction',
    pointer: '/authorities/serving/key/env',
  },
];

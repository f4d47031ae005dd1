/** Edits of the sound policy that lint finds something new in. */

/** The DNS names of the rule `service`, as written. */
export const dnsNames =
  '"{name}", "{name}.{namespace}", "*.{namespace}.svc", "*.*.{namespace}.svc.cluster.local"';
const serviceUsages = 'usages: [digital signature, key encipherment, server auth]';

/** One text of the sound policy in place of another, and what lint finds for it, as `code pointer`. */
export interface LintCase {
  readonly says: string;
  readonly old: string;
  readonly by: string;
  readonly found: readonly string[];
}

const never = 'policy.rule-never-met';
const dead = 'policy.pattern-never-matches';
const covered = 'policy.pattern-covered';
const wide = 'policy.wide-pattern';

export const lintCases: readonly LintCase[] = [
  {
    says: 'a path where no file may lie',
    old: '{cluster}/{namespace}/{name}.yaml',
    by: '{cluster}/{namespace}/{name}-.yaml',
    found: [`${never} /rules/0/match/path`],
  },
  {
    says: 'a path of more folders than there may be',
    old: '{cluster}/{namespace}/{name}.yaml',
    by: '{cluster}/{namespace}/a/b/c/d/e/{name}.yaml',
    found: [`${never} /rules/0/match/path`],
  },
  {
    says: 'a file name that no object of Kubernetes can have',
    old: '{cluster}/{namespace}/{name}.yaml',
    by: '{cluster}/{namespace}/_{name}.yaml',
    found: [`${never} /rules/0/match/path`],
  },
  {
    says: 'a rule without usages',
    old: `      ${serviceUsages}\n    require: { usages: [server auth], dnsNames: 1 }\n`,
    by: '    require: { dnsNames: 1 }\n',
    found: [`${never} /rules/0/allow`],
  },
  {
    says: 'a required common name that cannot be',
    old: '["{user}"]\n',
    by: '["\u00e9-*"]\n',
    found: [`${dead} /rules/1/allow/commonName/0`, `${never} /rules/1/require/commonName`],
  },
  {
    says: 'required DNS names that cannot be, and {san} with them',
    old: dnsNames,
    by: '"{name}..{namespace}"',
    found: [
      `${dead} /rules/0/allow/commonName/0`,
      `${dead} /rules/0/allow/dnsNames/0`,
      `${never} /rules/0/require/dnsNames`,
    ],
  },
  {
    says: 'a longest lifetime that Kubernetes does not take',
    old: '{ default: 8h, max: 24h }',
    by: '{ default: 9m, max: 9m }',
    found: [`${never} /rules/1/lifetime/max`],
  },
  {
    says: 'a label that ends with a hyphen',
    old: '"{name}",',
    by: '"{name}-",',
    found: [`${dead} /rules/0/allow/dnsNames/0`],
  },
  {
    says: 'a URI that is not canonical',
    old: '"spiffe://acme/ns/{namespace}/sa/*"',
    by: '"spiffe://acme/ns/../{namespace}"',
    found: [`${dead} /rules/0/allow/uris/0`],
  },
  {
    says: 'an email address without a host',
    old: '"*@{namespace}.example.com"',
    by: '"*@{namespace}."',
    found: [`${dead} /rules/0/allow/emailAddresses/0`],
  },
  {
    says: 'a network of IPv4 addresses written as IPv6',
    old: '"fd00::/8"',
    by: '"::ffff:10.96.0.0/108"',
    found: [`${dead} /rules/0/allow/ipAddresses/1`],
  },
  {
    says: 'the narrower of two patterns',
    old: '"dev-*", ',
    by: '"dev-*", "dev-web", "dev-a-*", ',
    found: [`${covered} /rules/1/allow/organizations/1`, `${covered} /rules/1/allow/organizations/2`],
  },
  {
    says: 'the later of two equal patterns',
    old: '"Acme Ltd"',
    by: '"Acme Ltd", "Acme Ltd"',
    found: [`${covered} /rules/1/allow/organizations/2`],
  },
  {
    says: 'a network within another',
    old: '"10.96.0.0/12"',
    by: '"10.96.0.0/12", "10.96.1.0/24"',
    found: [`${covered} /rules/0/allow/ipAddresses/1`],
  },
  {
    says: 'names below a public suffix',
    old: '"{name}",',
    by: '"*.co.uk",',
    found: ['policy.public-suffix /rules/0/allow/dnsNames/0'],
  },
  {
    says: 'the services of every namespace',
    old: '"{name}",',
    by: '"web.*.svc",',
    found: [`${wide} /rules/0/allow/dnsNames/0`],
  },
  {
    says: 'any name at all',
    old: '"{name}",',
    by: '"*.*",',
    found: [`${covered} /rules/0/allow/dnsNames/1`, `${wide} /rules/0/allow/dnsNames/0`],
  },
  {
    says: 'users and groups of any name (threat 25)',
    old: '["dev-*", "Acme Ltd"]',
    by: '["*-admins"]',
    found: [`${wide} /rules/1/allow/organizations/0`],
  },
  {
    says: 'a great part of all addresses',
    old: '"fd00::/8"',
    by: '"::/0"',
    found: [`${wide} /rules/0/allow/ipAddresses/1`],
  },
  {
    says: 'URIs of any host',
    old: '"spiffe://acme/ns/{namespace}/sa/*"',
    by: '"spiffe://*/ns/{namespace}"',
    found: [`${wide} /rules/0/allow/uris/0`],
  },
  {
    says: 'a lifetime over 398 days where no cluster cuts it',
    old: 'max: 90d',
    by: 'max: 399d',
    found: ['policy.long-lifetime /rules/0/lifetime/max'],
  },
  { says: 'nothing in 398 days', old: 'max: 90d', by: 'max: 398d', found: [] },
  {
    says: 'a default lifetime that one cluster refuses',
    old: 'default: 7d',
    by: 'default: 31d',
    found: ['policy.default-over-cluster /rules/0/lifetime/default'],
  },
  {
    says: 'one merge where several approvals are meant (threat 21)',
    old: 'rules:',
    by: 'defaults: { evidence: merge, approvals: [{ from: codeowners, min: 1 }, { from: "team:sec", min: 1 }] }\nrules:',
    found: ['policy.one-person /rules/0/approvals', 'policy.one-person /rules/1/approvals'],
  },
];

import { type Asked, commonName, dns, ip, organization } from './reading.ts';

/** A request that the rule `developer` allows. */
export const developer: Asked = {
  path: 'requests/prod/_users/alice/laptop.yaml',
  signerName: 'kubernetes.io/kube-apiserver-client',
  usages: ['digital signature', 'client auth'],
  expirationSeconds: 28_800,
  subject: [organization('dev-web'), commonName('alice')],
  sans: [],
};
const uri = (value: string) => ({ kind: 'uri', value }) as const;
const email = (value: string) => ({ kind: 'email', value }) as const;
const withSan = (...sans: Asked['sans'] & object): Asked => ({
  sans: [dns('web-api'), ...sans],
  subject: [],
});

/** One request and what policy says of it. */
interface Case {
  readonly says: string;
  readonly asked: Asked;
  readonly codes: readonly string[];
}

/** Requests judged by the sound policy, by what they show. */
export const cases: readonly Case[] = [
  { says: 'passes what the rule lists', asked: {}, codes: [] },
  { says: 'passes a developer', asked: developer, codes: [] },
  {
    says: 'passes addresses of a listed network',
    asked: withSan(ip('10.100.2.3'), ip('fd12::1')),
    codes: [],
  },
  {
    says: 'refuses addresses outside it',
    asked: withSan(ip('10.112.0.1'), ip('fe80::1')),
    codes: ['policy.name-not-allowed', 'policy.name-not-allowed'],
  },
  { says: 'passes a listed URI', asked: withSan(uri('spiffe://acme/ns/payments/sa/web')), codes: [] },
  {
    says: 'refuses the URI of another namespace',
    asked: withSan(uri('spiffe://acme/ns/billing/sa/web')),
    codes: ['policy.name-not-allowed'],
  },
  { says: 'passes a listed e-mail address', asked: withSan(email('web@payments.example.com')), codes: [] },
  {
    says: 'refuses another e-mail address',
    asked: withSan(email('web@billing.example.com')),
    codes: ['policy.name-not-allowed'],
  },
  { says: 'matches one label a star', asked: withSan(dns('a.b.payments.svc.cluster.local')), codes: [] },
  {
    says: 'matches no fewer labels than stars',
    asked: withSan(dns('a.payments.svc.cluster.local')),
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'matches no more labels than stars',
    asked: withSan(dns('a.b.payments.svc')),
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'refuses names of another namespace',
    asked: withSan(dns('web.billing.svc')),
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'refuses a name that only ends alike',
    asked: withSan(dns('x.evil-payments.svc')),
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'refuses kinds of names no rule can list',
    asked: withSan({ kind: 'other', value: '1.3.6.1.4.1.311.20.2.3' }),
    codes: ['policy.name-not-allowed'],
  },
  { says: 'refuses a wildcard', asked: withSan(dns('*.payments.svc')), codes: ['policy.wildcard'] },
  {
    says: 'refuses a common name that is none of the DNS names',
    asked: { subject: [commonName('other')] },
    codes: ['policy.name-not-allowed'],
  },
  { says: 'lets the common name be absent', asked: { subject: [] }, codes: [] },
  {
    says: 'refuses any organization where none is listed',
    asked: { subject: [organization('dev-web')] },
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'refuses an attribute that is neither CN nor O',
    asked: { subject: [[{ oid: '2.5.4.11', type: 'OU', value: 'web' }]] },
    codes: ['policy.attribute-not-allowed'],
  },
  {
    says: 'refuses an attribute it cannot read',
    asked: { subject: [commonName(null)] },
    codes: ['policy.attribute-not-allowed'],
  },
  {
    says: 'judges every attribute of a multi-valued RDN',
    asked: { ...developer, subject: [[...commonName('alice'), ...organization('ops')]] },
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'passes an organization stated literally',
    asked: { ...developer, subject: [organization('Acme Ltd'), commonName('alice')] },
    codes: [],
  },
  {
    says: 'refuses a star that would leave its label',
    asked: { ...developer, subject: [organization('dev-x/../ops'), commonName('alice')] },
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'refuses the name of another person',
    asked: { ...developer, subject: [commonName('bob')] },
    codes: ['policy.name-not-allowed'],
  },
  { says: 'requires a common name', asked: { ...developer, subject: [] }, codes: ['policy.name-missing'] },
  {
    says: 'requires DNS names',
    asked: { subject: [], sans: [ip('10.96.0.1')] },
    codes: ['policy.name-missing'],
  },
  {
    says: 'counts names',
    asked: withSan(...Array.from({ length: 10 }, (_, index) => dns(`n${index}.payments.svc`))),
    codes: ['policy.too-many-names'],
  },
  {
    says: 'refuses a usage that is not listed',
    asked: { usages: ['server auth', 'client auth'] },
    codes: ['policy.usage-not-allowed'],
  },
  { says: 'requires a usage', asked: { usages: ['digital signature'] }, codes: ['policy.usage-missing'] },
  { says: 'refuses a key kind that is not listed', asked: { key: 'ECDSA-P521' }, codes: ['key.not-allowed'] },
  { says: 'refuses an unknown RSA size', asked: { key: 'RSA-2049' }, codes: ['key.not-allowed'] },
  {
    says: 'refuses small RSA keys, which no policy can list',
    asked: { key: 'RSA-1024' },
    codes: ['key.not-allowed'],
  },
  { says: 'lets our own authority choose a lifetime', asked: { expirationSeconds: null }, codes: [] },
  {
    says: 'requires a lifetime of others (threat 12)',
    asked: { ...developer, expirationSeconds: null },
    codes: ['policy.lifetime-unstated'],
  },
  {
    says: 'knows no file outside its paths',
    asked: { path: 'requests/prod/web-api.yaml' },
    codes: ['policy.no-rule'],
  },
  {
    says: 'takes no layout folder for a namespace',
    asked: { path: 'requests/prod/_users/web-api.yaml' },
    codes: ['policy.no-rule'],
  },
  {
    says: 'knows no other cluster',
    asked: { path: 'requests/prd/payments/web-api.yaml' },
    codes: ['policy.unknown-cluster'],
  },
  {
    says: 'passes the shop of another cluster',
    asked: { path: 'requests/stage/payments/web-api.yaml' },
    codes: [],
  },
];

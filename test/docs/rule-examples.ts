/** What is judged for each code of the areas name, cluster and policy, as `docs/findings.md` shows it. */
import type { Finding } from '../../src/finding.ts';
import { evaluatePrediction } from '../../src/kubernetes/evaluate.ts';
import { type PredictedCluster, predict } from '../../src/kubernetes/predict.ts';
import { evaluatePolicy } from '../../src/policy/evaluate.ts';
import { formatSubject } from '../../src/policy/never.ts';
import { readRequest } from '../../src/request/read.ts';
import type { RequestReading } from '../../src/request/request.ts';
import { type CsrPlan, requestOf } from '../kubernetes/oracle/csr-builder.ts';
import { policyOf, readPolicy, soundPolicy } from '../policy/policies.ts';

const now = new Date('2026-11-22T12:00:00Z');
const client = 'kubernetes.io/kube-apiserver-client';
const userPath = 'requests/prod/_users/ada/laptop.yaml';

interface Asked {
  readonly path?: string;
  readonly signerName?: string;
  readonly usages?: string;
  readonly seconds?: number | null;
  readonly commonName?: string;
  readonly organization?: string;
  readonly dnsNames?: readonly string[];
  readonly plan?: CsrPlan;
}

const service = 'web-api.payments.svc';

function planOf({ commonName, organization, dnsNames = [service] }: Asked): CsrPlan {
  const set = (oid: string, value: string | undefined) => (value === undefined ? [] : [[{ oid, value }]]);
  return {
    subject: [...set('2.5.4.10', organization), ...set('2.5.4.3', commonName)],
    sans: dnsNames.map((name) => [2, Buffer.from(name)] as const),
  };
}

/** A request that the rule `service` of the sound policy allows, unless told otherwise. */
function readingOf(asked: Asked): RequestReading {
  const path = asked.path ?? 'requests/prod/payments/web-api.yaml';
  const seconds = asked.seconds === undefined ? 86_400 : asked.seconds;
  const text = [
    'apiVersion: certificates.k8s.io/v1',
    'kind: CertificateSigningRequest',
    'metadata:',
    `  name: ${path.split('/').at(-1)?.replace('.yaml', '')}`,
    'spec:',
    `  signerName: ${asked.signerName ?? 'example.com/serving'}`,
    ...(seconds === null ? [] : [`  expirationSeconds: ${seconds}`]),
    `  usages: ${asked.usages ?? '[digital signature, server auth]'}`,
    `  request: ${requestOf(asked.plan ?? planOf(asked))}`,
  ].join('\n');
  return readRequest({ path, bytes: Buffer.from(text), mode: '100644', blob: null }, { layout: true });
}

type Example = () => readonly Finding[];

const byPolicy =
  (asked: Asked, author: string | null = null): Example =>
  () =>
    evaluatePolicy(policyOf(), readingOf(asked), { author }).findings;

const upstream: PredictedCluster = { kind: 'upstream', maxLifetimeSeconds: null, authority: null };
const byCluster =
  (asked: Asked, cluster = upstream): Example =>
  () => {
    const reading = readingOf(asked);
    return evaluatePrediction(predict(reading, cluster, now), reading);
  };

const inPolicy =
  (old: string, by: string): Example =>
  () =>
    readPolicy(soundPolicy.replace(old, () => by)).findings;

const person: Asked = {
  path: userPath,
  signerName: client,
  usages: '[client auth]',
  seconds: 28_800,
  commonName: 'ada',
  dnsNames: [],
};

function keyElsewhere(): readonly Finding[] {
  const reading = readingOf({});
  const csr = reading.partial.csr;
  if (csr === null) return [];
  const holder = { path: 'requests/prod/shop/cart.yaml', subject: formatSubject(csr.subject) };
  const keys = new Map([[csr.key.spkiSha256, [holder]]]);
  return evaluatePolicy(policyOf(), reading, { keys }).findings;
}

export const ruleExamples: Readonly<Record<string, Example>> = {
  'key.not-allowed': () =>
    evaluatePolicy(
      policyOf(
        soundPolicy.replace('    authority: serving', '    keys: [ECDSA-P256]\n    authority: serving'),
      ),
      readingOf({}),
    ).findings,
  'key.belongs-elsewhere': keyElsewhere,

  'name.reserved': byPolicy({ ...person, commonName: 'ada', organization: 'system:nodes' }),
  'name.look-alike': byPolicy({ ...person, commonName: 'аda' }),
  'name.service-as-user': byPolicy({ ...person, dnsNames: [service] }),

  'cluster.create-refused': byCluster({ usages: '[digital_signature, server auth]' }),
  'cluster.subject-restricted': byCluster({ ...person, organization: 'system:masters' }),
  'cluster.signer-would-refuse': byCluster({
    signerName: 'kubernetes.io/kubelet-serving',
    commonName: service,
  }),
  'cluster.never-signed': byCluster({ signerName: 'kubernetes.io/serving' }),
  'cluster.lifetime-clamped': byCluster({ ...person, seconds: 63_072_000 }),
  'cluster.dropped': byCluster({
    ...person,
    plan: { ...planOf(person), extensions: [['2.5.29.14', false, Buffer.from([4, 2, 1, 2])]] },
  }),
  'cluster.no-san-server': byCluster(
    { commonName: service, dnsNames: [] },
    { ...upstream, authority: { defaultSeconds: 86_400, maxSeconds: 86_400 } },
  ),
  'cluster.client-without-common-name': byCluster({
    ...person,
    plan: { subject: [[{ oid: '2.5.4.10', value: 'dev-web' }]] },
  }),
  'cluster.signer-conditions': byCluster(
    { signerName: 'beta.eks.amazonaws.com/app-serving' },
    { ...upstream, kind: 'eks' },
  ),
  'cluster.signer-unproven': byCluster(person, { ...upstream, kind: 'aks' }),

  'policy.unknown-key': inPolicy('    lifetime: { default: 7d', '    liftime: { default: 7d'),
  'policy.missing-key': inPolicy('  stage: { kind: upstream }', '  stage: {}'),
  'policy.bad-value': inPolicy('max: 90d', 'max: 90 days'),
  'policy.contradiction': inPolicy('max: 90d', 'max: 2d'),
  'policy.not-yet': inPolicy('    authority: serving', '    authority: serving\n    autoApprove: renewal'),
  'policy.rules-overlap': inPolicy(
    'signer: kubernetes.io/kube-apiserver-client, path: "requests/{cluster}/_users/',
    'signer: example.com/serving, path: "requests/{cluster}/',
  ),
  'policy.requester-unstated': inPolicy(', requester: "{user}"', ''),
  'policy.unknown-cluster': byPolicy({ path: 'requests/prd/payments/web-api.yaml' }),
  'policy.no-rule': byPolicy({ signerName: 'example.com/client' }),
  'policy.name-not-allowed': byPolicy({ dnsNames: ['web-api.shop.svc'] }),
  'policy.name-missing': byPolicy({ dnsNames: [] }),
  'policy.attribute-not-allowed': byPolicy({
    plan: { subject: [[{ oid: '2.5.4.11', value: 'platform' }]], sans: [[2, Buffer.from(service)]] },
  }),
  'policy.too-many-names': byPolicy({
    dnsNames: Array.from({ length: 11 }, (_, index) => `web-${index}.payments.svc`),
  }),
  'policy.wildcard': byPolicy({ dnsNames: ['*.payments.svc'] }),
  'policy.usage-not-allowed': byPolicy({ usages: '[digital signature, server auth, client auth]' }),
  'policy.usage-missing': byPolicy({ usages: '[digital signature]' }),
  'policy.lifetime-over-maximum': byPolicy({ seconds: 31_536_000 }),
  'policy.lifetime-unstated': byPolicy({ ...person, seconds: null }),
  'policy.requester': byPolicy(person, 'mallory'),
};

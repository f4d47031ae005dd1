import { generateKeyPairSync } from 'node:crypto';
import { signingKeyFromPem } from '../../src/adapters/key.ts';
import { createAuthority, type NewAuthority } from '../../src/authority/create.ts';
import { type IssueResult, type IssueSettings, issue, planIssue } from '../../src/pipeline/issue.ts';
import type { IssuePorts, Power } from '../../src/pipeline/ports.ts';
import { encodeCsr } from '../../src/pki/csr-writer.ts';
import { createKey, encodePrivateKey } from '../../src/pki/keys.ts';
import { oids } from '../../src/pki/oids.ts';
import { encodePem } from '../../src/pki/pem.ts';
import type { ReportedStep } from '../../src/report.ts';
import { formatManifest } from '../../src/request/manifest.ts';
import { type FixedClock, fixedClock } from './clock.ts';
import { type MemoryCluster, memoryCluster } from './cluster.ts';
import { type MemoryForge, memoryForge } from './forge.ts';
import { type MemoryRepository, memoryRepository } from './repository.ts';
import { type MemoryResults, memoryResults } from './results.ts';

export const users = { submit: 'cs:prod:submit', approve: 'cs:prod:approve', sign: 'cs:prod:sign' } as const;
export const servingPath = 'requests/prod/payments/web-api.yaml';
export const clientPath = 'requests/prod/_users/mira/laptop.yaml';

/** The policy all pipeline tests start from; lines may be replaced to loosen or tighten it. */
export const policyText = `version: 1
repository: forge.example/acme/certs
clusters:
  prod:
    kind: upstream
    identities: { submitter: "${users.submit}", approver: "${users.approve}", signer: "${users.sign}" }
    trust: { kubernetes.io/kube-apiserver-client: trust/client-ca.pem }
separation: three
records: { key: { env: COUNTERSIGN_RECORD_KEY }, trusted: [trust/records.pem] }
rules:
  - name: service-serving
    match: { signer: example.com/serving, path: "requests/{cluster}/{namespace}/{name}.yaml", clusters: [prod] }
    allow:
      commonName: ["{san}"]
      dnsNames: ["{name}", "*.{namespace}.svc"]
      usages: [digital signature, key encipherment, server auth]
    require: { usages: [server auth], dnsNames: 1 }
    lifetime: { default: 30d, max: 90d }
    authority: serving
  - name: developer-client
    match: { signer: kubernetes.io/kube-apiserver-client, path: "requests/{cluster}/_users/{user}/{name}.yaml" }
    allow: { commonName: ["{user}"], organizations: ["dev-*"], usages: [digital signature, key encipherment, client auth] }
    require: { usages: [client auth], commonName: true, requester: "{user}" }
    lifetime: { default: 8h, max: 24h }
authorities:
  serving: { certificate: trust/serving.pem, key: { env: COUNTERSIGN_SERVING_KEY } }
`;

export interface Stage {
  readonly clock: FixedClock;
  readonly repository: MemoryRepository;
  readonly forge: MemoryForge;
  readonly results: MemoryResults;
  readonly cluster: MemoryCluster;
  readonly clientCa: NewAuthority;
  readonly servingCa: NewAuthority;
  readonly recorderPem: string;
  readonly ports: IssuePorts;
  issue(settings?: Partial<IssueSettings>): Promise<IssueResult>;
  plan(): Promise<readonly ReportedStep[]>;
}

export const settings: IssueSettings = {
  phase: 'all',
  waitSeconds: 5,
  run: 'https://forge.example/run/7',
  toolVersion: '0.1.0',
};

/** A repository with a policy, a cluster, and nothing asked for yet. */
export async function setStage(policy: string = policyText, recorderKind = 'ECDSA-P256'): Promise<Stage> {
  const clock = fixedClock();
  const life = { now: clock.now(), lifetimeSeconds: 10 * 31_536_000 };
  const clientCa = await createAuthority('client CA', life);
  const servingCa = await createAuthority('serving CA', life);
  const recorder = createKey(recorderKind);
  const recorderPem = encodePrivateKey(recorder);
  const key = signingKeyFromPem(recorderPem);
  const repository = memoryRepository();
  repository.commit({
    '.github/countersign.yaml': policy,
    'trust/client-ca.pem': clientCa.certificatePem,
    'trust/serving.pem': servingCa.certificatePem,
    'trust/records.pem': encodePem('PUBLIC KEY', key.spki),
  });
  const forge = memoryForge(repository, clock);
  const results = memoryResults();
  const cluster = memoryCluster(clientCa, clock);
  const ports: IssuePorts = {
    repository,
    forge,
    results,
    cluster: async ({ power }) => cluster.as(userOf(power)),
    authorities: new Map([['serving', servingCa.key]]),
    recorder: key,
    clock,
    log: { info: () => undefined },
  };
  return {
    clock,
    repository,
    forge,
    results,
    cluster,
    clientCa,
    servingCa,
    recorderPem,
    ports,
    issue: (more = {}) => issue(ports, { ...settings, ...more }),
    plan: async () => (await planIssue(ports)).report.steps,
  };
}

export function userOf(power: Power): string {
  return power === 'collect' ? users.submit : users[power];
}

/** A request for a serving certificate of a service. */
export function servingRequest(
  name = 'web-api',
  more: { generation?: number; comment?: string } = {},
): string {
  const text = formatManifest({
    name,
    csrPem: csrPem([[{ oid: oids.commonName, value: `${name}.payments.svc` }]], [`${name}.payments.svc`]),
    signerName: 'example.com/serving',
    usages: ['digital signature', 'key encipherment', 'server auth'],
    expirationSeconds: 86_400,
    reason: 'the shop speaks TLS',
  });
  return withGeneration(`${more.comment ?? ''}${text}`, more.generation);
}

/** The same CSR again under the next generation. */
export function withGeneration(text: string, generation: number | undefined): string {
  if (generation === undefined) return text;
  return text.replace(
    '  annotations:\n',
    `  annotations:\n    countersign.dev/generation: "${generation}"\n`,
  );
}

/** A request for a client certificate of a person. */
export function clientRequest(user = 'mira', name = 'laptop'): string {
  const subject = [[{ oid: oids.organization, value: 'dev-web' }], [{ oid: oids.commonName, value: user }]];
  return formatManifest({
    name,
    csrPem: csrPem(subject, []),
    signerName: 'kubernetes.io/kube-apiserver-client',
    usages: ['digital signature', 'key encipherment', 'client auth'],
    expirationSeconds: 28_800,
    reason: 'kubectl on my laptop',
  });
}

function csrPem(subject: Parameters<typeof encodeCsr>[0]['subject'], dnsNames: readonly string[]): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sans = dnsNames.map((value) => ({ kind: 'dns', value }) as const);
  return encodePem('CERTIFICATE REQUEST', encodeCsr({ subject, sans, key: privateKey }));
}

/** Puts one service request and one person's request through a pull request. */
export function mergeBoth(stage: Stage): void {
  stage.forge.merge({ [servingPath]: servingRequest(), [clientPath]: clientRequest() });
}

/** `action name` of every step, for comparing at a glance. */
export function brief(steps: readonly ReportedStep[]): readonly string[] {
  return steps.map(({ action, name }) => `${action} ${name}`);
}

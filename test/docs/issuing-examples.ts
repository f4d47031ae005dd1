/** What is judged for each code of the areas evidence, certificate and record, as `docs/findings.md` shows it. */
import { evaluateEvidence } from '../../src/approval/evaluate.ts';
import { findEvidence } from '../../src/approval/find.ts';
import { parseLocalEvidence } from '../../src/approval/local.ts';
import { createAuthority } from '../../src/authority/create.ts';
import type { Finding } from '../../src/finding.ts';
import type { Certificate } from '../../src/model.ts';
import { withdrawal } from '../../src/pipeline/case.ts';
import { evaluateCertificate } from '../../src/pipeline/certificate.ts';
import { readLedger } from '../../src/pipeline/ledger.ts';
import type { Power } from '../../src/pipeline/ports.ts';
import { readCertificate } from '../../src/pki/certificate.ts';
import { encodeCertificate } from '../../src/pki/certificate-writer.ts';
import { signingAlgorithmOf } from '../../src/pki/keys.ts';
import { oids } from '../../src/pki/oids.ts';
import { selectRule } from '../../src/policy/match.ts';
import type { Rule } from '../../src/policy/policy.ts';
import { readRequest } from '../../src/request/read.ts';
import { approver, evidenceOf } from '../approval/material.ts';
import { policyOf } from '../policy/policies.ts';
import {
  clientPath,
  clientRequest,
  mergeBoth,
  policyText,
  type Stage,
  servingPath,
  servingRequest,
  setStage,
  users,
} from '../support/stage.ts';
import { hiddenBehindFailed, movedCluster, type Told, told } from './told.ts';

const now = new Date('2026-11-22T13:00:00Z');
const minutes = (count: number): Date => new Date(now.getTime() + count * 60_000);

const rule: Pick<Rule, 'name' | 'evidence' | 'approvals' | 'issueWithinSeconds'> = {
  name: 'service-serving',
  evidence: 'strict',
  approvals: [{ from: 'codeowners', min: 1 }],
  issueWithinSeconds: 259_200,
};
const evidence = evidenceOf([approver('tomas')]);
const { file } = evidence;

const source = { path: servingPath, bytes: Buffer.from(servingRequest()), mode: '100644', blob: null };
const { request } = readRequest(source, { layout: true });
const { selection } = selectRule(policyOf(), { path: servingPath, signerName: 'example.com/serving' });
if (request === null || selection === null) throw new Error('the example request is not sound');
const { csr } = request;

const ca = await createAuthority('serving CA', { now, lifetimeSeconds: 31_536_000 });
const stranger = await createAuthority('another CA', { now, lifetimeSeconds: 31_536_000 });

type Template = Parameters<typeof encodeCertificate>[0];

async function issued(more: Partial<Template> = {}): Promise<Certificate> {
  const template: Template = {
    serial: Uint8Array.of(0x4d, 0x7a),
    issuer: ca.certificate.subject.der,
    subject: csr.subject.der,
    notBefore: minutes(-5),
    notAfter: minutes(1435),
    spki: csr.key.spki,
    sans: csr.sans,
    usages: ['digital signature', 'key encipherment', 'server auth'],
    isCa: false,
    ...more,
  };
  const der = await encodeCertificate(template, { ...ca.key, algorithm: signingAlgorithmOf(ca.key.spki) });
  const { certificate } = readCertificate(der);
  if (certificate === null) throw new Error('the example certificate is not sound');
  return certificate;
}

async function judged(more: Partial<Template>, anchors = [ca.certificate]): Promise<readonly Finding[]> {
  if (request === null || selection === null) return [];
  return evaluateCertificate(request, selection, {
    certificates: [await issued(more)],
    anchors,
    takenAt: now,
  });
}

async function withExtension(): Promise<readonly Finding[]> {
  if (request === null || selection === null) return [];
  const leaf = await issued();
  const constraint = { oid: '2.5.29.30', name: 'nameConstraints', critical: true, value: new Uint8Array() };
  const odd = { ...leaf, extensions: [...leaf.extensions, constraint] };
  return evaluateCertificate(request, selection, {
    certificates: [odd],
    anchors: [ca.certificate],
    takenAt: now,
  });
}

const stem = 'certificates/prod/payments/web-api';
function ledgerFaults(
  files: ReadonlyMap<string, Uint8Array>,
  past: readonly string[],
  key: Uint8Array,
): readonly Finding[] {
  const history = { paths: new Set(past), rewoundFrom: null };
  const { accounts, findings } = readLedger('e'.repeat(40), files, history, [key]);
  return [...findings, ...[...accounts.values()].flatMap(({ faults }) => faults)];
}
const fileOf = (path: string, text: string): ReadonlyMap<string, Uint8Array> =>
  new Map([[path, Buffer.from(text)]]);
const recordPaths = (files: ReadonlyMap<string, Uint8Array>): string[] =>
  [...files.keys()].filter((path) => /\/[0-9a-f]{1,40}\.json$/.test(path));

/** A stage on which two requests were issued and recorded. */
async function issuedStage(): Promise<Stage> {
  const stage = await setStage();
  mergeBoth(stage);
  await stage.issue();
  return stage;
}

async function recordElsewhere(): Promise<readonly Finding[]> {
  const { results, ports } = await issuedStage();
  const [path = ''] = recordPaths(results.files());
  const bytes = results.files().get(path) ?? new Uint8Array();
  return ledgerFaults(
    new Map([[`certificates/prod/shop/cart/${path.split('/').at(-1)}`, bytes]]),
    [],
    ports.recorder?.spki ?? new Uint8Array(),
  );
}

/** The one record that names another, without that other. */
async function brokenChain(): Promise<readonly Finding[]> {
  const { results, ports } = await issuedStage();
  const files = new Map(results.files());
  files.delete(recordPaths(files)[0] ?? '');
  return ledgerFaults(files, [], ports.recorder?.spki ?? new Uint8Array());
}

async function rewound(): Promise<readonly Told[]> {
  const stage = await issuedStage();
  await stage.plan();
  stage.results.rewind(1);
  return told(await stage.plan());
}

async function withoutBundle(): Promise<readonly Told[]> {
  const stage = await setStage(policyText.replace(/ {4}trust: .*\n/, ''));
  mergeBoth(stage);
  return told(await stage.plan());
}

/** Something happens between the submit phase and the rest of the run. */
async function disturbed(
  disturb: (stage: Stage, name: string) => unknown,
  after: Power = 'submit',
): Promise<readonly Told[]> {
  const stage = await setStage();
  mergeBoth(stage);
  for (const phase of after === 'submit' ? (['submit'] as const) : (['submit', 'approve'] as const))
    await stage.issue({ phase });
  await disturb(
    stage,
    stage.cluster.objects().find(({ spec }) => spec.signerName.startsWith('kubernetes.io'))?.metadata.name ??
      '',
  );
  return told((await stage.issue({ phase: 'collect' })).report.steps);
}

const approveByHand = async ({ cluster }: Stage, name: string): Promise<unknown> => {
  const user = cluster.as(users.approve);
  const object = await user.get(name);
  return (
    object && user.approve(object, { type: 'Approved', status: 'True', reason: 'Manual', message: 'by hand' })
  );
};

async function sameSerial(): Promise<readonly Told[]> {
  const stage = await setStage();
  stage.cluster.twist((template) => ({ ...template, serial: Uint8Array.of(0x4d, 0x7a) }));
  stage.forge.merge({ [clientPath]: clientRequest() });
  await stage.issue();
  stage.forge.merge({ 'requests/prod/_users/mira/phone.yaml': clientRequest('mira', 'phone') });
  return told((await stage.issue()).report.steps);
}

type Example = () => readonly Told[] | Promise<readonly Told[]>;

export const issuingExamples: Readonly<Record<string, Example>> = {
  'evidence.malformed': () => parseLocalEvidence('version: 1\npullRequests: 12\n').findings,
  'evidence.level': () => evaluateEvidence({ ...evidence, level: 'merge' }, rule, now),
  'evidence.none': () => findEvidence([], file).findings,
  'evidence.other-bytes': () => findEvidence([evidence], { ...file, mode: '100755' }).findings,
  'evidence.other-cluster': movedCluster,
  'evidence.approvals-missing': () => evaluateEvidence(evidenceOf([approver('mira')]), rule, now),
  'evidence.expired': () => evaluateEvidence(evidence, rule, new Date('2026-12-22T13:00:00Z')),
  'evidence.from-the-future': () => evaluateEvidence(evidence, rule, new Date('2026-11-22T10:00:00Z')),

  'certificate.key-mismatch': () => judged({ spki: stranger.key.spki }),
  'certificate.subject-differs': () => judged({ subject: [[{ oid: oids.commonName, value: 'admin' }]] }),
  'certificate.names-differ': () => judged({ sans: [] }),
  'certificate.usages-exceed': () =>
    judged({ usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'] }),
  'certificate.is-ca': () => judged({ isCa: true }),
  'certificate.extension-unknown': withExtension,
  'certificate.lifetime-exceeded': () => judged({ notAfter: minutes(525_600) }),
  'certificate.chain-untrusted': () => judged({}, [stranger.certificate]),
  'certificate.request-withdrawn': () => [withdrawal(servingPath)],

  'certificate.no-trust-bundle': withoutBundle,
  'certificate.no-intent': () => disturbed(approveByHand),
  'certificate.not-approved': hiddenBehindFailed,
  'certificate.object-altered': () =>
    disturbed(({ cluster }, name) => cluster.edit(name, { labels: { team: 'shop' } }), 'approve'),
  'certificate.serial-reused': sameSerial,

  'record.unverified': () => ledgerFaults(fileOf(`${stem}/4d7a.json`, '{}'), [], ca.key.spki),
  'record.mismatch': recordElsewhere,
  'record.removed': () => ledgerFaults(new Map(), [`${stem}/4d7a.json`], ca.key.spki),
  'record.unreadable': () =>
    ledgerFaults(fileOf(`${stem}/${'ab'.repeat(32)}.intent.json`, 'begun'), [], ca.key.spki),
  'record.chain-broken': brokenChain,
  'record.branch-rewound': rewound,
};

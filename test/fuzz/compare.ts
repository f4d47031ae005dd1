/** Holds our readings against the oracle's; texts of errors are not compared. */
import { droppedFrom } from '../../src/kubernetes/dropped.ts';
import { type ClusterPrediction, predict } from '../../src/kubernetes/predict.ts';
import type { SanKind } from '../../src/model.ts';
import { readCsr } from '../../src/pki/csr.ts';
import { readRequest } from '../../src/request/read.ts';
import type { RequestReading } from '../../src/request/request.ts';
import { ambiguityClass } from './ambiguous.ts';
import { expectedDrops } from './dropped.ts';
import type { CsrAnswer, ManifestAnswer } from './oracle.ts';

export interface Comparison {
  /** Each difference in words; empty where both agree. */
  readonly differences: readonly string[];
  /** Why nothing was predicted, a class of `ambiguous.ts`; null where something was. */
  readonly unpredicted: string | null;
  /** Whether the reading behind a withheld prediction would have been right. */
  readonly wouldAgree: boolean;
}

const cluster = { kind: 'upstream', maxLifetimeSeconds: 365 * 86_400, authority: null } as const;

export function readText(text: string): RequestReading {
  const file = { path: 'request.yaml', bytes: Buffer.from(text, 'utf8'), mode: null, blob: null };
  return readRequest(file, { layout: false });
}

/** Compares what we predict of a manifest with what the oracle did with it. */
export function compareManifest(text: string, answer: ManifestAnswer): Comparison {
  if (answer.error !== undefined) return agreed([`the oracle failed: ${answer.error}`]);
  const reading = readText(text);
  const now = new Date();
  const prediction = predict(reading, cluster, now);
  if (prediction !== null) return agreed([...differences(prediction, answer), ...drops(reading, prediction)]);
  const unpredicted = ambiguityClass(reading.findings);
  if (unpredicted === null) return agreed([`nothing was predicted, without a finding that says why`]);
  const lifted = predict({ ...reading, ambiguous: false }, cluster, now);
  return {
    differences: [],
    unpredicted,
    wouldAgree: lifted !== null && differences(lifted, answer).length === 0,
  };
}

function agreed(found: readonly string[]): Comparison {
  return { differences: found, unpredicted: null, wouldAgree: false };
}

type Pair = readonly [what: string, ours: unknown, theirs: unknown];

function differences(prediction: ClusterPrediction, answer: ManifestAnswer): string[] {
  const { create, certificate } = prediction;
  const pairs: Pair[] = [
    ['code', create.code, answer.create.code],
    ['reason', create.reason, answer.create.reason ?? null],
    ['causes', causes(create.causes), causes(answer.create.causes ?? [])],
    ['values', quotedValues(create.causes), quotedValues(answer.create.causes ?? [])],
    ['outcome', prediction.outcome, answer.outcome],
    ['failed', prediction.failed, answer.failed ?? null],
    ['certificate', certificate === null, answer.certificate === undefined],
  ];
  return different([...pairs, ...certificatePairs(prediction, answer)]);
}

/** Fields with reasons, as often as each is named; Go walks maps in random order. */
function causes(list: readonly { readonly field: string; readonly reason: string }[]): string[] {
  return list.map(({ field, reason }) => `${field} ${reason}`).toSorted();
}

interface Cause {
  readonly field: string;
  readonly message: string;
}

/** What was read of usages and lifetimes, which their refusals quote; vectors have no words. */
function quotedValues(list: readonly Cause[]): string[] {
  return list
    .filter(({ field }) => field.startsWith('spec.usages[') || field === 'spec.expirationSeconds')
    .map(({ field, message }) => `${field} ${message.replace(/: (?:supported values|may not).*$/s, '')}`)
    .toSorted();
}

function certificatePairs(
  { certificate: ours }: ClusterPrediction,
  { certificate: theirs }: ManifestAnswer,
): Pair[] {
  if (ours === null || theirs === undefined) return [];
  const lists = ['dnsNames', 'ipAddresses', 'emailAddresses', 'uris', 'keyUsages', 'extKeyUsages'] as const;
  const attributes = ours.subject.flat();
  return [
    ['subject', ours.subjectText, theirs.subject],
    ['common name', attributes.findLast(({ type }) => type === 'CN')?.value ?? '', theirs.commonName],
    [
      'organizations',
      attributes.flatMap(({ type, value }) => (type === 'O' ? [value] : [])),
      theirs.organizations,
    ],
    ['seconds', ours.seconds, theirs.seconds],
    ...lists.map((list): Pair => [list, ours[list], theirs[list]]),
  ];
}

/** Drops are counted by a second reader, ours in the tests: Go says what is in a certificate, not what is missing. */
function drops({ partial }: RequestReading, { outcome, dropped }: ClusterPrediction): string[] {
  if (outcome !== 'issued' || partial.csr === null) return [];
  const expected = expectedDrops(partial.csr.der);
  return expected === null ? [] : different([['dropped', [...dropped].map(kindOfDrop).toSorted(), expected]]);
}

function kindOfDrop(words: string): string {
  if (words.startsWith('the subject attribute')) return 'attribute';
  if (words.startsWith('the subject alternative name')) return 'name';
  return 'extension';
}

/** Compares what we read out of a PKCS#10 request with what Go reads. */
export function compareCsr(der: Uint8Array, answer: CsrAnswer): Comparison {
  const { csr } = readCsr(der);
  if (csr === null || !answer.ok) return agreed(different([['ok', csr !== null, answer.ok]]));
  const values = (kind: SanKind) => csr.sans.flatMap((san) => (san.kind === kind ? [san.value] : []));
  droppedFrom(csr);
  return agreed(
    different([
      ['raw subject', Buffer.from(csr.subject.der).toString('base64'), answer.rawSubject ?? ''],
      ['common name', csr.subject.commonName ?? '', answer.commonName],
      ['organizations', csr.subject.organizations, answer.organizations],
      ['DNS names', values('dns'), answer.dnsNames],
      ['addresses', values('ip'), answer.ipAddresses],
      ['emails', values('email'), answer.emailAddresses],
      ['number of URIs', values('uri').length, answer.uris.length],
    ]),
  );
}

function different(pairs: readonly Pair[]): string[] {
  return pairs.flatMap(([what, ours, theirs]) => {
    const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
    return a === b ? [] : [`${what}: we say ${a}, Kubernetes ${b}`];
  });
}

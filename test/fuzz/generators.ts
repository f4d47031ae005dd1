/** Every kind of case: how its text or its DER comes out of a seed. */
import { readdirSync, readFileSync } from 'node:fs';
import type { JsonValue } from '../../src/model.ts';
import { corpus, keyCsr, likelyCsr, mutatedCsr, sanCsr, structureCsr, subjectCsr } from './csrs.ts';
import { faultyDocument, likelyDocument } from './documents.ts';
import { foldingManifest } from './foldings.ts';
import { oddPlain } from './odd-scalars.ts';
import type { OracleMode } from './oracle.ts';
import { oddBase64, oddPem, pemOf } from './pems.ts';
import type { Random } from './random.ts';
import { breakText } from './text-faults.ts';
import { writeYaml } from './yaml-writer.ts';

/** What one case asks of both sides: a manifest's text, or DER in base64. */
export interface Case {
  readonly mode: OracleMode;
  readonly content: string;
}

export type Generator = (random: Random) => Case;

/** A file cannot hold half a surrogate pair; JSON, in which the oracle is asked, could. */
const manifest = (text: string): Case => ({ mode: 'manifest', content: text.toWellFormed() });
const csr = (der: Uint8Array): Case => ({ mode: 'csr', content: Buffer.from(der).toString('base64') });
const json = (document: JsonValue): Case => manifest(JSON.stringify(document));

const withRequest = (random: Random, request: string): JsonValue => {
  const document = likelyDocument(random, random.pick(corpus()));
  return { ...document, spec: { ...(document['spec'] as Record<string, JsonValue>), request } };
};

const anyCsr = [subjectCsr, sanCsr, structureCsr, keyCsr, mutatedCsr];

/** Share of the cases beside each, as a weight. */
export const generators: Readonly<Record<string, { readonly weight: number; readonly make: Generator }>> = {
  'csr-subject': { weight: 2, make: (random) => csr(subjectCsr(random)) },
  'csr-san': { weight: 3, make: (random) => csr(sanCsr(random)) },
  'csr-structure': { weight: 3, make: (random) => csr(structureCsr(random)) },
  'csr-key': { weight: 1, make: (random) => csr(keyCsr(random)) },
  'csr-mutated': { weight: 3, make: (random) => csr(mutatedCsr(random)) },
  signing: { weight: 3, make: (random) => json(likelyDocument(random)) },
  'signing-any': { weight: 2, make: (random) => json(likelyDocument(random, random.pick(anyCsr)(random))) },
  pem: { weight: 2, make: pemCase },
  object: { weight: 4, make: (random) => json(faultyDocument(random, random.pick([1, 1, 1, 2, 3]))) },
  yaml: {
    weight: 3,
    make: (random) => manifest(writeYaml(faultyDocument(random, random.below(2)), random, 0)),
  },
  'yaml-odd': {
    weight: 2,
    make: (random) =>
      manifest(writeYaml(faultyDocument(random, random.below(2)), random, random.pick([0.02, 0.1]))),
  },
  'yaml-broken': { weight: 3, make: brokenCase },
  scalar: { weight: 3, make: scalarCase },
  folding: { weight: 2, make: (random) => manifest(foldingManifest(random)) },
};

function pemCase(random: Random): Case {
  const der = random.pick([likelyCsr, (one: Random) => one.pick(corpus())])(random);
  const pem = random.chance(0.7) ? oddPem(der, random) : pemOf(der);
  return json(
    withRequest(
      random,
      random.chance(0.8) ? Buffer.from(pem).toString('base64') : oddBase64(Buffer.from(pem), random),
    ),
  );
}

function brokenCase(random: Random): Case {
  let text = random.chance(0.6)
    ? writeYaml(likelyDocument(random), random, random.pick([0, 0, 0.02]))
    : random.pick(manifests());
  for (const _ of random.several(1, 3, () => 0)) text = breakText(text, random);
  return manifest(text);
}

/** One scalar that readers differ on at one place of a sound manifest. */
function scalarCase(random: Random): Case {
  const odd = oddPlain(random);
  const places = [
    'apiVersion',
    'kind',
    'name',
    'label',
    'annotation',
    'generation',
    'signerName',
    'usage',
    'expirationSeconds',
    'expirationSeconds',
    'expirationSeconds',
    'labelKey',
    'specKey',
    'flow',
    'request',
  ];
  const place = random.pick(places);
  const at = (here: string, otherwise: string) => (place === here ? odd : otherwise);
  const lines = [
    `apiVersion: ${at('apiVersion', 'certificates.k8s.io/v1')}`,
    `kind: ${at('kind', 'CertificateSigningRequest')}`,
    'metadata:',
    `  name: ${at('name', 'jane')}`,
    ...(place === 'label' ? [`  labels: {a: ${odd}}`] : []),
    ...(place === 'annotation' ? ['  annotations:', `    a: ${odd}`] : []),
    ...(place === 'generation' ? [`  generation: ${odd}`] : []),
    ...(place === 'labelKey' ? ['  labels:', `    ${odd}: b`] : []),
    'spec:',
    ...(place === 'specKey' ? [`  ${odd}: b`] : []),
    `  request: ${at('request', Buffer.from(pemOf(random.pick(corpus()))).toString('base64'))}`,
    `  signerName: ${at('signerName', 'kubernetes.io/kube-apiserver-client')}`,
    place === 'flow' ? `  usages: [${odd}, client auth]` : `  usages:\n  - ${at('usage', 'client auth')}`,
    `  expirationSeconds: ${at('expirationSeconds', '3600')}`,
  ];
  return manifest(`${lines.join('\n')}\n`);
}

let found: readonly string[] | undefined;

/** The worked examples and the oracle's own seeds. */
function manifests(): readonly string[] {
  found ??= [...examples(), ...seeds()].filter((text) => text.length < 20_000);
  return found;
}

function examples(): string[] {
  const folder = new URL('../../requests/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  return files.toSorted().map((file) => readFileSync(new URL(file, folder), 'utf8'));
}

function seeds(): string[] {
  const text = readFileSync(new URL('../oracle/testdata/manifests.jsonl', import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { manifest: string }).manifest);
}

/**
 * Compares `predict` with the oracle on all cases, and keeps a choice of them as vectors.
 *
 *   node test/kubernetes/oracle/compare.ts "$(test/cluster/build.sh oracle)" [--write]
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { predict } from '../../../src/kubernetes/predict.ts';
import type { JsonValue } from '../../../src/model.ts';
import { disagreements } from '../agreement.ts';
import type { Vector } from '../vectors.ts';
import type { Case } from './cases.ts';
import { mixedCases } from './mixed-cases.ts';
import { nameCases } from './name-cases.ts';
import { signingCases } from './signing-cases.ts';
import { kindCases, typeCases } from './type-cases.ts';

const seed = 20_261_122;
const cluster = { kind: 'upstream', maxLifetimeSeconds: null, authority: null } as const;

const groups: Readonly<Record<string, readonly Case[]>> = {
  types: [...typeCases(), ...kindCases()],
  names: nameCases(),
  signing: signingCases(),
  mixed: mixedCases(seed, 300),
};

const [binary, flag] = process.argv.slice(2);
if (binary === undefined) throw new Error('usage: compare.ts ORACLE_BINARY [--write]');

for (const [group, cases] of Object.entries(groups)) {
  const vectors = askOracle(binary, group, cases);
  let wrong = 0;
  for (const vector of vectors) {
    const object = JSON.parse(vector.manifest) as JsonValue;
    const faults = disagreements(vector, predict({ object, ambiguous: false }, cluster, new Date()));
    if (faults.length === 0) continue;
    wrong++;
    process.stdout.write(`${vector.id} ${vector.title}\n${faults.map((fault) => `  ${fault}\n`).join('')}`);
  }
  process.stdout.write(`${group}: ${vectors.length} cases, ${wrong} disagree\n`);
  if (flag === '--write') write(group, vectors);
}

/** Manifests are JSON, which is YAML; the oracle reads them as YAML, as kubectl's server does. */
function askOracle(program: string, group: string, cases: readonly Case[]): Vector[] {
  const questions = cases.map(({ document }, index) => ({
    id: `${group}-${String(index + 1).padStart(3, '0')}`,
    manifest: JSON.stringify(document),
  }));
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join('');
  const { stdout, status, stderr, error } = spawnSync(program, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`the oracle failed: ${stderr}`);
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Vector);
  return answers.map((answer, index) => ({
    ...answer,
    title: cases[index]?.title ?? '',
    manifest: questions[index]?.manifest ?? '',
  }));
}

/** Keeps one vector of each kind of answer. */
function write(group: string, vectors: readonly Vector[]): void {
  const file = new URL(`../../vectors/oracle-${group}.json`, import.meta.url);
  const kinds = new Set<string>();
  const kept = vectors.filter((vector) => {
    const kind = kindOf(vector);
    const isNew = !kinds.has(kind) && vector.manifest.length < 16_384;
    kinds.add(kind);
    return isNew;
  });
  const lines = kept.map((vector) => JSON.stringify(vector));
  writeFileSync(
    file,
    `{"source": "oracle of Kubernetes 1.36.4, seed ${seed}", "vectors": [\n${lines.join(',\n')}\n]}\n`,
  );
}

/** What tells answers apart: verdict, words without the values, and all of the certificate but its time of making. */
function kindOf({ create, outcome, failed, certificate }: Vector): string {
  const words = create.message?.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/input byte \d+/, '');
  return JSON.stringify([create.code, words, outcome, failed, certificate]);
}

/**
 * Keeps what once disagreed as a vector, with the oracle's answer:
 *
 *   echo '{"why": "…", "mode": "manifest", "content": "…"}' | node test/fuzz/keep.ts
 *
 * Messages are long and not compared, but for the values that they quote.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { findOracle, type ManifestAnswer, openOracle } from './oracle.ts';
import { type FuzzVector, vectorFile } from './vectors.ts';

const found = findOracle();
if ('missing' in found) throw new Error(found.missing);
const oracle = openOracle(found.binary);
const lines = readFileSync(0, 'utf8').trim().split('\n');
for (const line of lines) {
  const { why, mode, content } = JSON.parse(line) as Omit<FuzzVector, 'answer'>;
  const answer = await oracle.ask(mode, content);
  const kept = 'create' in answer ? withoutWords(answer) : answer;
  appendFileSync(vectorFile, `${JSON.stringify({ why, mode, content, answer: kept })}\n`);
}
oracle.close();

function withoutWords({ create, outcome, failed, certificate }: ManifestAnswer): ManifestAnswer {
  const causes = create.causes?.map(({ reason, field, message }) => ({
    reason,
    field,
    message: field.startsWith('spec.usages[') || field === 'spec.expirationSeconds' ? message : '',
  }));
  const { code, reason } = create;
  return {
    create: {
      code,
      ...(reason === undefined ? {} : { reason }),
      ...(causes === undefined ? {} : { causes }),
    },
    outcome,
    ...(failed === undefined ? {} : { failed }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

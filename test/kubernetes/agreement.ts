import type { ClusterPrediction } from '../../src/kubernetes/predict.ts';
import type { Vector } from './vectors.ts';

/** Where a prediction and what the cluster did differ, in words; nothing where they agree. */
export function disagreements(vector: Vector, prediction: ClusterPrediction | null): string[] {
  if (prediction === null) return ['nothing was predicted'];
  const { create, certificate } = prediction;
  const pairs: [string, unknown, unknown][] = [
    ['code', create.code, vector.create.code],
    ['reason', create.reason, vector.create.reason ?? null],
    ['cause fields', fieldsOf(create.causes), fieldsOf(vector.create.causes ?? [])],
    ['causes', create.causes.length, vector.create.causes?.length ?? 0],
    ['message', comparable(create.message), comparable(vector.create.message ?? null)],
    ['outcome', prediction.outcome, vector.outcome],
    ['failed', prediction.failed, vector.failed ?? null],
    ['subject', certificate?.subjectText, vector.certificate?.subject],
    ['seconds', certificate?.seconds, vector.certificate?.seconds],
  ];
  for (const key of ['dnsNames', 'ipAddresses', 'emailAddresses', 'uris', 'keyUsages', 'extKeyUsages'] as const) {
    const expected = vector.certificate?.[key];
    if (expected !== undefined) pairs.push([key, certificate?.[key], expected]);
  }
  return pairs.flatMap(([what, ours, theirs]) => {
    const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
    return a === b ? [] : [`${what}: we ${a}, they ${b}`];
  });
}

function fieldsOf(causes: readonly { readonly field: string }[]): string[] {
  return [...new Set(causes.map((cause) => cause.field))].sort();
}

/** Observed messages are cut at 600 characters; the API server prints an absent request as null, an empty one as "". */
function comparable(message: string | null): string | null {
  return message?.replace('spec.request: Invalid value: null:', 'spec.request: Invalid value: "":').slice(0, 600) ?? null;
}

import type { ClusterPrediction } from '../../src/kubernetes/predict.ts';
import type { Vector } from './vectors.ts';

/** Where a prediction and what the cluster did differ, in words; nothing where they agree. */
export function disagreements(vector: Vector, prediction: ClusterPrediction | null): string[] {
  if (prediction === null) return ['nothing was predicted'];
  const { create, certificate } = prediction;
  const causes = vector.create.causes ?? [];
  const pairs: [string, unknown, unknown][] = [
    ['code', create.code, vector.create.code],
    ['reason', create.reason, vector.create.reason ?? null],
    ['cause fields', create.causes.map((cause) => cause.field), causes.map((cause) => cause.field)],
    ['cause reasons', create.causes.map((cause) => cause.reason), causes.map((cause) => cause.reason)],
    ['message', ...messages(create.message, vector.create.message ?? null)],
    ['outcome', prediction.outcome, vector.outcome],
    ['failed', prediction.failed, vector.failed ?? null],
    ['subject', certificate?.subjectText, vector.certificate?.subject],
    ['seconds', certificate?.seconds, vector.certificate?.seconds],
  ];
  for (const key of [
    'dnsNames',
    'ipAddresses',
    'emailAddresses',
    'uris',
    'keyUsages',
    'extKeyUsages',
  ] as const) {
    const expected = vector.certificate?.[key];
    if (expected !== undefined) pairs.push([key, certificate?.[key], expected]);
  }
  return pairs.flatMap(([what, ours, theirs]) => {
    const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
    return a === b ? [] : [`${what}: we ${a}, they ${b}`];
  });
}

const observedLength = 600;

/**
 * Both messages, less what cannot be the same: observed ones are cut at 600 characters; an absent request is
 * printed as null, an empty one as ""; of a body that cannot be read the server prints the first octets; and
 * faults of the YAML text itself are src/yaml.ts's affair.
 */
function messages(ours: string | null, theirs: string | null): [string | null, string | null] {
  if (theirs === null || theirs.includes('yaml: ')) return [null, null];
  const expected = theirs
    .replace('spec.request: Invalid value: null:', 'spec.request: Invalid value: "":')
    .replace(/^(the object provided is unrecognized .*?) \(.*\)$/s, '$1')
    .replace(/(Object '(?:Kind|apiVersion)' is missing) in .*$/s, '$1')
    .slice(0, observedLength);
  const cut = ours?.slice(0, observedLength) ?? null;
  return [cut, cut !== null && differsInGeneratedName(cut, expected) ? cut : expected];
}

/** A name that the server made up ends in five signs of its own choice; ours are `xxxxx`. */
function differsInGeneratedName(ours: string, theirs: string): boolean {
  const literal = ours.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('xxxxx', '[a-z0-9]{5}');
  return ours.includes('xxxxx') && new RegExp(`^${literal}$`).test(theirs);
}

/** The object: a sound one, and every field of it with faults. */
import type { JsonValue } from '../../src/model.ts';
import { usageWords } from '../../src/pki/usages.ts';
import { likelyCsr } from './csrs.ts';
import { type Fault, faults } from './field-faults.ts';
import { oddUsages, oddValues } from './odd-values.ts';
import { pemOf } from './pems.ts';
import type { Random } from './random.ts';

type Document = Record<string, JsonValue>;

const encodePem = (der: Uint8Array) => Buffer.from(pemOf(der)).toString('base64');

export const signers = [
  'kubernetes.io/kube-apiserver-client',
  'kubernetes.io/kube-apiserver-client',
  'kubernetes.io/kube-apiserver-client-kubelet',
  'kubernetes.io/kubelet-serving',
  'example.com/serving',
];
const likelyUsages = ['client auth', 'server auth', 'digital signature', 'key encipherment'];
const durations = [
  600, 601, 599, 899, 900, 3600, 28_799, 28_800, 28_801, 86_400, 31_535_999, 31_536_000, 31_536_001,
  2_147_483_647,
];

/** A document that a built-in signer may sign or not; the API server takes it. */
export function likelyDocument(random: Random, der: Uint8Array = likelyCsr(random)): Document {
  const signerName = random.pick(signers);
  const expirationSeconds = random.chance(0.3) ? undefined : random.pick(durations);
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: random.pick(['jane', 'web-api', 'a.b']) },
    spec: {
      request: encodePem(der),
      signerName,
      usages: usagesFor(signerName, random),
      ...(expirationSeconds === undefined ? {} : { expirationSeconds }),
    },
  };
}

function usagesFor(signerName: string, random: Random): string[] {
  const own = signerName.endsWith('serving') ? 'server auth' : 'client auth';
  const list = random.chance(0.7)
    ? [...(random.chance(0.6) ? ['key encipherment'] : []), 'digital signature', own]
    : random.several(0, 5, () => random.pick(random.chance(0.7) ? likelyUsages : usageWords));
  if (random.chance(0.1)) list.splice(random.below(list.length + 1), 0, random.pick(oddUsages));
  return random.chance(0.5) ? list : list.toReversed();
}

const unknownKeys = [
  'x',
  'duration',
  'Spec',
  'SPEC',
  'metaData',
  'usage',
  'signername',
  'SignerName',
  'request ',
  '',
  'items',
  '__proto__',
  'constructor',
  'toString',
  'é',
  'Kind',
  'KIND',
  'APIVersion',
  'apiversion',
  'ſpec',
  'a.b',
  'x[0]',
];

/** Types of the fields that are not text. */
const types: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['metadata', 'spec', 'status', 'labels', 'annotations', 'extra'].map((key) => [key, 'map']),
  ),
  ...Object.fromEntries(['finalizers', 'ownerReferences', 'managedFields'].map((key) => [key, 'list'])),
  ...Object.fromEntries(['usages', 'groups', 'conditions'].map((key) => [key, 'list'])),
  ...Object.fromEntries(
    ['generation', 'deletionGracePeriodSeconds', 'expirationSeconds'].map((key) => [key, 'number']),
  ),
};

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'map' : typeof value;
}

/** A wrong type hides every other fault, so most values are of the right one. */
function mostlyFitting(path: readonly string[], make: Fault[1], random: Random): JsonValue | undefined {
  const due = types[path.at(-1) ?? ''] ?? 'string';
  let value = make(random);
  for (
    let tries = random.pick([0, 3, 6, 9]);
    tries > 0 && value !== undefined && typeOf(value) !== due;
    tries--
  ) {
    value = make(random);
  }
  return value;
}

/** A document with `count` faults. */
export function faultyDocument(random: Random, count: number): Document {
  let document: Document = likelyDocument(random);
  for (const _ of random.several(count, count, () => 0)) {
    if (random.chance(0.06))
      document = setAt(
        document,
        [...random.pick([[], ['metadata'], ['spec'], ['status']]), random.pick(unknownKeys)],
        random.pick(oddValues),
      );
    else {
      const [path, value] = random.pick(faults);
      document = setAt(document, path, mostlyFitting(path, value, random));
    }
  }
  return document;
}

function setAt(
  target: JsonValue | undefined,
  [key, ...rest]: readonly string[],
  value: JsonValue | undefined,
): Document {
  const base: Document =
    typeof target === 'object' && target !== null && !Array.isArray(target)
      ? { ...(target as Document) }
      : {};
  if (key === undefined) return base;
  const old = Object.hasOwn(base, key) ? base[key] : undefined;
  const next = rest.length === 0 ? value : setAt(old, rest, value);
  const entries = Object.entries(base).filter(([name]) => name !== key);
  if (next !== undefined) entries.push([key, next]);
  return Object.fromEntries(entries);
}

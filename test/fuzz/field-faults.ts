/** What may be wrong at each field of the object. */
import type { JsonValue } from '../../src/model.ts';
import { usageWords } from '../../src/pki/usages.ts';
import { likelyCsr, sanCsr, subjectCsr } from './csrs.ts';
import { oddName, oddSigner, oddUsages, oddValues, timestamps } from './odd-values.ts';
import { oddBase64, oddPem, pemOf } from './pems.ts';
import type { Random } from './random.ts';

const owner = (random: Random): JsonValue => {
  const sound = { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'b' };
  const field = random.pick([
    'apiVersion',
    'kind',
    'name',
    'uid',
    'controller',
    'blockOwnerDeletion',
    'extra',
  ]);
  const value = random.pick([
    ...oddValues.slice(0, 3),
    'Event',
    'v1',
    'a/b',
    'a/b/c',
    '/',
    '',
    'events.k8s.io/v1',
    true,
  ]);
  return {
    ...sound,
    ...(random.chance(0.4) ? { controller: true } : {}),
    ...(random.chance(0.5) ? { [field]: value } : {}),
  };
};

const managed = (random: Random): JsonValue => ({
  manager: random.pick(['kubectl', 'x'.repeat(128), 'x'.repeat(129), '', 'é'.repeat(65)]),
  operation: random.pick(['Update', 'Apply', '', 'update']),
  apiVersion: random.pick(['certificates.k8s.io/v1', 'v1', '', 'a/b/c']),
  time: random.pick(timestamps),
  fieldsType: random.pick(['FieldsV1', 'FieldsV1', '', 'x']),
  fieldsV1: random.pick<JsonValue>([
    {},
    { 'f:spec': {} },
    { 'f:metadata': { 'f:labels': {} } },
    null,
    'x',
    [],
    1,
    { x: 1 },
    { '.': {} },
    { 'k:{}': {} },
    { 'v:1': {} },
  ]),
});

const oneMap = (random: Random): JsonValue =>
  Object.fromEntries(
    random.several(1, 3, () => [
      oddName(random),
      random.chance(0.9) ? oddName(random) : random.pick(oddValues),
    ]),
  );

export type Fault = readonly [path: readonly string[], value: (random: Random) => JsonValue | undefined];

const odd = (random: Random) => random.pick(oddValues);

/** Where a document may be at fault, and with what. */
export const faults: readonly Fault[] = [
  [
    ['apiVersion'],
    (r) =>
      r.pick([
        undefined,
        '',
        'v1',
        'certificates.k8s.io/v1beta1',
        'certificates.k8s.io/v2',
        'Certificates.k8s.io/v1',
        'certificates.k8s.io/',
        '/v1',
        '/',
        'a/b/c',
        'certificates.k8s.io/__internal',
        'apps/v1',
        ...oddValues,
      ]),
  ],
  [
    ['kind'],
    (r) =>
      r.pick([
        undefined,
        '',
        'Pod',
        'List',
        'CertificateSigningRequestList',
        'certificatesigningrequest',
        'Deployment',
        'ClusterTrustBundle',
        'Status',
        'CreateOptions',
        ...oddValues,
      ]),
  ],
  [['metadata'], odd],
  [
    ['metadata', 'name'],
    (r) =>
      r.chance(0.3)
        ? odd(r)
        : r.pick([undefined, '.', '..', 'a/b', 'a%b', '%', '/', oddName(r), 'UPPER:x', 'a b', 'a\nb', '…']),
  ],
  [
    ['metadata', 'generateName'],
    (r) =>
      r.chance(0.3)
        ? odd(r)
        : r.pick(['jane-', '.', '..', 'a/', '%', oddName(r), 'x'.repeat(60), 'é'.repeat(40)]),
  ],
  [['metadata', 'namespace'], (r) => r.pick(['prod', '', 'A/B', ...oddValues])],
  [['metadata', 'labels'], (r) => (r.chance(0.2) ? odd(r) : oneMap(r))],
  [
    ['metadata', 'annotations'],
    (r) =>
      r.chance(0.15) ? odd(r) : r.chance(0.05) ? { a: 'x'.repeat(262_143 - r.below(3)), b: '' } : oneMap(r),
  ],
  [
    ['metadata', 'finalizers'],
    (r) =>
      r.chance(0.2)
        ? odd(r)
        : r.several(0, 3, () =>
            r.pick(['orphan', 'foregroundDeletion', 'kubernetes', 'a.b/c', 'x', oddName(r)]),
          ),
  ],
  [['metadata', 'ownerReferences'], (r) => (r.chance(0.2) ? odd(r) : r.several(0, 3, () => owner(r)))],
  [['metadata', 'managedFields'], (r) => (r.chance(0.2) ? odd(r) : r.several(0, 2, () => managed(r)))],
  [['metadata', 'generation'], odd],
  [['metadata', 'deletionGracePeriodSeconds'], odd],
  [
    ['metadata', 'resourceVersion'],
    (r) =>
      r.pick([
        '1',
        '0',
        '',
        'x',
        '00',
        '-1',
        '+1',
        '18446744073709551615',
        '18446744073709551616',
        ' 1',
        '1_0',
        '0x1',
        ...oddValues,
      ]),
  ],
  [['metadata', 'uid'], odd],
  [['metadata', 'selfLink'], odd],
  [['metadata', 'creationTimestamp'], (r) => (r.chance(0.2) ? odd(r) : r.pick(timestamps))],
  [['metadata', 'deletionTimestamp'], (r) => (r.chance(0.2) ? odd(r) : r.pick(timestamps))],
  [['spec'], odd],
  [['spec', 'request'], (r) => (r.chance(0.3) ? odd(r) : requestFault(r))],
  [['spec', 'signerName'], (r) => (r.chance(0.15) ? odd(r) : oddSigner(r))],
  [
    ['spec', 'usages'],
    (r) => (r.chance(0.2) ? odd(r) : r.several(0, 5, () => r.pick([...usageWords, ...oddUsages]))),
  ],
  [['spec', 'usages'], (r) => r.several(0, 3, () => odd(r))],
  [['spec', 'expirationSeconds'], odd],
  [['spec', 'username'], odd],
  [['spec', 'uid'], odd],
  [['spec', 'groups'], odd],
  [
    ['spec', 'extra'],
    (r) => r.pick<JsonValue>([{ a: ['b'] }, { a: [] }, { a: null }, { a: 'b' }, { a: [1] }, ...oddValues]),
  ],
  [
    ['status'],
    (r) => r.pick<JsonValue>([{}, { certificate: 'YQ==' }, { certificate: 'a' }, { x: 1 }, ...oddValues]),
  ],
  [
    ['status', 'certificate'],
    (r) => (r.chance(0.5) ? odd(r) : Buffer.from(oddPem(likelyCsr(r), r)).toString('base64')),
  ],
  [['status', 'conditions'], (r) => r.several(0, 2, () => condition(r))],
];

const condition = (random: Random): JsonValue =>
  random.chance(0.1)
    ? odd(random)
    : {
        type: random.pick(['Approved', 'Denied', 'Failed', '', 'x']),
        status: random.pick(['True', 'False', 'Unknown', '', 'true']),
        ...(random.chance(0.4) ? { lastUpdateTime: random.pick([...timestamps, null]) } : {}),
        ...(random.chance(0.3) ? { reason: odd(random) } : {}),
      };

function requestFault(random: Random): JsonValue {
  const der = random.pick([likelyCsr, subjectCsr, sanCsr])(random);
  if (random.chance(0.05)) return [...Buffer.from(pemOf(der))];
  return oddBase64(Buffer.from(random.chance(0.6) ? oddPem(der, random) : pemOf(der), 'utf8'), random);
}

/** Every field with values of every type. */
import type { JsonValue } from '../../../src/model.ts';
import { type Case, manifest } from './cases.ts';

const oddValues: readonly JsonValue[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  600,
  599,
  1.5,
  3.0,
  1e9,
  2147483647,
  2147483648,
  -2147483649,
  1e21,
  0.0000001,
  '',
  'x',
  ' ',
  'YQ==',
  'null',
  [],
  [1],
  ['a'],
  [null],
  [[]],
  {},
  { a: 1 },
  { a: 'b' },
  { a: null },
  { a: ['b'] },
];

const specFields = [
  'request',
  'signerName',
  'usages',
  'expirationSeconds',
  'username',
  'uid',
  'groups',
  'extra',
];
const metaFields = [
  'name',
  'generateName',
  'namespace',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
  'managedFields',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'Name',
  'clusterName',
];
const topFields = ['apiVersion', 'kind', 'metadata', 'spec', 'status', 'Kind', 'data', 'items'];

export function typeCases(): Case[] {
  const show = (value: JsonValue) => JSON.stringify(value);
  return oddValues.flatMap((value) => [
    ...specFields.map((field) => ({
      title: `spec.${field} is ${show(value)}`,
      document: manifest({ [field]: value }),
    })),
    ...metaFields.map((field) => ({
      title: `metadata.${field} is ${show(value)}`,
      document: manifest({}, { metadata: { name: 'jane', [field]: value } }),
    })),
    ...topFields.map((field) => ({
      title: `${field} is ${show(value)}`,
      document: manifest({}, { [field]: value }),
    })),
    { title: `the document is ${show(value)}`, document: value },
  ]);
}

/** Kinds and versions that the endpoint does not serve, and those that it fills in. */
export function kindCases(): Case[] {
  const pairs: readonly (readonly [string, string])[] = [
    ['', ''],
    ['certificates.k8s.io/', 'CertificateSigningRequest'],
    ['certificates.k8s.io/v1beta1', 'CertificateSigningRequest'],
    ['certificates.k8s.io/v1alpha1', 'CertificateSigningRequest'],
    ['certificates.k8s.io/v2', 'CertificateSigningRequest'],
    ['certificates.k8s.io/v1', 'certificatesigningrequest'],
    ['certificates.k8s.io/v1', 'CertificateSigningRequestList2'],
    ['certificates.k8s.io/v1', 'CertificateRequest'],
    ['cert-manager.io/v1', 'CertificateRequest'],
    ['v1', 'CertificateSigningRequest'],
    ['a/', 'CertificateSigningRequest'],
    ['/', 'CertificateSigningRequest'],
    ['/v1', 'CertificateSigningRequest'],
    ['a/b/c', 'CertificateSigningRequest'],
  ];
  return pairs.map(([apiVersion, kind]) => ({
    title: `${apiVersion} ${kind}`,
    document: manifest({}, { apiVersion, kind }),
  }));
}

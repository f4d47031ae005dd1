/** Creating: what is kept, what is overwritten, what is refused. */
import { encode, janes, janesRequest, ourSigner, requestOf } from '../objects.ts';
import type { Scenario } from '../scenario.ts';
import { attempts, type Case, spec, text } from './attempts.ts';

const metadata = (title: string, fields: object): Case => ({ title, body: janes('a', {}, fields) });
const json = JSON.stringify(janes('a'));
const pem = Buffer.from(janesRequest, 'base64').toString('latin1');

export const createScenarios: readonly Scenario[] = [
  attempts('what the server keeps, overwrites and clears', [
    { title: 'as asked', body: janes('a') },
    {
      title: 'identity, status and server fields',
      body: {
        ...janes('a', { username: 'root', uid: '1', groups: ['system:masters'], extra: { a: ['b'] } }),
        metadata: { name: 'a', namespace: 'prod', uid: 'mine', generation: 7, selfLink: '/x' },
        status: { conditions: [{ type: 'Approved', status: 'True' }], certificate: janesRequest },
      },
    },
    metadata('labels, annotations, finalizers, owners', {
      labels: { a: 'b' },
      annotations: { 'example.com/c': 'any text\n' },
      finalizers: [],
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: '1' }],
    }),
    metadata('creation and deletion time', {
      creationTimestamp: '2020-01-01T00:00:00Z',
      deletionTimestamp: '2020-01-01T00:00:00Z',
      deletionGracePeriodSeconds: 3,
    }),
    metadata('generateName', { name: '', generateName: 'generated-' }),
    metadata('long generateName', { name: '', generateName: `${'x'.repeat(90)}-generated-` }),
    metadata('name and generateName', { generateName: 'generated-' }),
    spec('null fields', { usages: ['any'], expirationSeconds: null, username: null, groups: null }),
  ]),
  attempts('metadata faults', [
    ...[undefined, '', '.', '..', 'a/b', 'a%b', 'UPPER:x y', 'x'.repeat(300)].map((name) =>
      metadata(`name ${name === undefined ? 'missing' : JSON.stringify(name.slice(0, 12))}`, { name }),
    ),
    metadata('generateName with a slash', { name: '', generateName: 'a/' }),
    metadata('label key', { labels: { 'not a key': 'x' } }),
    metadata('label value', { labels: { a: 'not a value!' } }),
    metadata('annotation key', { annotations: { 'a/b/c': 'x' } }),
    metadata('annotations too large', { annotations: { a: 'x'.repeat(262_145) } }),
    metadata('finalizer without a domain', { finalizers: ['mine'] }),
    metadata('finalizer that is no name', { finalizers: ['not a name'] }),
    metadata('owner without anything', { ownerReferences: [{}] }),
    metadata('negative generation', { generation: -1 }),
    metadata('metadata of another type', { labels: ['a'] }),
    metadata('resourceVersion', { resourceVersion: '17' }),
    { title: 'no metadata', body: { ...janes('a'), metadata: undefined } },
  ]),
  attempts('spec.request faults', [
    spec('missing', { request: undefined }),
    spec('null', { request: null }),
    spec('empty', { request: '' }),
    spec('a number', { request: 7 }),
    spec('raw PEM', { request: pem }),
    spec('base64 with a blank', { request: `${janesRequest.slice(0, 8)} ${janesRequest.slice(8)}` }),
    spec('base64 with line ends', { request: `${janesRequest.slice(0, 8)}\r\n${janesRequest.slice(8)}` }),
    spec('base64 without padding', { request: encode('a').replace(/=+/, '') }),
    spec('no PEM', { request: encode('not a request') }),
    spec('another PEM type', {
      request: encode(pem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST')),
    }),
    spec('no DER', {
      request: encode('-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n'),
    }),
    spec('two blocks', { request: encode(pem + pem) }),
    spec('another subject under the same signature', {
      request: encode(pem.replace('GRldi10', 'GRldi11')),
    }),
    ...['openssl-ed448', 'openssl-secp256k1', 'openssl-bad-uri', 'openssl-repeated-san', 'openssl-dsa'].map(
      (file) => spec(file, { request: requestOf(file) }),
    ),
  ]),
  attempts('spec.signerName faults', [
    ...[
      undefined,
      '',
      'web',
      'a/b/c',
      'example.com/',
      '/web',
      'com/web',
      'Example.com/web',
      'exa_mple.com/web',
      'example.com/web_1',
      'example.com/*',
      'example.com/a..b',
      'kubernetes.io/legacy-unknown',
      'kubernetes.io/nobody',
      `example.com/${'a'.repeat(560)}`,
      `${'a'.repeat(64)}.com/web`,
    ].map((signerName) => spec(String(signerName ?? 'missing').slice(0, 30), { signerName })),
    spec('a list', { signerName: [ourSigner] }),
  ]),
  attempts('spec.usages faults', [
    spec('missing', { usages: undefined }),
    spec('empty', { usages: [] }),
    spec('twice', { usages: ['client auth', 'client auth'] }),
    spec('unknown', { usages: ['Client Auth', 'server  auth'] }),
    spec('unknown and twice', { usages: ['x', 'x', ''] }),
    spec('a text', { usages: 'client auth' }),
    spec('a list of numbers', { usages: [1] }),
    spec('two names of one', { usages: ['signing', 'digital signature', 's/mime', 'email protection'] }),
  ]),
  attempts(
    'spec.expirationSeconds faults',
    [599, 600, 0, -1, 2147483647, 2147483648, 1.5, 3600.0, '3600', true, [600]].map((seconds) =>
      spec(JSON.stringify(seconds), { expirationSeconds: seconds }),
    ),
  ),
  attempts('several faults at once', [
    spec('all of spec', { request: '', signerName: 'web', usages: ['x'], expirationSeconds: 1 }),
    { title: 'spec missing', body: { ...janes('a'), spec: undefined } },
    { title: 'spec null', body: { ...janes('a'), spec: null } },
    { title: 'metadata and spec', body: janes('a/b', { usages: [] }, { labels: { 'a b': 'c' } }) },
    { title: 'types before rules', body: janes('a/b', { usages: 1, expirationSeconds: 'x' }) },
  ]),
  attempts('kind and apiVersion', [
    ...[
      { apiVersion: undefined },
      { kind: undefined },
      { kind: undefined, apiVersion: undefined },
      { apiVersion: 'certificates.k8s.io/v1beta1' },
      { apiVersion: 'certificates.k8s.io/v2' },
      { apiVersion: 'v1' },
      { apiVersion: 'a/b/c' },
      { kind: 'CertificateSigningRequestList' },
      { kind: 'certificatesigningrequest' },
      { kind: 7 },
    ].map((fields) => ({
      title: JSON.stringify(fields, (_key, value) => value ?? null),
      body: { ...janes('a'), ...fields },
    })),
  ]),
  attempts('unknown and repeated fields', [
    spec('warned of', { duration: '1h', Usages: ['any'] }),
    spec('strict', { duration: '1h', Usages: ['any'] }, '?fieldValidation=Strict'),
    spec('ignored', { duration: '1h', Usages: ['any'] }, '?fieldValidation=Ignore'),
    { ...text('repeated, warned of', json.replace('"spec":{', '"spec":{"signerName":"a.b/c",')) },
    {
      ...text('repeated, strict', json.replace('"spec":{', '"spec":{"signerName":"a.b/c",')),
      query: '?fieldValidation=Strict',
    },
    {
      ...spec('unknown and wrong type, strict', { duration: 1, usages: 1 }),
      query: '?fieldValidation=Strict',
    },
    { ...spec('unknown and invalid, strict', { duration: 1, usages: [] }), query: '?fieldValidation=Strict' },
    spec('unknown and invalid, warned of', { duration: 1, usages: [] }),
    { title: 'at the top', body: { ...janes('a'), extra: 1 }, query: '?fieldValidation=Strict' },
  ]),
  attempts('bodies that hold no object', [
    text('empty', ''),
    text('cut short', json.slice(0, -20)),
    text('a list', '[]'),
    text('a text', '"x"'),
    text('null', 'null'),
    text('a number', '7'),
    text('no JSON', 'apiVersion'),
    text('two objects', `${json}${json}`),
    text('YAML as JSON', 'apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\n'),
  ]),
];

/** Some hundred manifests for the oracle, made from a seed: every field's faults, then random combinations. */
import type { JsonValue } from '../../../src/model.ts';
import { usageWords } from '../../../src/pki/usages.ts';
import { type Attribute, type CsrPlan, makeCsr, oid, pemOf, requestOf, stringTags, tlv } from './csr-builder.ts';

export interface Case {
  readonly title: string;
  readonly document: JsonValue;
}

type Changes = { readonly [key: string]: JsonValue | undefined };

const clientSigner = 'kubernetes.io/kube-apiserver-client';
const kubeletClient = 'kubernetes.io/kube-apiserver-client-kubelet';
const serving = 'kubernetes.io/kubelet-serving';
const foreign = 'example.com/serving';

const attribute = (type: string, value: string | Uint8Array, tag?: number): Attribute => ({
  oid: type,
  value,
  ...(tag === undefined ? {} : { tag }),
});
const cn = (value: string) => attribute('2.5.4.3', value);
const o = (value: string) => attribute('2.5.4.10', value);
const single = (...attributes: Attribute[]) => attributes.map((one) => [one]);

const jane = requestOf({ subject: single(cn('jane'), o('dev-team')) });

/** A good manifest with changes; undefined takes a field away. */
function manifest(spec: Changes, top: Changes = {}): JsonValue {
  const base = { request: jane, signerName: clientSigner, usages: ['client auth'], expirationSeconds: 86_400 };
  const object = {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'jane' },
    spec: clean({ ...base, ...spec }),
  };
  return clean({ ...object, ...top });
}

function clean(changes: Changes): JsonValue {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as JsonValue;
}

/** A small generator of numbers (mulberry32): the same seed gives the same cases. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const oddValues: readonly JsonValue[] = [
  null, true, false, 0, -1, 1, 600, 599, 1.5, 3.0, 1e9, 2147483647, 2147483648, -2147483649, 1e21, 0.0000001,
  '', 'x', ' ', 'YQ==', 'null', [], [1], ['a'], [null], [[]], {}, { a: 1 }, { a: 'b' }, { a: null }, { a: ['b'] },
];

const specFields = ['request', 'signerName', 'usages', 'expirationSeconds', 'username', 'uid', 'groups', 'extra'];
const metaFields = [
  'name', 'generateName', 'namespace', 'labels', 'annotations', 'finalizers', 'ownerReferences', 'managedFields',
  'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds',
  'selfLink', 'Name', 'clusterName',
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
    ...topFields.map((field) => ({ title: `${field} is ${show(value)}`, document: manifest({}, { [field]: value }) })),
    { title: `the document is ${show(value)}`, document: value },
  ]);
}

const long = (count: number) => 'a'.repeat(count);

export function nameCases(): Case[] {
  const signers = [
    'example.com/a', 'example.com/a.b', 'example.com/a..b', 'example.com/.a', 'example.com/a.', 'example.com/a_b',
    'example.com/A', 'Example.com/a', 'example..com/a', '.com/a', 'com./a', 'com/a', '/a', 'a/', '/', 'a', 'a/b/c',
    'example.com//a', ' example.com/a', 'example.com/a ', 'example.com/*', '*.example.com/a', 'exa mple.com/a',
    `${long(63)}.com/a`, `${long(64)}.com/a`, `example.com/${long(253)}`, `example.com/${long(254)}`,
    `example.com/${long(63)}.${long(253)}`, `example.com/${`${long(250)}.`.repeat(3)}b`,
    `${`${long(60)}.`.repeat(4)}com/a`, `${`${long(60)}.`.repeat(5)}com/a`, 'exämple.com/a', 'example.com/ä',
    `${`${long(60)}.`.repeat(4)}com/${long(253)}.${long(63)}`, `${`${long(60)}.`.repeat(5)}com/${long(253)}.${long(63)}`,
    'kubernetes.io/legacy-unknown', 'kubernetes.io/', 'kubernetes.io/a', 'a.kubernetes.io/b', 'example.com/-',
    'example.com/a-', '1.2/3', 'example.com/"', 'example.com/\n', 'example.com/\u200b', 'e\\x.com/a', '-a.com/b',
    'xn--bcher-kva.example/a', clientSigner.toUpperCase(), 'cert-manager.io/issuers.ns.name',
  ];
  const names = [
    '.', '..', '...', 'a/b', 'a%b', '%/', 'A', 'a b', ' ', 'a:b', long(300), 'ä', '/', 'x\ny', 'a..b', '-', '_', '"',
  ];
  const keys = [
    'a', 'a/b', 'a/b/c', '/a', 'a/', '', 'A/b', 'a.b/c', 'a_b/c', 'a/b c', '-a', 'a-', long(63), long(64),
    `${long(253)}/a`, `${long(254)}/a`, 'ä', 'a/Ä', '_', 'A', 'Example.com/Key', 'a"b',
  ];
  const values = ['', 'a', 'a b', '-a', 'a.', long(63), long(64), 'ä', 'a/b', 'A_b.c', '"', '\t'];
  const meta = (metadata: Changes) => manifest({}, { metadata: clean({ name: 'jane', ...metadata }) });
  return [
    ...signers.map((signerName) => ({ title: `signerName ${signerName}`, document: manifest({ signerName }) })),
    ...names.map((name) => ({ title: `name ${name}`, document: meta({ name }) })),
    ...names.map((generateName) => ({
      title: `generateName ${generateName}`,
      document: meta({ name: undefined, generateName }),
    })),
    ...keys.flatMap((key) => [
      { title: `label ${key}`, document: meta({ labels: { [key]: 'x' } }) },
      { title: `annotation ${key}`, document: meta({ annotations: { [key]: 'x' } }) },
      { title: `finalizer ${key}`, document: meta({ finalizers: [key] }) },
    ]),
    ...values.flatMap((value) => [
      { title: `label value ${value}`, document: meta({ labels: { a: value } }) },
      { title: `annotation value ${value}`, document: meta({ annotations: { a: value } }) },
    ]),
    { title: 'annotations of 256 KiB', document: meta({ annotations: { a: long(256 * 1024 - 1) } }) },
    { title: 'annotations over 256 KiB', document: meta({ annotations: { a: long(256 * 1024) } }) },
    { title: 'orphan and foregroundDeletion', document: meta({ finalizers: ['orphan', 'foregroundDeletion'] }) },
    ...owners().map((owner) => ({
      title: `owner ${JSON.stringify(owner)}`,
      document: meta({ ownerReferences: owner }),
    })),
    ...managers().map((entry) => ({
      title: `managed fields ${JSON.stringify(entry).slice(0, 60)}`,
      document: meta({ managedFields: [entry] }),
    })),
  ];
}

function owners(): JsonValue[] {
  const good = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };
  return [
    [good],
    [{ ...good, controller: true }, { ...good, uid: 'w', controller: true }],
    [{}],
    [{ ...good, kind: 'Event' }],
    [{ ...good, apiVersion: 'a/b/c' }],
    [{ ...good, apiVersion: 'a/' }],
    [{ ...good, blockOwnerDeletion: false }],
    [{ ...good, extra: 1 }],
    [{ ...good, controller: 'yes' }],
  ];
}

function managers(): JsonValue[] {
  const good = { manager: 'm', operation: 'Update', apiVersion: 'certificates.k8s.io/v1', fieldsType: 'FieldsV1' };
  return [
    { ...good, fieldsV1: {} },
    { ...good, operation: 'Delete' },
    { ...good, fieldsType: 'X' },
    { ...good, manager: long(200), fieldsV1: { 'f:spec': {} } },
    { ...good, time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:spec': {} } },
    { ...good, time: 'yesterday' },
    { ...good, fieldsV1: 'x' },
    {},
  ];
}

/** Random metadata of several faults at once. */
export function mixedCases(seed: number, count: number): Case[] {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const signers = [clientSigner, kubeletClient, serving, foreign, 'bad', '', 'kubernetes.io/legacy-unknown'];
  const odd = ['signing', 's/mime', 'Server Auth', '', 'server auth '];
  return Array.from({ length: count }, (_, index) => {
    const usages = Array.from({ length: Math.floor(next() * 4) }, () =>
      next() < 0.85 ? pick(['client auth', 'server auth', 'digital signature', 'key encipherment']) : pick([...odd, ...usageWords]),
    );
    const expirationSeconds = pick([undefined, 599, 600, 601, 3600, 28_799, 28_800, 28_801, 31_535_999, 31_536_000, 31_536_001]);
    const spec = { request: requestOf(randomPlan(next)), signerName: pick(signers), usages, expirationSeconds };
    const metadata = clean({
      name: pick(['jane', 'jane', 'jane', '', '..', 'a/b']),
      labels: pick([undefined, undefined, { a: 'x y' }]),
    });
    return { title: `mixed ${seed}-${index}`, document: manifest(spec, { metadata }) };
  });
}

function randomPlan(next: () => number): CsrPlan {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const commonName = pick(['system:node:n1', 'system:node:n1', 'system:node:', 'jane', '']);
  const organizations = pick([['system:nodes'], ['system:nodes'], [], ['system:masters'], ['system:nodes', 'b']]);
  const pool: readonly (readonly [number, Uint8Array])[] = [
    [1, Buffer.from('a@b.c')],
    [2, Buffer.from('web.example')],
    [6, Buffer.from('spiffe://td/x')],
    [7, Buffer.from([10, 0, 0, 1])],
    [8, Buffer.from([42, 3, 4])],
  ];
  const sans = pool.filter(() => next() < 0.3);
  return { subject: single(cn(commonName), ...organizations.map(o)), sans };
}

/** Every usage for every signer, durations at the edges, subjects and names of every form. */
export function signingCases(): Case[] {
  const node = requestOf({ subject: single(cn('system:node:n1'), o('system:nodes')), sans: [[2, Buffer.from('n1')]] });
  const usageCases = usageWords.flatMap((usage) => [
    { title: `client and ${usage}`, document: manifest({ usages: ['client auth', usage === 'client auth' ? 'key encipherment' : usage] }) },
    { title: `foreign ${usage}`, document: manifest({ usages: [usage], signerName: foreign }) },
    {
      title: `kubelet serving and ${usage}`,
      document: manifest({ request: node, signerName: serving, usages: ['digital signature', 'server auth', usage] }),
    },
  ]);
  const seconds = [599, 600, 601, 1200, 28_499, 28_500, 28_799, 28_800, 28_801, 31_535_999, 31_536_000, 31_536_001];
  return [
    ...usageCases,
    ...seconds.map((expirationSeconds) => ({
      title: `${expirationSeconds} seconds`,
      document: manifest({ expirationSeconds }),
    })),
    { title: 'no lifetime', document: manifest({ expirationSeconds: undefined }) },
    ...subjectCases(),
    ...sanCases(),
    ...extensionCases(),
    ...envelopeCases(),
  ];
}

function subjectCases(): Case[] {
  const types = ['3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '17', '42', '46'].map((arc) => `2.5.4.${arc}`);
  const others = ['0.9.2342.19200300.100.1.1', '0.9.2342.19200300.100.1.25', '1.2.840.113549.1.9.1', '1.3.6.1.4.1.57683.2'];
  const texts = ['a,b', 'a+b', '"', '\\', '<x>', ';', '#a', 'a#', ' a', 'a ', ' ', '', '=', 'ä', '€', '日本', '\n', '\0', 'a*b', 'a&b', '😀', 'a'.repeat(130)];
  const subjects: (readonly [string, readonly (readonly Attribute[])[]])[] = [
    ...types.map((type) => [`type ${type}`, single(cn('jane'), attribute(type, 'x'))] as const),
    ...others.map((type) => [`type ${type}`, single(attribute(type, 'x', stringTags.ia5), cn('jane'))] as const),
    ['every type', single(...types.map((type) => attribute(type, type)), ...others.map((type) => attribute(type, 'y')))],
    ['every type in one set', [types.map((type) => attribute(type, type))]],
    ...texts.map((text) => [`CN ${text.slice(0, 20)}`, single(cn(text))] as const),
    ...texts.map((text) => [`O ${text.slice(0, 20)}`, single(o(text), o('b'), o('zz'))] as const),
    ['O in one set', [[o('b'), o('a')]]],
    ['O by length', single(o('ccc'), o('bb'), o('a'), o('B'), o('*'), o('ä'))],
    ['O twice the same', single(o('a'), o('a'))],
    ['CN then empty CN', single(cn('jane'), cn(''))],
    ['two CN', single(cn('jane'), cn('john'))],
    ['two CN in a set', [[cn('jane'), cn('john')]]],
    ['two serial numbers', single(attribute('2.5.4.5', '1'), attribute('2.5.4.5', '2'))],
    ['C, ST, L, OU twice', single(...['6', '8', '7', '11', '9', '17'].flatMap((arc) => [attribute(`2.5.4.${arc}`, 'b'), attribute(`2.5.4.${arc}`, 'a')]))],
    ['empty set', [[], [cn('jane')]]],
    ['masters in a set', [[o('dev'), o('system:masters')]]],
    ['masters with a blank', single(o('system:masters '))],
    ['masters as printable', single(attribute('2.5.4.10', 'system:masters', stringTags.printable))],
    ...Object.entries(stringTags).map(([kind, tag]) => [`CN as ${kind}`, single(attribute('2.5.4.3', kind === 'bmp' ? Buffer.from([0, 0x6a]) : '42', tag))] as const),
    ...Object.entries(stringTags).map(([kind, tag]) => [`masters as ${kind}`, single(attribute('2.5.4.10', kind === 'bmp' ? Buffer.from('system:masters', 'utf16le').swap16() : 'system:masters', tag))] as const),
    ['T61 with high octets', single(attribute('2.5.4.10', Buffer.from([0x61, 0xe4]), stringTags.t61))],
    ['UTF-8 broken', single(attribute('2.5.4.10', Buffer.from([0x61, 0xe4]), stringTags.utf8))],
    ['printable with _', single(attribute('2.5.4.10', 'a_b', stringTags.printable))],
    ['integer as CN', single(attribute('2.5.4.3', Buffer.from([5]), 2))],
    ['no attributes', []],
  ];
  return subjects.map(([title, subject]) => ({ title: `subject: ${title}`, document: manifest({ request: requestOf({ subject }) }) }));
}

function sanCases(): Case[] {
  const text = (tag: number, value: string) => [tag, Buffer.from(value)] as const;
  const uris = [
    'spiffe://td/x', 'urn:a:b', 'HTTP://Example.COM/A', 'http://a b/', 'http://[::1]/', 'http://[::1', 'http://a:99999/',
    'http://a:/', 'http://a./', 'http://.a/', 'http://a..b/', 'http://u:p@h/', 'http://a/%zz', 'http://a/%7e', '', '%', ':',
    'a', '//h/p', 'mailto:x@y', 'http://ä/', 'http://a_b/', 'http://-a/', 'http://1.2.3.4/', `http://${'a'.repeat(64)}/`, 'http://a/?q#f',
  ];
  const dns = ['', '.', 'a', '*.a', 'a.', '.a', 'A.b', 'a_b', '1.2.3.4', 'a b', 'ä', 'a\0b', '*', 'a..b', 'x'.repeat(300)];
  const emails = ['', 'a', 'a@b', '"a b"@c', 'ä@b', '@'];
  const plans: (readonly [string, CsrPlan['sans']])[] = [
    ...uris.map((uri) => [`URI ${uri.slice(0, 24)}`, [text(6, uri)]] as const),
    ...dns.map((name) => [`DNS ${name.slice(0, 24)}`, [text(2, name)]] as const),
    ...emails.map((email) => [`email ${email}`, [text(1, email)]] as const),
    ...[0, 1, 3, 4, 5, 8, 15, 16, 17].map((size) => [`IP of ${size}`, [[7, Buffer.alloc(size, 1)]]] as const),
    ['IPv4 in IPv6', [[7, Buffer.from('00000000000000000000ffff0a000001', 'hex')]]],
    ['IPv6', [[7, Buffer.from('20010db8000000000000000000000001', 'hex')]]],
    ['other name', [[0, Buffer.concat([oid('1.3.6.1.4.1.311.20.2.3'), tlv(0xa0, tlv(12, Buffer.from('u@x')))])]]],
    ['directory name', [[4, tlv(0x30)]]],
    ['registered ID', [[8, Buffer.from([42, 3, 4])]]],
    ['all mixed', [text(6, 'urn:a'), text(1, 'a@b'), [7, Buffer.from([1, 2, 3, 4])], text(2, 'b'), text(2, 'a'), [8, Buffer.from([42])]]],
    ['unknown tag', [[15, Buffer.from('x')]]],
  ];
  return plans.flatMap(([title, sans = []]) => {
    const node = requestOf({ subject: single(cn('system:node:n'), o('system:nodes')), sans });
    return [
      { title: `client SAN: ${title}`, document: manifest({ request: requestOf({ subject: single(cn('x')), sans }) }) },
      {
        title: `serving SAN: ${title}`,
        document: manifest({ request: node, signerName: serving, usages: ['digital signature', 'server auth'] }),
      },
      {
        title: `kubelet client SAN: ${title}`,
        document: manifest({ request: node, signerName: kubeletClient, usages: ['digital signature', 'client auth'] }),
      },
    ];
  });
}

function extensionCases(): Case[] {
  const san = tlv(0x30, tlv(0x82, Buffer.from('a')));
  const lists: (readonly [string, NonNullable<CsrPlan['extensions']>])[] = [
    ['CA flag', [['2.5.29.19', true, tlv(0x30, tlv(1, Buffer.from([0xff])))]]],
    ['no CA', [['2.5.29.19', true, tlv(0x30)]]],
    ['key usage', [['2.5.29.15', true, tlv(3, Buffer.from([5, 0xa0]))]]],
    ['extended key usage', [['2.5.29.37', false, tlv(0x30, oid('1.3.6.1.5.5.7.3.1'))]]],
    ['unknown critical', [['1.2.3.4', true, tlv(5)]]],
    ['two SAN', [['2.5.29.17', false, san], ['2.5.29.17', false, san]]],
    ['critical SAN', [['2.5.29.17', true, san]]],
    ['SAN not DER', [['2.5.29.17', false, Buffer.from('x')]]],
    ['SAN empty', [['2.5.29.17', false, tlv(0x30)]]],
    ['SAN with a tail', [['2.5.29.17', false, Buffer.concat([san, san])]]],
    ['unknown twice', [['1.2.3.4', false, tlv(5)], ['1.2.3.4', false, tlv(5)]]],
  ];
  return lists.map(([title, extensions]) => ({
    title: `extension: ${title}`,
    document: manifest({ request: requestOf({ subject: single(cn('jane')), extensions }) }),
  }));
}

/** PEM and base64 around a good CSR. */
function envelopeCases(): Case[] {
  const der = makeCsr({ subject: single(cn('jane')) });
  const pem = pemOf(der);
  const base64 = Buffer.from(pem).toString('base64');
  const texts: (readonly [string, string])[] = [
    ['wrapped', base64.replace(/(.{60})/g, '$1\n')],
    ['wrapped CRLF', base64.replace(/(.{60})/g, '$1\r\n')],
    ['blank', `${base64.slice(0, 8)} ${base64.slice(8)}`],
    ['tab', `${base64}\t`],
    ['line feed after', `${base64}\n`],
    ['no padding', base64.replace(/=+$/, '')],
    ['one digit short', base64.slice(0, -1)],
    ['one digit more', `${base64}A`],
    ['padding more', `${base64}=`],
    ['padding inside', `${base64.slice(0, 4)}YQ==${base64}`],
    ['padding split', base64.replace(/==?$/, (pad) => pad.split('').join('\n'))],
    ['url alphabet', base64.replace(/[+/A]/g, '-')],
    ['umlaut', `ä${base64}`],
    ['only =', '='],
    ['a=', 'a='],
    ['ab=', 'ab='],
    ['ab=c', 'ab=c'],
    ['ab=\\n=', 'ab=\n='],
    ['abc=x', 'abc=x'],
    ['a', 'a'],
    ['ab', 'ab'],
    ['abc', 'abc'],
    ['ab\\nc', 'ab\nc'],
    ['unused bits', 'YR=='],
    ['raw PEM', pem],
    ['DER', der.toString('base64')],
    ['twice', Buffer.from(base64).toString('base64')],
    ['text before', Buffer.from(`x\n${pem}`).toString('base64')],
    ['text after', Buffer.from(`${pem}x`).toString('base64')],
    ['other type', Buffer.from(pemOf(der, 'NEW CERTIFICATE REQUEST')).toString('base64')],
    ['two blocks', Buffer.from(pem + pem).toString('base64')],
    ['certificate first', Buffer.from(pemOf(der, 'CERTIFICATE') + pem).toString('base64')],
    ['headers', Buffer.from(pem.replace('\n', '\nA: b\n\n')).toString('base64')],
    ['CRLF', Buffer.from(pem.replaceAll('\n', '\r\n')).toString('base64')],
    ['tail in DER', Buffer.from(pemOf(Buffer.concat([der, der]))).toString('base64')],
    ['cut DER', Buffer.from(pemOf(der.subarray(0, -3))).toString('base64')],
    ['flipped bit', Buffer.from(pemOf(Buffer.from(der).fill(0, der.length - 1))).toString('base64')],
  ];
  return texts.map(([title, request]) => ({ title: `request: ${title}`, document: manifest({ request }) }));
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { base64, certificate, csr, der, good, key, manifest, read } from './made.ts';

describe('usages that the CSR itself asks for', () => {
  const fixture = readFileSync(new URL('../vectors/csr/openssl-p256-service.pem', import.meta.url), 'utf8');
  const told = (usages: string) =>
    read(manifest({ request: base64(fixture), usages })).findings.map(({ message }) => message);

  it('are no news where spec.usages lists them', () =>
    assert.deepEqual(told('[key encipherment, signing, server auth, client auth]'), []));

  it('are told once, by name, where it does not', () =>
    assert.deepEqual(told('[digital signature, key encipherment]'), [
      'The CSR asks for server auth, which spec.usages does not list: the certificate will not have that usage.',
    ]));
});

describe('readRequest', () => {
  const faults: readonly (readonly [string, string, readonly (readonly [string, string])[]])[] = [
    [
      'raw PEM',
      manifest({ request: `|\n${csr.replace(/^/gm, '    ').trimEnd()}` }),
      [['request.raw-pem', '/spec/request']],
    ],
    [
      'an unexpanded variable',
      manifest({ request: `"\${CSR}"` }),
      [['request.placeholder', '/spec/request']],
    ],
    [
      'an unexpanded command',
      manifest({ request: '$(cat my.csr | base64)' }),
      [['request.placeholder', '/spec/request']],
    ],
    ['a template', manifest({ request: '"{{ .csr }}"' }), [['request.placeholder', '/spec/request']]],
    [
      'a guide’s gap',
      manifest({ request: '<base64 of your CSR>' }),
      [['request.placeholder', '/spec/request']],
    ],
    ['double base64', manifest({ request: base64(good) }), [['request.double-base64', '/spec/request']]],
    [
      'base64url',
      manifest({ request: `${good.slice(0, 40)}-_${good.slice(42)}` }),
      [['request.not-base64', '/spec/request']],
    ],
    [
      'missing padding',
      manifest({ request: good.replace(/.{0,2}=*$/, '') }),
      [['request.not-base64', '/spec/request']],
    ],
    [
      'a folded block, which puts blanks into base64',
      manifest({ request: `>\n    ${good.slice(0, 64)}\n    ${good.slice(64)}` }),
      [['request.not-base64', '/spec/request']],
    ],
    ['DER', manifest({ request: base64(der) }), [['request.der', '/spec/request']]],
    [
      'NEW CERTIFICATE REQUEST',
      manifest({ request: base64(csr.replaceAll(' CERT', ' NEW CERT')) }),
      [['request.wrong-content', '/spec/request']],
    ],
    [
      'a certificate',
      manifest({ request: base64(certificate) }),
      [['request.wrong-content', '/spec/request']],
    ],
    ['a private key', manifest({ request: base64(key) }), [['request.wrong-content', '/spec/request']]],
    [
      'text that is no PEM',
      manifest({ request: base64('hello, world') }),
      [['request.wrong-content', '/spec/request']],
    ],
    [
      'a second CSR, which the cluster would not see',
      manifest({ request: base64(csr + csr) }),
      [['csr.pem-surplus', '/spec/request']],
    ],
    [
      'text before the block',
      manifest({ request: base64(`note\n${csr}`) }),
      [['csr.pem-surplus', '/spec/request']],
    ],
    [
      'a broken block before the good one',
      manifest({ request: base64(`-----BEGIN X-----\n!\n-----END X-----\n${csr}`) }),
      [['csr.pem-surplus', '/spec/request']],
    ],
    [
      'PEM headers',
      manifest({ request: base64(csr.replace('-----\n', '-----\nA: b\n\n')) }),
      [['csr.pem-surplus', '/spec/request']],
    ],
    [
      'a NUL after the block',
      manifest({ request: base64(`${csr}\0`) }),
      [['csr.pem-surplus', '/spec/request']],
    ],
    [
      'a torn END line',
      manifest({ request: base64(csr.replace('-----END', '----END')) }),
      [['csr.pem-missing', '/spec/request']],
    ],
    ['no request', manifest({ request: '' }), [['request.field-missing', '/spec/request']]],
    ['no signerName', manifest({ signerName: '' }), [['request.field-missing', '/spec/signerName']]],
    ['usages as text', manifest({ usages: 'server auth' }), [['request.field-type', '/spec/usages']]],
    ['a number among usages', manifest({ usages: '[1]' }), [['request.field-type', '/spec/usages/0']]],
    ['no usages', manifest({ usages: '[]' }), [['request.field-missing', '/spec/usages']]],
    [
      'a lifetime in quotes',
      manifest({ spec: '  expirationSeconds: "3600"' }),
      [['request.expiration-format', '/spec/expirationSeconds']],
    ],
    [
      'a lifetime in hours',
      manifest({ spec: '  expirationSeconds: 8h' }),
      [['request.expiration-format', '/spec/expirationSeconds']],
    ],
    [
      'an octal lifetime (traps 2.5)',
      manifest({ spec: '  expirationSeconds: 01130' }),
      [['request.expiration-format', '/spec/expirationSeconds']],
    ],
    [
      'a lifetime with underscores',
      manifest({ spec: '  expirationSeconds: 1_000' }),
      [['request.expiration-format', '/spec/expirationSeconds']],
    ],
    [
      'a fractional lifetime',
      manifest({ spec: '  expirationSeconds: 3600.0' }),
      [['request.expiration-format', '/spec/expirationSeconds']],
    ],
    [
      'an empty lifetime',
      manifest({ spec: '  expirationSeconds:' }),
      [['request.expiration-format', '/spec/expirationSeconds']],
    ],
    [
      'a lifetime beyond int32',
      manifest({ spec: '  expirationSeconds: 2147483648' }),
      [['request.expiration-format', '/spec/expirationSeconds']],
    ],
    [
      'identity fields',
      manifest({ spec: '  username: admin\n  groups: [system:masters]\n  uid: "1"\n  extra: {}' }),
      [
        ['request.field-forbidden', '/spec/username'],
        ['request.field-forbidden', '/spec/groups'],
        ['request.field-forbidden', '/spec/uid'],
        ['request.field-forbidden', '/spec/extra'],
      ],
    ],
    ['a status', `${manifest()}status: {}\n`, [['request.field-forbidden', '/status']]],
    [
      'a misspelt field',
      manifest({ spec: '  expirationsecond: 3600' }),
      [['request.field-unknown', '/spec/expirationsecond']],
    ],
    ['a field at the wrong level', `${manifest()}usages: [a]\n`, [['request.field-unknown', '/usages']]],
    [
      'another API version',
      manifest({ head: 'apiVersion: certificates.k8s.io/v1beta1\nkind: CertificateSigningRequest' }),
      [['request.api-version', '/apiVersion']],
    ],
    [
      'another kind',
      manifest({ head: 'apiVersion: cert-manager.io/v1\nkind: CertificateRequest' }),
      [
        ['request.api-version', '/apiVersion'],
        ['request.kind', '/kind'],
      ],
    ],
    ['a List', 'apiVersion: v1\nkind: List\nitems: []\n', [['request.kind', '/kind']]],
    [
      'a name that is not the file’s',
      manifest({ metadata: '  name: other' }),
      [['request.name-not-path', '/metadata/name']],
    ],
    [
      'a name in capitals',
      manifest({ metadata: '  name: Web' }),
      [['request.name-syntax', '/metadata/name']],
    ],
    [
      'a name of 201 characters',
      manifest({ metadata: `  name: ${'n'.repeat(201)}` }),
      [['request.name-syntax', '/metadata/name']],
    ],
    [
      'a number as the name',
      manifest({ metadata: '  name: 123' }),
      [['request.field-type', '/metadata/name']],
    ],
    [
      'a generation without quotes',
      manifest({ metadata: '  name: web\n  annotations: {countersign.dev/generation: 2}' }),
      [['request.field-type', '/metadata/annotations/countersign.dev~1generation']],
    ],
    [
      'a generation with a leading zero',
      manifest({ metadata: '  name: web\n  annotations: {countersign.dev/generation: "02"}' }),
      [['request.annotation-value', '/metadata/annotations/countersign.dev~1generation']],
    ],
    [
      'a key origin there is not',
      manifest({ metadata: '  name: web\n  annotations: {countersign.dev/key-origin: robot}' }),
      [['request.annotation-value', '/metadata/annotations/countersign.dev~1key-origin']],
    ],
    [
      'a misspelt annotation',
      manifest({ metadata: '  name: web\n  annotations: {countersign.dev/reasom: x}' }),
      [['request.annotation-unknown', '/metadata/annotations/countersign.dev~1reasom']],
    ],
  ];
  for (const [what, text, expected] of faults) {
    it(`refuses ${what}, at its place and with a cure`, () => {
      const { findings, request } = read(text);
      assert.deepEqual(
        findings.map(({ code, pointer }) => [code, pointer]),
        expected,
      );
      assert.equal(request, null);
      for (const { hint, line, message } of findings) {
        assert.ok(hint !== null && line !== null && line >= 1);
        assert.match(message, /^[^\n]*\.$/);
      }
    });
  }
});

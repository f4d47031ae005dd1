/** What a person reads who made a common mistake: the words, and a way on that they can follow. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { base64, certificate, codes, der, manifest, read } from './made.ts';

const said: readonly (readonly [string, string, RegExp, RegExp])[] = [
  [
    'a command with blanks',
    manifest({ request: '"$(cat web.csr | base64 -w0)"' }),
    /holds "\$\(cat web\.csr \| base64 -w0\)", which nothing fills in/,
    /base64 -w0/,
  ],
  [
    'a command that is long',
    manifest({ request: `"$(cat ${'x'.repeat(80)})"` }),
    /holds "\$\(cat x{53}…", which/,
    /base64 -w0/,
  ],
  ['a variable', manifest({ request: `"$\{CSR}"` }), /holds "\$\{CSR\}", which/, /base64 -w0/],
  [
    'a certificate',
    manifest({ request: base64(certificate) }),
    /PEM block of type "CERTIFICATE"/,
    /next countersign\.dev\/generation in its request/,
  ],
  [
    'a template without quotes',
    manifest({ request: '{{ .Values.csr }}' }),
    /holds "\{\{ \.Values\.csr \}\}"/,
    /CSR itself/,
  ],
  ['a Secret', 'apiVersion: v1\nkind: Secret\n', /^kind is "Secret"/, /put this object elsewhere/],
  ['a list', 'apiVersion: v1\nkind: List\nitems: []\n', /^kind is "List"/, /one request a file/],
  [
    'seconds in quotes',
    manifest({ spec: '  expirationSeconds: "600"' }),
    /is the text "600"; it must/,
    /Write 600/,
  ],
  ['nothing', '', /holds no YAML/, /countersign new/],
  [
    'no spec',
    'apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: { name: web }\n',
    /^spec is missing or empty/,
    /^Write spec with request, signerName and usages/,
  ],
  [
    'no metadata',
    manifest().replace(/metadata:\n {2}name: web\n/, ''),
    /^metadata is missing or empty/,
    /^Write metadata with a name/,
  ],
  [
    'seconds as a list',
    manifest({ spec: '  expirationSeconds: [600]' }),
    /expirationSeconds is a list where a number of seconds is due/,
    /such as 86400 for 1 day/,
  ],
];

const lifetimes: readonly (readonly [string, string])[] = [
  ['600s', '600'],
  ['8760h0m0s', '31536000'],
  ['1h30m', '5400'],
  ['30 days', '2592000'],
  ['90d', '7776000'],
  ['2w', '1209600'],
];

const reading = (text: string) => read(text).findings;

describe('what a developer reads', () => {
  it('knows DER that has a hyphen among its first bytes', () => {
    const bytes = Buffer.from(der);
    bytes[50] = 0x2d;
    assert.deepEqual(codes(manifest({ request: base64(bytes) })), ['request.der']);
  });

  for (const [what, text, message, hint] of said)
    it(`says of ${what} what it is and what to write`, () => {
      const found = reading(text).find((one) => message.test(one.message));
      assert.ok(found, JSON.stringify(reading(text), null, 1));
      assert.match(found.hint ?? '', hint);
    });

  for (const [written, seconds] of lifetimes)
    it(`takes ${written} for ${seconds} seconds and says so`, () => {
      const found = reading(manifest({ spec: `  expirationSeconds: ${written}` })).find(
        ({ code }) => code === 'request.expiration-format',
      );
      assert.match(found?.hint ?? '', new RegExp(`^Write ${seconds} for `));
      assert.equal(found?.suggestion?.new, `  expirationSeconds: ${seconds}`);
    });

  for (const written of ['1y', '6mo', '0s', 'P30D', '99999999999s', '1h30'])
    it(`does not guess what ${written} means`, () => {
      const found = reading(manifest({ spec: `  expirationSeconds: ${written}` })).find(
        ({ code }) => code === 'request.expiration-format',
      );
      assert.match(found?.hint ?? '', /^Write the seconds, such as 86400 for 1 day/);
      assert.equal(found?.suggestion, null);
    });

  const broken = [
    'a: [b',
    'a: {b: c',
    'a:\n  b: 1\n c: 2\n',
    'a: "x',
    'a: "\\q"',
    'k: |\nLS0t\nLS0u\nb: c\n',
  ];
  for (const text of [...broken, 'a\nb: c\n', 'a: |x\n  b\n', '%\n'])
    it(`has a hint for ${JSON.stringify(text)}`, () => {
      const [found] = reading(text);
      assert.ok((found?.hint ?? '').length > 10, found?.message);
    });

  it('has a hint for every fault of a file that is all faults', () => {
    const all = `${manifest({ head: 'apiVersion: v1', metadata: '  name: A_b\n  labels: {}', spec: '  usages: x\n  uid: [1]' })}status: {}\nfoo: 1\n`;
    const found = [...reading(all), ...reading('a: yes\n'.repeat(300))];
    assert.ok(found.some(({ code }) => code === 'yaml.too-many-faults'));
    assert.deepEqual(
      found.filter(({ hint }) => hint === null),
      [],
    );
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestInfoWith } from './mutations.ts';
import { cn, codesOf, concernsOf, requestInfo, spki, subject, text } from './requests.ts';

const names: { identifier: number; code: string; good: string[]; bad: string[] }[] = [
  {
    identifier: 0x82,
    code: 'csr.dns-name',
    good: [
      'web',
      'web.prod.svc',
      '*.web.prod.svc',
      'xn--bcher-kva.example',
      `${'a'.repeat(63)}.example`,
      '1.a',
    ],
    bad: [
      '',
      '.',
      'a.',
      '.a',
      'a..b',
      '*',
      'a.*.b',
      'w*.a',
      'a_b.c',
      '-a.b',
      'a-.b',
      '10.0.0.1',
      '::1',
      'a b',
      `${'a'.repeat(64)}.b`,
      'a\n',
      'a\0.b',
    ],
  },
  {
    identifier: 0x86,
    code: 'csr.uri-name',
    good: [
      'spiffe://td.example/ns/x/sa/y',
      'urn:uuid:1234',
      'mailto:a@b',
      'https://example.com:8443/a',
      'https://[::1]/',
    ],
    bad: [
      'HTTPS://example.com/',
      'https://EXAMPLE.com/',
      'https://user@example.com/',
      'https://example.com/%61',
      'https://example.com/a/../b',
      'https://example.com/./b',
      'https://example.com//b',
      'https://example.com:/',
      '//example.com/',
      '/a',
      'https://example.com/a b',
    ],
  },
  {
    identifier: 0x81,
    code: 'csr.email-name',
    good: ['jane@example.com', 'a.b+c@x'],
    bad: ['jane', '@x', 'jane@', 'Jane <jane@x>', 'a b@x', 'a@b@c', '"a"@x', 'a@*.x', 'a@10.0.0.1'],
  },
];

test('names that readers could take in two ways are refused, plain ones are not', async (t) => {
  for (const { identifier, code, good, bad } of names) {
    for (const value of good) {
      await t.test(`takes ${value}`, () =>
        assert.deepEqual(codesOf(requestInfoWith(spki, identifier, text(value))), []),
      );
    }
    for (const value of bad) {
      await t.test(`refuses ${JSON.stringify(value)}`, () => {
        assert.deepEqual(codesOf(requestInfoWith(spki, identifier, text(value))), [code]);
      });
    }
  }
});

test('capital letters in a DNS name are left to policy, which says so once', () => {
  assert.deepEqual(concernsOf(requestInfoWith(spki, 0x82, text('UPPER.example'))), []);
});

test('a subject that misleads is told with the one reason, and the character by its number', () => {
  const said = (value: string) => concernsOf(requestInfo({ subject: subject([cn, value]) }))[0]?.message;
  assert.equal(said(''), 'The subject attribute CN "" is empty.');
  assert.equal(said('jane '), 'The subject attribute CN "jane " begins or ends with a blank.');
  assert.match(said('ja\u200bne') ?? '', /holds a character that hides or misleads, U\+200B at place 3\.$/);
});

test('hidden in plain sight: a subject with characters that hide or reorder is refused', async (t) => {
  const hostile = [
    'a\nO=system:masters',
    'jane\u202eenaj',
    'ja\u200bne',
    'jane\u0000',
    ' jane',
    'jane ',
    '',
    'ja\u00a0ne',
    '\u3164',
    'a\u2028b',
  ];
  for (const value of hostile) {
    await t.test(JSON.stringify(value), () => {
      assert.deepEqual(codesOf(requestInfo({ subject: subject([cn, value]) })), ['csr.subject-text']);
    });
  }
  for (const value of ['Zoë Müller', '日本', 'system:node:n1', 'a@b.c', "O'Brien & Co"]) {
    await t.test(`${value} passes`, () =>
      assert.deepEqual(codesOf(requestInfo({ subject: subject([cn, value]) })), []),
    );
  }
});

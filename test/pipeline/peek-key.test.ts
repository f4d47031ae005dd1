import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addFile, openHolders } from '../../src/pipeline/key-index.ts';
import { peekKeys } from '../../src/pipeline/peek-key.ts';
import { readRequest } from '../../src/request/read.ts';
import { cart, file, load } from '../support/validating.ts';

const plain = load(cart);
const request = /^ {2}request: (.*)$/m.exec(plain)?.[1] ?? '';
const decoy = /^ {2}request: (.*)$/m.exec(load('requests/demo/shop/checkout.yaml'))?.[1] ?? '';
const put = (value: string): string => plain.replace(/^ {2}request: .*$/m, () => `  request: ${value}`);
const wrapped = (indent: string): string =>
  (request.match(/.{1,64}/g) ?? []).map((line) => indent + line).join('\n');
const rebased = (pem: (text: string) => string): string =>
  Buffer.from(pem(Buffer.from(request, 'base64').toString())).toString('base64');

/** Spellings of one CSR that the reader of requests takes for the same. */
const spellings: Readonly<Record<string, string>> = {
  'on one line': plain,
  'in double quotes': put(`"${request}"`),
  'in single quotes': put(`'${request}'`),
  'as a literal block': put(`|\n${wrapped('    ')}`),
  'as a literal block that strips': put(`|2-\n${wrapped('    ')}`),
  'in quotes over blank lines': put(`"${(request.match(/.{1,40}/g) ?? []).join('\n\n    ')}"`),
  'in pieces of one digit': put(`|\n${[...request].map((digit) => `    ${digit}`).join('\n')}`),
  'with an escape': put(`"\\x${request.charCodeAt(0).toString(16)}${request.slice(1)}"`),
  'before other fields': plain
    .replace(/^ {2}request: .*\n/m, '')
    .replace('spec:\n', () => `spec:\n  request: ${request}\n`),
  'as a flow mapping': plain.replace(
    /^spec:[\s\S]*$/m,
    () => `spec: {"request": "${request}", "signerName": "x"}\n`,
  ),
  'behind a comment with another CSR': put(`# ${decoy}\n    ${request}`),
  'behind a comment whose digits join on': put(`# ${'A'.repeat(301)}\n    ${request}`),
  'below another CSR in an annotation': plain.replace(/reason: .*/, () => `reason: |\n      ${decoy}`),
  'with white space before its PEM': put(rebased((text) => `\n${text}`)),
  'with carriage returns in its PEM': put(rebased((text) => text.replaceAll('\n', '\r\n'))),
  'with text around its PEM': put(rebased((text) => `hello\n${text}`)),
};

describe('a look for public keys', () => {
  for (const [title, text] of Object.entries(spellings)) {
    test(`sees what reading in full sees, or says that it cannot tell: ${title}`, () => {
      const source = file(cart, text);
      const { csr } = readRequest(source, { layout: false }).partial;
      assert.ok(csr, 'the reader of requests takes this spelling');
      const peeked = peekKeys(source.bytes);
      assert.ok(peeked === null || peeked.includes(csr.key.spkiSha256), JSON.stringify(peeked));
      const holders = openHolders([{ spkiSha256: csr.key.spkiSha256, path: 'x', subject: '' }]);
      addFile(holders, source);
      assert.deepEqual(
        holders.get(csr.key.spkiSha256)?.map(({ path }) => path),
        [cart],
      );
    });
  }

  test('needs no reading in full for what new, wrap and kubectl write', () => {
    for (const title of ['on one line', 'as a literal block', 'before other fields']) {
      assert.equal(peekKeys(Buffer.from(spellings[title] ?? ''))?.length, 1, title);
    }
  });

  test('a key in a comment belongs to nobody', () => {
    const source = file(cart, put(`# ${decoy}\n    ${request}`));
    const other = readRequest(file('x', load('requests/demo/shop/checkout.yaml')), { layout: false }).partial
      .csr;
    const holders = openHolders([{ spkiSha256: other?.key.spkiSha256 ?? '', path: 'x', subject: '' }]);
    addFile(holders, source);
    assert.deepEqual([...holders.values()], [[]]);
  });

  test('cannot tell of what holds no CSR at all, and never throws', () => {
    for (const text of ['', 'a: b', 'A'.repeat(70_000), `request: ${'QUJD'.repeat(100)}`, '\0\xff']) {
      assert.equal(peekKeys(Buffer.from(text, 'latin1')), null);
    }
  });
});

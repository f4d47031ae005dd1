import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { added, cart, change, codes, file, judge, laptop, load, only } from '../support/validating.ts';

describe('validate looks at every changed file', () => {
  const key = (): string =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test('a private key fails the change, in a request or anywhere else, and is never repeated', () => {
    for (const path of ['deploy/secret.pem', cart, 'requests/README.md']) {
      const pem = key();
      const report = judge({
        change: change([
          added(
            path,
            path === cart
              ? `${load(cart)}
${pem}`
              : pem,
          ),
        ]),
      });
      const found = [...report.findings, ...report.requests.flatMap(({ findings }) => findings)];
      assert.ok(codes(found).includes('key.private-key'), path);
      assert.equal(report.verdict, 'fail');
      assert.equal(JSON.stringify(report).includes(pem.split('\n')[1] ?? ''), false);
    }
  });

  test('files under requests/ that are no requests are errors, README.md is none', () => {
    const report = judge({
      change: change([added('requests/notes.txt', 'x'), added('requests/README.md', 'x')]),
    });
    assert.deepEqual(codes(report.findings), ['file.unexpected']);
    assert.deepEqual(report.requests, []);
  });

  test('a link or a submodule in place of a request is refused by its mode (github.md 1.2)', () => {
    for (const mode of ['120000', '160000']) {
      const report = judge({ change: change([added(cart, '/proc/self/environ', mode)]) });
      assert.deepEqual([report.verdict, codes(report.findings)], ['fail', ['file.mode']]);
    }
    assert.ok(
      codes(only(judge({ change: change([added(cart, load(cart), '100755')]) })).findings).includes(
        'file.mode',
      ),
    );
  });

  test('paths that differ only in case are twins, be the other changed or not', () => {
    const twin = 'requests/demo/shop/Cart.yaml';
    const report = judge({ change: change([added(twin, load(cart))], { others: [file(cart, load(cart))] }) });
    assert.equal(report.verdict, 'fail');
    const before = judge({ change: change([added(cart)], { others: [file(twin, load(cart))] }) });
    assert.ok(codes([...report.findings, ...before.findings]).includes('file.case-twin'));
  });

  test('a key that another request carries is refused, be it in the change or untouched (KubeUser#115)', () => {
    const copy = 'requests/demo/shop/copy.yaml';
    const text = load(cart).replace('name: cart', 'name: copy');
    const beside = judge({ change: change([added(copy, text)], { others: [file(cart, load(cart))] }) });
    assert.ok(codes(only(beside).findings).includes('key.belongs-elsewhere'));
    const both = judge({ change: change([added(copy, text), added(cart)]) });
    for (const { findings } of both.requests) assert.ok(codes(findings).includes('key.belongs-elsewhere'));
    const alone = judge({ change: change([added(cart)], { others: [file(laptop, load(laptop))] }) });
    assert.equal(alone.verdict, 'pass');
  });
});

describe('validate on hostile bytes', () => {
  test('gives findings for anything, and never throws', () => {
    const hostile = [
      '',
      '\0',
      '\ufeff',
      'a: &a [*a, *a]',
      '{'.repeat(9000),
      '[[[',
      '- - -',
      '%',
      '\u202e',
      'x'.repeat(200_000),
    ];
    for (const text of hostile) {
      const report = judge({ change: change([added(cart, text)]) });
      assert.equal(report.verdict, 'fail');
      assert.ok(only(report).findings.length > 0);
    }
  });
});

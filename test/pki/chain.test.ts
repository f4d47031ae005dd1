import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifySignedBy } from '../../src/pki/certificate.ts';
import { verifyChain } from '../../src/pki/chain.ts';
import { createKey } from '../../src/pki/keys.ts';
import { authority, from, issue, until } from './authority.ts';

const at = new Date('2026-06-01T00:00:00Z');
const root = await authority('root');
const impostor = await authority('root');
const middle = await authority('middle', root, { pathLength: 0 });
const below = await authority('below', middle);
const notCa = await authority('not a CA', root, { isCa: false });
const notSigner = await authority('may not sign', root, { usages: ['crl sign'] });
const key = createKey('ECDSA-P256');
const leaf = await issue(root, 'leaf', key);
const deep = await issue(middle, 'leaf', key);
const deeper = await issue(below, 'leaf', key);

function why(
  chain: Parameters<typeof verifyChain>[0],
  roots = [root.certificate],
  moment = at,
): string | null {
  const verdict = verifyChain(chain, roots, moment);
  return verdict.ok ? null : verdict.why;
}

test('verifyChain takes whole chains', async (t) => {
  await t.test('a leaf under a root', () => assert.equal(why([leaf]), null));
  await t.test('a leaf under an intermediate', () => assert.equal(why([deep, middle.certificate]), null));
  await t.test('a chain that brings its root', () => {
    assert.equal(why([deep, middle.certificate, root.certificate]), null);
  });
  await t.test('the right root among several', () => {
    assert.equal(why([leaf], [impostor.certificate, root.certificate]), null);
  });
  await t.test('the first and the last second', () => {
    assert.equal(why([leaf], undefined, from), null);
    assert.equal(why([leaf], undefined, until), null);
  });
});

test('verifyChain refuses the rest, saying why', async (t) => {
  const signedByNotCa = await issue(notCa, 'x', key);
  const signedByNotSigner = await issue(notSigner, 'x', key);
  const cases: [string, string | null, RegExp][] = [
    ['no certificate', why([]), /there is no certificate/],
    ['no roots', why([leaf], []), /no trusted root signed CN=leaf/],
    [
      'a root of the same name with another key',
      why([leaf], [impostor.certificate]),
      /no trusted root signed/,
    ],
    ['a missing intermediate', why([deep]), /no trusted root signed/],
    ['a wrong order', why([middle.certificate, deep]), /no trusted root signed|is not issued by/],
    [
      'a foreign intermediate',
      why([leaf, middle.certificate]),
      /CN=leaf is not issued by the next certificate, CN=middle/,
    ],
    [
      'an impostor’s intermediate',
      why([leaf, impostor.certificate]),
      /no trusted root|not signed by CN=root/,
    ],
    [
      'before its time',
      why([leaf], undefined, new Date(from.getTime() - 1000)),
      /is valid only from 2026-01-01/,
    ],
    ['after its time', why([leaf], undefined, new Date(until.getTime() + 1000)), /expired at 2027-01-01/],
    ['an issuer that is no CA', why([signedByNotCa, notCa.certificate]), /CN=not a CA is not a CA/],
    [
      'an issuer without the right to sign',
      why([signedByNotSigner, notSigner.certificate]),
      /may not sign certificates/,
    ],
    [
      'more CAs than pathLength allows',
      why([deeper, below.certificate, middle.certificate]),
      /allows at most 0 CA/,
    ],
    ['endless chains', why(Array.from({ length: 11 }, () => leaf)), /has 11 certificates, more than 10/],
  ];
  for (const [name, found, expected] of cases)
    await t.test(name, () => assert.match(found ?? 'ok', expected));
});

test('a leaf that is itself in the trust bundle does not stand for its issuer', async () => {
  const orphan = await issue(impostor, 'orphan', key);
  assert.match(why([orphan], [orphan]) ?? 'ok', /no trusted root signed/);
});

test('verifySignedBy looks at signatures alone', () => {
  assert.equal(verifySignedBy(leaf, root.certificate), true);
  assert.equal(verifySignedBy(leaf, impostor.certificate), false);
  assert.equal(verifySignedBy(root.certificate, root.certificate), true);
});

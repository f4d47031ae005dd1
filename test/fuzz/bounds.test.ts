import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { predict } from '../../src/kubernetes/predict.ts';
import { readCsr } from '../../src/pki/csr.ts';
import { decodePemBlocks } from '../../src/pki/pem.ts';
import { readRequest } from '../../src/request/read.ts';
import { corpus } from './csrs.ts';
import { mutateOctets } from './der.ts';
import { generate } from './fuzz.ts';
import { generators } from './generators.ts';
import { randomOf } from './random.ts';

/** A file of 64 KiB, the largest that is read, must be answered within this; ten times what one takes at rest. */
const most = 250;
const size = 64 * 1024;
const cluster = { kind: 'upstream', maxLifetimeSeconds: null, authority: null } as const;

/** Milliseconds to read bytes and to predict what they would come to; it throws if anything in there does. */
function timeToRead(bytes: Uint8Array): number {
  const began = performance.now();
  const reading = readRequest(
    { path: 'requests/a.yaml', bytes, mode: '100644', blob: null },
    { layout: true },
  );
  predict(reading, cluster, new Date());
  assert.ok(reading.request !== null || reading.findings.length > 0);
  return performance.now() - began;
}

/** The best of three: what else the machine does is not ours. */
function bestTime(bytes: Uint8Array): number {
  return Math.min(timeToRead(bytes), timeToRead(bytes), timeToRead(bytes));
}

const repeated = (part: string) => part.repeat(Math.floor(size / Buffer.byteLength(part)));
const head =
  'apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {name: a}\nspec:\n';
const asRequest = (text: string) =>
  `${head}  request: ${Buffer.from(text.slice(0, 48_000), 'latin1').toString('base64')}\n`.slice(0, size);

const hostile: Readonly<Record<string, string>> = {
  'opening brackets': repeated('['),
  'opening braces': repeated('{'),
  'dashes of nested lists': repeated('- '),
  'explicit keys': repeated('? '),
  'empty keys': repeated(': \n'),
  'keys all different': Array.from({ length: 7000 }, (_, i) => `k${i}: v\n`)
    .join('')
    .slice(0, size),
  'one key many times': repeated('a: b\n'),
  'empty documents': repeated('---\n'),
  'ends of documents': repeated('...\n'),
  'anchors and aliases': `a: &a b\n${repeated('c: *a\n').slice(0, size - 100)}`,
  'aliases of aliases': 'abcdefghijklmnop'
    .split('')
    .map(
      (name, i) =>
        `${name}: &${name} [${Array(64)
          .fill(i === 0 ? 'x' : `*${'abcdefghijklmnop'[i - 1]}`)
          .join(',')}]\n`,
    )
    .join(''),
  'merge keys': `a: &a {b: c}\n${repeated('<<: *a\n').slice(0, size - 100)}`,
  tags: repeated('!!str '),
  tabs: repeated('\t'),
  'tabs between values': repeated('a:\tb\n'),
  'carriage returns': repeated('\r'),
  'line separators': repeated('\u2028'),
  'invisible characters': repeated('\u200b'),
  'numbers with underscores': `a: ${repeated('1_').slice(0, size - 10)}`,
  'a number of 64 KiB': `a: ${repeated('9').slice(0, size - 10)}`,
  'base 60': `a: ${repeated('1:').slice(0, size - 10)}`,
  'a quoted text without an end': `a: "${repeated('b ').slice(0, size - 10)}`,
  escapes: `a: "${repeated('\\x41').slice(0, size - 10)}"`,
  'odd escapes': `a: "${repeated('\\/').slice(0, size - 10)}"`,
  'a folded text': `a: >\n${repeated('  b\n\n').slice(0, size - 10)}`,
  'deep indentation': Array.from({ length: 350 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
  blanks: repeated(' '),
  comments: repeated('# a\n'),
  colons: repeated(':'),
  'flow colons': `[${repeated('a:,').slice(0, size - 10)}]`,
  'many usages': `${head}  usages: [${repeated('signing,').slice(0, size - 300)}]\n`,
  'many labels': `${head.replace(
    '{name: a}',
    `{name: a, labels: {${Array.from({ length: 5000 }, (_, i) => `a${i}: b`)
      .join(', ')
      .slice(0, 50_000)}}}`,
  )}`,
  'a long signer name': `${head}  signerName: ${repeated('a.').slice(0, size - 300)}/b\n`,
  'a long path of a signer name': `${head}  signerName: a.b/${repeated('a-').slice(0, size - 300)}!\n`,
  'a long annotation key': `metadata:\n  annotations:\n    ? ${repeated('a.').slice(0, size - 100)}\n    : b\n`,
  'base64 without padding': `${head}  request: ${repeated('A').slice(0, size - 301)}\n`,
  'base64 in short lines': `${head}  request: |\n${repeated('    A\n').slice(0, size - 300)}`,
  'beginnings of PEM': asRequest(repeated('-----BEGIN CERTIFICATE REQUEST-----\n')),
  'ends of PEM': asRequest(repeated('-----END CERTIFICATE REQUEST-----\n')),
  'broken blocks of PEM': asRequest(repeated('-----BEGIN A-----\n!\n-----END A-----\n')),
  'empty blocks of PEM': asRequest(repeated('-----BEGIN A-----\n-----END A-----\n')),
  'headers of PEM': asRequest(`-----BEGIN CERTIFICATE REQUEST-----\n${repeated('A: b\n')}`),
  dashes: asRequest(repeated('-----')),
  'text that is no PEM': asRequest(repeated('a\n')),
};

describe('a file of 64 KiB is read within 250 ms, with a value or findings', () => {
  for (const [what, text] of Object.entries(hostile)) {
    it(`that holds ${what}`, () => {
      const bytes = Buffer.from(text).subarray(0, size);
      const time = bestTime(bytes);
      assert.ok(time < most, `${time} ms`);
    });
  }
});

/** DER that nests, repeats and lies about its lengths. */
const hostileDer: Readonly<Record<string, Uint8Array>> = {
  'nested sequences': Buffer.from('3080'.repeat(16_000), 'hex'),
  'sequences of no length': Buffer.from('3000'.repeat(16_000), 'hex'),
  'lengths beyond the end': Buffer.from('3084ffffffff'.repeat(8000), 'hex'),
  'an endless tag': Buffer.concat([Buffer.of(0x3f), Buffer.alloc(48_000, 0x81)]),
  'an endless object identifier': Buffer.concat([
    Buffer.from('3082bb8430820000', 'hex'),
    Buffer.alloc(48_000, 0x81),
  ]),
};

describe('48 KiB of DER is read within 250 ms, with a value or a fault', () => {
  for (const [what, der] of Object.entries(hostileDer)) {
    it(`that holds ${what}`, () => {
      const began = performance.now();
      const { csr, fault } = readCsr(der);
      assert.ok(performance.now() - began < most);
      assert.equal(csr, null);
      assert.ok(fault);
    });
  }
});

describe('our readers answer arbitrary bytes', () => {
  it('with a value or findings, whatever octets a file holds', () => {
    const random = randomOf(1);
    for (let i = 0; i < 1500; i++) {
      const made = generate(random.pick(Object.keys(generators)), i).content;
      const bytes = random.chance(0.2)
        ? random.octets(random.below(600))
        : mutateOctets(Buffer.from(made), random, 8);
      assert.ok(timeToRead(bytes) < 10 * most);
    }
  });

  it('with a request or a fault, whatever octets a CSR holds', () => {
    const random = randomOf(2);
    for (let i = 0; i < 3000; i++) {
      const der = random.chance(0.2)
        ? random.octets(random.below(300))
        : mutateOctets(random.pick(corpus()), random, 6);
      const { csr, fault } = readCsr(der);
      assert.equal(csr === null, fault !== null);
      decodePemBlocks(der);
    }
  });
});

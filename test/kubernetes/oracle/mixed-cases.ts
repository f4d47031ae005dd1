/** Random requests with several faults at once, from a seed. */
import { usageWords } from '../../../src/pki/usages.ts';
import {
  type Case,
  clean,
  clientSigner,
  cn,
  foreign,
  kubeletClient,
  manifest,
  o,
  serving,
  single,
} from './cases.ts';
import { type CsrPlan, requestOf } from './csr-builder.ts';

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

/** Random metadata of several faults at once. */
export function mixedCases(seed: number, count: number): Case[] {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const signers = [clientSigner, kubeletClient, serving, foreign, 'bad', '', 'kubernetes.io/legacy-unknown'];
  const odd = ['signing', 's/mime', 'Server Auth', '', 'server auth '];
  return Array.from({ length: count }, (_, index) => {
    const usages = Array.from({ length: Math.floor(next() * 4) }, () =>
      next() < 0.85
        ? pick(['client auth', 'server auth', 'digital signature', 'key encipherment'])
        : pick([...odd, ...usageWords]),
    );
    const expirationSeconds = pick([
      undefined,
      599,
      600,
      601,
      3600,
      28_799,
      28_800,
      28_801,
      31_535_999,
      31_536_000,
      31_536_001,
    ]);
    const spec = {
      request: requestOf(randomPlan(next)),
      signerName: pick(signers),
      usages,
      expirationSeconds,
    };
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
  const organizations = pick([
    ['system:nodes'],
    ['system:nodes'],
    [],
    ['system:masters'],
    ['system:nodes', 'b'],
  ]);
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

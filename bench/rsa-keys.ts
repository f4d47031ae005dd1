import { createPrivateKey, generatePrimeSync, type KeyObject } from 'node:crypto';

/**
 * So many distinct RSA-2048 keys from few primes, since a prime takes a tenth of a second: each pair of primes makes
 * a key. They share primes, so that anyone can factor them: for measuring only.
 */
export function makeRsaKeys(count: number): KeyObject[] {
  const primes: bigint[] = [];
  while ((primes.length * (primes.length - 1)) / 2 < count) {
    const prime = generatePrimeSync(1024, { bigint: true });
    // Products of primes that begin with two ones have all of 2048 bits.
    if (prime >> 1022n === 3n) primes.push(prime);
  }
  const pairs = primes.flatMap((p, index) => primes.slice(index + 1).map((q) => [p, q] as const));
  return pairs.slice(0, count).map(([p, q]) => keyOf(p, q));
}

const exponent = 65_537n;

function keyOf(p: bigint, q: bigint): KeyObject {
  const phi = (p - 1n) * (q - 1n);
  // (1 + k·phi) is divisible by the exponent for the one k below it that inverts -phi.
  const k = exponent - invert(phi % exponent, exponent);
  const d = (1n + k * phi) / exponent;
  const numbers = { n: p * q, e: exponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: invert(q, p) };
  const words = Object.entries(numbers).map(([name, value]) => [name, encode(value)]);
  return createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(words) }, format: 'jwk' });
}

/** The inverse of `a` modulo `m`, by Euclid. */
function invert(a: bigint, m: bigint): bigint {
  let [low, high, x, y] = [a % m, m, 1n, 0n];
  while (low > 1n) {
    const times = high / low;
    [low, high, x, y] = [high - times * low, low, y - times * x, x];
  }
  return ((x % m) + m) % m;
}

function encode(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}

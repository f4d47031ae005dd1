/** The keys that generated CSRs are signed with, and how each algorithm is written. */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { type DerNode, encode, leaf, node, oid, parse, sequence } from './der.ts';
import type { Random } from './random.ts';

/** A key with one way of signing. */
export interface Signing {
  readonly name: string;
  readonly spki: DerNode;
  readonly algorithm: DerNode;
  readonly sign: (tbs: Uint8Array) => Uint8Array;
}

const nul = leaf(5, '');

/** Ed25519 keys are made from fixed seeds: the same case is the same bytes in every run. */
function ed25519(seed: number): KeyObject {
  const pkcs8 = sequence(
    leaf(2, '\0'),
    sequence(oid('1.3.101.112')),
    leaf(4, encode(leaf(4, new Uint8Array(32).fill(seed)))),
  );
  return createPrivateKey({ key: encode(pkcs8), format: 'der', type: 'pkcs8' });
}

function spkiOf(key: KeyObject): DerNode {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const tree = parse(der);
  if (tree === null) throw new Error('a public key did not parse');
  return tree;
}

function signing(
  name: string,
  key: KeyObject,
  algorithm: DerNode,
  make: (tbs: Uint8Array) => Uint8Array,
): Signing {
  return { name, spki: spkiOf(key), algorithm, sign: make };
}

const edwards = [1, 2].map((seed) => {
  const key = ed25519(seed);
  return signing(`Ed25519 ${seed}`, key, sequence(oid('1.3.101.112')), (tbs) => sign(null, tbs, key));
});

const lazily = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

/** Made once a run and only where a case asks, since they cost time; their signatures differ in every run. */
const others = lazily(() => [...ecdsa(), ...rsa()]);

function ecdsa(): Signing[] {
  const hashes = [
    ['sha1', '1.2.840.10045.4.1'],
    ['sha256', '1.2.840.10045.4.3.2'],
    ['sha384', '1.2.840.10045.4.3.3'],
    ['sha512', '1.2.840.10045.4.3.4'],
  ] as const;
  return ['prime256v1', 'secp224r1', 'secp384r1', 'secp521r1', 'secp256k1'].flatMap((namedCurve) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve });
    return hashes.map(([hash, type]) =>
      signing(`${namedCurve} ${hash}`, privateKey, sequence(oid(type)), (tbs) => sign(hash, tbs, privateKey)),
    );
  });
}

function rsa(): Signing[] {
  const hashes = [
    ['md5', '1.2.840.113549.1.1.4'],
    ['sha1', '1.2.840.113549.1.1.5'],
    ['sha256', '1.2.840.113549.1.1.11'],
    ['sha512', '1.2.840.113549.1.1.13'],
  ] as const;
  return [512, 1024, 2048].flatMap((modulusLength) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength });
    const fitting = hashes.filter(([hash]) => modulusLength > 512 || hash !== 'sha512');
    const plain = fitting.map(([hash, type]) =>
      signing(`RSA-${modulusLength} ${hash}`, privateKey, sequence(oid(type), nul), (tbs) =>
        sign(hash, tbs, privateKey),
      ),
    );
    return modulusLength > 512 ? [...plain, pss(privateKey, 32), pss(privateKey, 20)] : plain;
  });
}

/** RSASSA-PSS with SHA-256; Go wants a salt as long as the hash. */
function pss(key: KeyObject, saltLength: number): Signing {
  const sha256 = sequence(oid('2.16.840.1.101.3.4.2.1'), nul);
  const mask = sequence(oid('1.2.840.113549.1.1.8'), sha256);
  const parameters = sequence(
    node(0xa0, sha256),
    node(0xa1, mask),
    node(0xa2, leaf(2, Uint8Array.of(saltLength))),
  );
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const algorithm = sequence(oid('1.2.840.113549.1.1.10'), parameters);
  return signing(`PSS ${saltLength}`, key, algorithm, (tbs) =>
    sign('sha256', tbs, { key, padding, saltLength }),
  );
}

/** Nearly always Ed25519, which is fastest. */
export function pickSigning(random: Random): Signing {
  return random.pick(random.chance(0.98) ? edwards : others());
}

/** Any kind of key, each as likely. */
export function pickAnySigning(random: Random): Signing {
  return random.pick([...edwards, ...others()]);
}

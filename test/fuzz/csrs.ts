/** CSRs: signed afresh over whatever was generated, or other tools' with octets and structure changed. */
import { readdirSync, readFileSync } from 'node:fs';
import { anyAttributes } from './attributes.ts';
import { asIs, breakTree, type DerNode, encode, leaf, mutateOctets, parse, sequence } from './der.ts';
import { pickAnySigning, pickSigning, type Signing } from './keys.ts';
import type { Random } from './random.ts';
import { anySan, likelySan } from './sans.ts';
import { anySubject, likelySubject } from './subjects.ts';

/** A request over a to-be-signed tree, broken or not, with a signature that fits its octets. */
export function signed(tbs: DerNode, signing: Signing): Buffer {
  const octets = encode(tbs);
  const signature = Buffer.concat([Buffer.of(0), signing.sign(octets)]);
  return encode(
    sequence({ identifier: asIs, body: octets, children: null }, signing.algorithm, leaf(3, signature)),
  );
}

function info(subject: DerNode, signing: Signing, attributes: DerNode): DerNode {
  return sequence(leaf(2, '\0'), subject, signing.spki, attributes);
}

/** A sound request that a signer may like. */
export function likelyCsr(random: Random): Buffer {
  const signing = pickSigning(random);
  const san = random.chance(0.6) ? likelySan(random) : null;
  return signed(info(likelySubject(random), signing, anyAttributes(random, san)), signing);
}

export function subjectCsr(random: Random): Buffer {
  const signing = pickSigning(random);
  return signed(info(anySubject(random), signing, anyAttributes(random, null)), signing);
}

export function sanCsr(random: Random): Buffer {
  const signing = pickSigning(random);
  return signed(info(likelySubject(random), signing, anyAttributes(random, anySan(random))), signing);
}

/** Structure edits inside what is signed: the signature is good, what it covers is not. */
export function structureCsr(random: Random): Buffer {
  const signing = pickSigning(random);
  let tree = info(
    anySubject(random),
    signing,
    anyAttributes(random, random.chance(0.7) ? anySan(random) : null),
  );
  for (const _ of random.several(1, 2, () => 0)) tree = breakTree(tree, random);
  return signed(tree, signing);
}

/** Every key and signature algorithm; key and algorithm swapped or broken. */
export function keyCsr(random: Random): Buffer {
  const signing = pickAnySigning(random);
  const other = pickAnySigning(random);
  const spki = random.chance(0.7)
    ? signing.spki
    : random.chance(0.5)
      ? breakTree(signing.spki, random)
      : other.spki;
  const algorithm = random.chance(0.6)
    ? signing.algorithm
    : random.chance(0.6)
      ? breakTree(signing.algorithm, random)
      : other.algorithm;
  const odd = { ...signing, spki, algorithm };
  return signed(info(likelySubject(random), odd, anyAttributes(random, null)), odd);
}

/** Other tools' requests with octets changed, or one place of their structure; the signature then seldom fits. */
export function mutatedCsr(random: Random): Buffer {
  const der = random.pick(corpus());
  if (random.chance(0.4)) return Buffer.from(mutateOctets(der, random, 3));
  const tree = parse(der);
  if (tree === null) return Buffer.from(mutateOctets(der, random, 3));
  return random.chance(0.1)
    ? encode(breakTree(breakTree(tree, random), random))
    : encode(breakTree(tree, random));
}

let found: readonly Uint8Array[] | undefined;

/** DER of openssl, cfssl, keytool, Go and ours, and the oracle's own seeds. */
export function corpus(): readonly Uint8Array[] {
  found ??= [...fromPem(), ...fromOracle()];
  return found;
}

function fromPem(): Uint8Array[] {
  const folder = new URL('../vectors/csr/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.pem'));
  return names.toSorted().map((name) => {
    const text = readFileSync(new URL(name, folder), 'latin1');
    const body = /-----BEGIN [A-Z ]+-----\r?\n([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1] ?? '';
    return Buffer.from(body, 'base64');
  });
}

function fromOracle(): Uint8Array[] {
  const text = readFileSync(new URL('../oracle/testdata/csrs.jsonl', import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => Buffer.from((JSON.parse(line) as { der: string }).der, 'base64'));
}

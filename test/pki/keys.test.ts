import assert from 'node:assert/strict';
import { generateKeyPairSync, verify } from 'node:crypto';
import { test } from 'node:test';
import { isCountersignError } from '../../src/errors.ts';
import { readCsr } from '../../src/pki/csr.ts';
import { encodeCsr } from '../../src/pki/csr-writer.ts';
import {
  createKey,
  decodePrivateKey,
  encodePrivateKey,
  publicKeyOf,
  signingAlgorithmOf,
  signWith,
} from '../../src/pki/keys.ts';
import { oneOfEach } from './authority.ts';
import { subjectRdns } from './names.ts';

const kinds = ['ECDSA-P256', 'ECDSA-P384', 'ECDSA-P521', 'Ed25519', 'RSA-2048'];

test('keys of every kind make requests that we read without concern', async (t) => {
  for (const kind of kinds) {
    await t.test(kind, () => {
      const key = createKey(kind);
      assert.equal(publicKeyOf(key).name, kind);
      const subject = subjectRdns('jane', ['dev-team']);
      const { csr, concerns } = readCsr(encodeCsr({ subject, sans: oneOfEach, key }));
      assert.deepEqual(concerns, []);
      assert.deepEqual(csr?.subject.rdns, subject);
      assert.equal(csr?.sans.length, oneOfEach.length);
      assert.equal(csr?.key.spkiSha256, publicKeyOf(key).spkiSha256);
    });
  }
});

test('a private key survives PEM, and signs what its public half verifies', () => {
  for (const kind of kinds) {
    const key = decodePrivateKey(encodePrivateKey(createKey(kind)));
    const { spki } = publicKeyOf(key);
    const signature = signWith(key, Buffer.from('x'));
    const publicKey = { key: Buffer.from(spki), format: 'der', type: 'spki' } as const;
    assert.ok(verify(signingAlgorithmOf(spki).hash, Buffer.from('x'), publicKey, signature), kind);
  }
});

test('kinds that nobody should make are refused', () => {
  for (const kind of ['RSA-1024', 'ECDSA-P224', 'secp256k1', '', 'RSA-2048 ']) {
    assert.throws(
      () => createKey(kind),
      (error) => isCountersignError(error, 'key-unusable'),
      kind,
    );
  }
});

test('a key that cannot be read is told without a byte of it', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n';
  assert.throws(
    () => decodePrivateKey(pem),
    (error) => isCountersignError(error, 'key-unusable') && !error.message.includes('c2VjcmV0'),
  );
});

test('a key of a kind the cluster does not take has no public half for us', () => {
  const { privateKey } = generateKeyPairSync('ed448');
  assert.throws(
    () => publicKeyOf(privateKey),
    (error) => isCountersignError(error, 'key-unusable'),
  );
});

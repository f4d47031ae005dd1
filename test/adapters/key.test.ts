import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { signingKeyFromFile, signingKeyFromPem, takeKeyFromEnvironment } from '../../src/adapters/key.ts';
import { isCountersignError } from '../../src/errors.ts';
import { createKey, encodePrivateKey } from '../../src/pki/keys.ts';

for (const [kind, hash] of [
  ['ECDSA-P256', 'sha256'],
  ['ECDSA-P384', 'sha384'],
  ['Ed25519', null],
  ['RSA-2048', 'sha256'],
] as const)
  test(`a key of kind ${kind} signs as the cluster's signers do`, async () => {
    const key = signingKeyFromPem(encodePrivateKey(createKey(kind)));
    const bytes = Buffer.from('to be signed');
    const spki = createPublicKey({ key: Buffer.from(key.spki), format: 'der', type: 'spki' });
    assert.ok(verify(hash, bytes, spki, await key.sign(bytes)));
  });

test('a key taken from the environment is there no more', () => {
  const environment = { COUNTERSIGN_RECORD_KEY: encodePrivateKey(createKey('Ed25519')), OTHER: 'x' };
  assert.ok(takeKeyFromEnvironment(environment, 'COUNTERSIGN_RECORD_KEY'));
  assert.deepEqual(Object.keys(environment), ['OTHER']);
  assert.equal(takeKeyFromEnvironment(environment, 'COUNTERSIGN_RECORD_KEY'), null);
});

test('policy cannot have any other variable read (threat 24)', () => {
  const environment = { GITHUB_TOKEN: encodePrivateKey(createKey('Ed25519')) };
  assert.equal(takeKeyFromEnvironment(environment, 'GITHUB_TOKEN'), null);
  assert.deepEqual(Object.keys(environment), ['GITHUB_TOKEN']);
});

test('a file that is missing, and text that is no key, are told without a byte of it', () => {
  assert.throws(
    () => signingKeyFromFile('/nonexistent/key.pem'),
    (error) => isCountersignError(error, 'file-unreadable'),
  );
  const secret = '-----BEGIN PRIVATE KEY-----\nU0VDUkVU\n-----END PRIVATE KEY-----\n';
  assert.throws(
    () => signingKeyFromPem(secret),
    (error: Error) =>
      isCountersignError(error, 'key-unusable') && !`${error.message}${error.stack}`.includes('U0VDUkVU'),
  );
});

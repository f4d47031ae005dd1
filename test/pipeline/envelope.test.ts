import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signingKeyFromPem } from '../../src/adapters/key.ts';
import { canonicalBytes } from '../../src/pipeline/digest.ts';
import { signEnvelope, verifyEnvelope } from '../../src/pipeline/envelope.ts';
import { createKey, encodePrivateKey } from '../../src/pki/keys.ts';

const keyOf = (kind: string) => signingKeyFromPem(encodePrivateKey(createKey(kind)));
const payload = canonicalBytes({ b: 1, a: 'é' });

for (const kind of ['ECDSA-P256', 'ECDSA-P384', 'ECDSA-P521', 'Ed25519', 'RSA-2048'])
  test(`an envelope signed with ${kind} verifies with its key and with no other`, async () => {
    const key = keyOf(kind);
    const envelope = await signEnvelope(payload, key);
    assert.deepEqual(verifyEnvelope(envelope, [keyOf(kind).spki, key.spki]), Buffer.from(payload));
    assert.equal(verifyEnvelope(envelope, [keyOf(kind).spki]), null);
    assert.equal(verifyEnvelope(envelope, []), null);
  });

test('another payload, another type, no signature and any other bytes do not verify', async () => {
  const key = keyOf('Ed25519');
  const envelope = JSON.parse(Buffer.from(await signEnvelope(payload, key)).toString());
  const other = Buffer.from('{"a":"x"}').toString('base64');
  const forged = [
    { ...envelope, payload: other },
    { ...envelope, payload: `${envelope.payload}\n` },
    { ...envelope, payloadType: 'application/json' },
    { ...envelope, signatures: [] },
    { ...envelope, signatures: [{ keyid: envelope.signatures[0].keyid, sig: 'AAAA' }] },
    { ...envelope, signatures: [null] },
    [],
    null,
    'text',
  ];
  for (const value of forged)
    assert.equal(verifyEnvelope(Buffer.from(JSON.stringify(value)), [key.spki]), null, JSON.stringify(value));
  assert.equal(verifyEnvelope(Buffer.from([0xff, 0xfe]), [key.spki]), null);
});

test('the bytes signed are those of DSSE version 1', async () => {
  const seen: Buffer[] = [];
  const key = {
    spki: keyOf('Ed25519').spki,
    sign: async (bytes: Uint8Array) => {
      seen.push(Buffer.from(bytes));
      return bytes;
    },
  };
  await signEnvelope(Buffer.from('{}'), key);
  assert.equal(seen[0]?.toString(), 'DSSEv1 42 application/vnd.countersign.record.v1+json 2 {}');
});

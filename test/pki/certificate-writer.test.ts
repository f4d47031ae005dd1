import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { verifyChain } from '../../src/pki/chain.ts';
import { createKey } from '../../src/pki/keys.ts';
import { encodeName } from '../../src/pki/name-writer.ts';
import { usageWords } from '../../src/pki/usages.ts';
import { authority, from, issue, oneOfEach } from './authority.ts';

const root = await authority('root');
const key = createKey('ECDSA-P256');

test('every kind of CA key signs, with the algorithm Go would choose', async (t) => {
  const algorithms = {
    'ECDSA-P256': 'ECDSA-SHA256',
    'ECDSA-P384': 'ECDSA-SHA384',
    'ECDSA-P521': 'ECDSA-SHA512',
    Ed25519: 'Ed25519',
    'RSA-2048': 'SHA256-RSA',
  };
  for (const [kind, name] of Object.entries(algorithms)) {
    await t.test(kind, async () => {
      const ca = await authority('ca', null, {}, kind);
      const leaf = await issue(ca, 'leaf', key);
      assert.equal(leaf.signatureAlgorithm.name, name);
      assert.deepEqual(verifyChain([leaf], [ca.certificate], from), { ok: true });
      assert.ok(new X509Certificate(leaf.der).verify(new X509Certificate(ca.certificate.der).publicKey));
    });
  }
});

test('names come out grouped as Go groups them, and another reader sees the same', async () => {
  const leaf = await issue(root, 'leaf', key, { sans: oneOfEach });
  assert.deepEqual(
    leaf.sans.map(({ kind }) => kind),
    ['dns', 'email', 'ip', 'ip', 'uri'],
  );
  const shown = new X509Certificate(leaf.der).subjectAltName;
  assert.equal(
    shown,
    'DNS:*.web.prod.svc, email:jane@example.com, IP Address:2001:DB8:0:0:0:0:0:1, IP Address:10.96.0.17, URI:spiffe://td.example/ns/x',
  );
});

test('a SAN is critical only where the subject is empty', async () => {
  const critical = async (subject: Uint8Array): Promise<boolean | undefined> => {
    const leaf = await issue(root, '', key, { subject, sans: oneOfEach });
    return leaf.extensions.find((one) => one.name === 'subjectAltName')?.critical;
  };
  assert.equal(await critical(encodeName([])), true);
  assert.equal(await critical(encodeName([[{ oid: '2.5.4.3', value: 'x' }]])), false);
});

test('KeyUsage and BasicConstraints are critical, ExtendedKeyUsage is not, in Go’s order', async () => {
  const leaf = await issue(root, 'x', key, {
    usages: ['client auth', 'digital signature'],
    sans: oneOfEach,
    subjectKeyId: Uint8Array.of(1),
    authorityKeyId: Uint8Array.of(2),
  });
  assert.deepEqual(
    leaf.extensions.map(({ name, critical }) => [name, critical]),
    [
      ['keyUsage', true],
      ['extKeyUsage', false],
      ['basicConstraints', true],
      ['subjectKeyIdentifier', false],
      ['authorityKeyIdentifier', false],
      ['subjectAltName', false],
    ],
  );
});

test('usages without a bit or without an OID leave that extension out', async () => {
  const names = async (usages: readonly (typeof usageWords)[number][]): Promise<string[]> =>
    (await issue(root, 'x', key, { usages })).extensions.map((one) => one.name);
  assert.deepEqual(await names(['client auth']), ['extKeyUsage', 'basicConstraints']);
  assert.deepEqual(await names(['digital signature']), ['keyUsage', 'basicConstraints']);
});

test('cert sign in the usages does not make a CA', async () => {
  assert.equal((await issue(root, 'x', key, { usages: ['cert sign'] })).isCa, false);
});

test('times are UTCTime before 2050 and GeneralizedTime after, seconds whole', async () => {
  const notBefore = new Date('2049-12-31T23:59:59.999Z');
  const notAfter = new Date('2050-01-01T00:00:00Z');
  const leaf = await issue(root, 'x', key, { notBefore, notAfter });
  assert.equal(leaf.notBefore.toISOString(), '2049-12-31T23:59:59.000Z');
  assert.equal(leaf.notAfter.toISOString(), '2050-01-01T00:00:00.000Z');
  const text = Buffer.from(leaf.der).toString('latin1');
  assert.ok(text.includes('\x17\x0d491231235959Z') && text.includes('\x18\x0f20500101000000Z'));
});

test('issuer and key go in as the bytes they were', async () => {
  const oddName = Buffer.from('300d310b300906035504031402e941', 'hex');
  const ca = await authority('ca', null, { subject: oddName, issuer: oddName });
  const leaf = await issue(ca, 'leaf', key);
  assert.deepEqual(Buffer.from(leaf.issuer.der), oddName);
  assert.deepEqual(verifyChain([leaf], [ca.certificate], from), { ok: true });
});

test('what is written reads back: serials, usages', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 16 }),
      fc.subarray([...usageWords]),
      async (serial, usages) => {
        const leaf = await issue(root, 'x', key, { serial, usages });
        const expected = Buffer.from(serial)
          .toString('hex')
          .replace(/^(00)+(?=..)/, '');
        assert.equal(leaf.serial, expected);
        const plain = usages.filter((one) => one !== 'signing' && one !== 's/mime');
        assert.ok(plain.every((one) => leaf.usages.includes(one)));
      },
    ),
    { numRuns: 50 },
  );
});

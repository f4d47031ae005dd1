import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { countCertificates, readCertificate } from '../../src/pki/certificate.ts';
import { formatName } from '../../src/pki/name.ts';

interface GoVector {
  readonly fault: string | null;
  readonly count: number;
  readonly der: string;
  readonly subject?: string;
  readonly issuer?: string;
  readonly serial?: string;
  readonly notBefore?: number;
  readonly notAfter?: number;
}

const file = new URL('../vectors/certificates/go-verdicts.jsonl', import.meta.url);
const vectors = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line): GoVector => JSON.parse(line));

test('reads certificates as Go’s ParseCertificates does, in its words', async (t) => {
  for (const [i, vector] of vectors.entries()) {
    await t.test(`${i} ${vector.fault ?? `${vector.count} certificates`}`, () => {
      const der = Buffer.from(vector.der, 'base64');
      const counted = countCertificates(der);
      assert.deepEqual(counted, vector.fault === null ? { count: vector.count } : { fault: vector.fault });
      if (vector.count === 1) compareFields(der, vector);
      else assert.equal(readCertificate(der).certificate, null);
    });
  }
});

function compareFields(der: Uint8Array, vector: GoVector): void {
  const { certificate, fault } = readCertificate(der);
  if (certificate === null) {
    assert.equal(fault, 'x509: unknown public key algorithm');
    return;
  }
  assert.equal(formatName(certificate.subject), vector.subject);
  assert.equal(formatName(certificate.issuer), vector.issuer);
  assert.equal(certificate.serial, vector.serial || '00');
  assert.equal(certificate.notBefore.getTime() / 1000, vector.notBefore);
  assert.equal(certificate.notAfter.getTime() / 1000, vector.notAfter);
}

test('decodes names, usages and constraints of a certificate that has them all', () => {
  const { certificate } = readCertificate(Buffer.from(vectors[0]?.der ?? '', 'base64'));
  assert.ok(certificate);
  assert.equal(certificate.serial, '012c');
  assert.equal(certificate.isCa, true);
  assert.deepEqual(certificate.usages, [
    'digital signature',
    'cert sign',
    'decipher only',
    'server auth',
    'any',
  ]);
  assert.deepEqual(certificate.unknownUsages, []);
  assert.deepEqual(
    certificate.sans.map(({ kind, value }) => `${kind}:${value}`),
    ['dns:a.b', 'email:a@b.c', 'ip:10.0.0.1'],
  );
  assert.equal(certificate.key.name, 'Ed25519');
  assert.equal(certificate.signatureAlgorithm.name, 'Ed25519');
});

test('one certificate is exactly one: bytes behind it are refused', () => {
  const der = Buffer.from(vectors[0]?.der ?? '', 'base64');
  assert.equal(readCertificate(Buffer.concat([der, Buffer.from([0])])).fault, 'x509: trailing data');
  assert.equal(readCertificate(Buffer.concat([der, der])).fault, 'x509: trailing data');
});

test('never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      assert.equal(readCertificate(bytes).certificate, null);
      assert.ok('fault' in countCertificates(bytes) || bytes.length === 0);
    }),
  );
});

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { loadAuthority } from '../../src/authority/authority.ts';
import { createAuthority, type NewAuthority, signerKeyOf } from '../../src/authority/create.ts';
import { type SigningOrder, signCertificate } from '../../src/authority/sign.ts';
import { isCountersignError } from '../../src/errors.ts';
import type { Certificate, Csr } from '../../src/model.ts';
import { readCertificate } from '../../src/pki/certificate.ts';
import { createKey, encodePrivateKey } from '../../src/pki/keys.ts';
import { encodePem } from '../../src/pki/pem.ts';
import { soundPolicy } from '../policy/policies.ts';
import { makeCsr, openssl, requestOf, selectionOf } from './material.ts';

const now = new Date('2026-11-22T12:00:00Z');
const day = 86_400;

const newKeys: Readonly<Record<string, readonly string[]>> = {
  'RSA-2048': ['rsa:2048'],
  'ECDSA-P256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  Ed25519: ['ed25519'],
};

describe('signCertificate', () => {
  let authority: NewAuthority;
  let csr: Csr;
  before(async () => {
    authority = await createAuthority('Acme serving CA', { now, lifetimeSeconds: 60 * day });
    csr = makeCsr(['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']);
  });

  const order = (more: Partial<SigningOrder> = {}): SigningOrder => ({
    csr,
    request: requestOf(csr),
    selection: selectionOf(),
    authority,
    now,
    ...more,
  });

  async function sign(more: Partial<SigningOrder> = {}): Promise<Certificate> {
    const { certificate } = await signCertificate(order(more));
    const reading = readCertificate(certificate);
    assert.ok(reading.certificate, reading.fault ?? '');
    return reading.certificate;
  }

  const lifetime = ({ notBefore, notAfter }: Certificate): number =>
    (notAfter.getTime() - notBefore.getTime()) / 1000;

  for (const [caKey, leafKey] of [
    ['ECDSA-P256', 'RSA-2048'],
    ['ECDSA-P384', 'Ed25519'],
    ['Ed25519', 'ECDSA-P256'],
    ['RSA-2048', 'ECDSA-P256'],
  ] as const) {
    it(`makes a certificate for ${leafKey} that openssl verifies under a CA of ${caKey}`, async () => {
      const ca = await createAuthority('Acme serving CA', { now, lifetimeSeconds: 60 * day, keyName: caKey });
      const asked = makeCsr(newKeys[leafKey] ?? []);
      const { certificate } = await signCertificate(
        order({ csr: asked, request: requestOf(asked), authority: ca }),
      );
      const files = { 'ca.pem': ca.certificatePem, 'leaf.pem': encodePem('CERTIFICATE', certificate) };
      const when = ['-attime', String(now.getTime() / 1000), '-x509_strict', '-purpose', 'sslserver'];
      const named = ['-verify_hostname', 'web-api.payments.svc'];
      assert.equal(
        openssl(['verify', ...when, ...named, '-CAfile', 'ca.pem', 'leaf.pem'], files).toString(),
        'leaf.pem: OK\n',
      );
    });
  }

  it('writes the profile of policy, as openssl reads it, and nothing the CSR asked beside', async () => {
    const { certificate } = await signCertificate(order());
    const text = openssl(['x509', '-in', 'leaf.der', '-inform', 'DER', '-noout', '-text'], {
      'leaf.der': certificate,
    }).toString();
    assert.match(text, /Basic Constraints: critical\s+CA:FALSE/);
    assert.match(text, /Key Usage: critical\s+Digital Signature, Key Encipherment\n/);
    assert.match(text, /Extended Key Usage: \s+TLS Web Server Authentication\n/);
    assert.match(text, /Authority Key Identifier: /);
    assert.match(
      text,
      /DNS:web-api\.payments\.svc, email:web@payments\.example\.com, IP Address:10\.96\.0\.7, URI:spiffe:\/\/acme\/ns\/payments\/sa\/web\n/,
    );
    assert.match(text, /Subject: O ?= ?Acme Ltd, CN ?= ?web-api\.payments\.svc\n/);
    assert.match(text, /Not Before: Nov 22 11:55:00 2026 GMT\s+Not After : Nov 23 11:55:00 2026 GMT/);
    assert.doesNotMatch(text, /Certificate Sign|CA:TRUE/);
  });

  it('points to the CA by its key identifier', async () => {
    const { extensions } = await sign();
    const skid = authority.certificate.extensions
      .find(({ name }) => name === 'subjectKeyIdentifier')
      ?.value.subarray(2);
    const akid = extensions.find(({ name }) => name === 'authorityKeyIdentifier')?.value.subarray(4);
    assert.deepEqual(akid, skid);
    assert.equal(akid?.length, 20);
  });

  it('grants the least of request, rule, cluster and policy at review, backdating included', async () => {
    const stricter = selectionOf(
      soundPolicy.replace('max: 90d', 'max: 2h').replace('default: 7d', 'default: 1h'),
    );
    const looser = selectionOf(soundPolicy.replace('maxLifetime: 30d', 'maxLifetime: 365d'));
    const asking = (expirationSeconds: number | null) => ({ request: requestOf(csr, { expirationSeconds }) });
    assert.equal(lifetime(await sign(asking(3_600))), 3_600);
    assert.equal(lifetime(await sign(asking(365 * day))), 30 * day);
    assert.equal(lifetime(await sign({ ...asking(365 * day), reviewed: stricter })), 7_200);
    assert.equal(
      lifetime(await sign({ ...asking(365 * day), selection: stricter, reviewed: looser })),
      7_200,
    );
    assert.equal(lifetime(await sign(asking(null))), 7 * day);
  });

  it('never outlives the CA, nor begins before it', async () => {
    const short = await createAuthority('Short CA', { now, lifetimeSeconds: 3_600 });
    const leaf = await sign({ authority: short });
    assert.deepEqual(leaf.notAfter, short.certificate.notAfter);
    assert.deepEqual(leaf.notBefore, short.certificate.notBefore);
  });

  it('refuses once the CA is over', async () => {
    const later = new Date(authority.certificate.notAfter.getTime());
    await assert.rejects(sign({ now: later }), (error) => isCountersignError(error, 'key-unusable'));
  });

  it('gives every certificate a positive serial of 128 random bits', async () => {
    const serials = await Promise.all(Array.from({ length: 20 }, async () => (await sign()).serial));
    assert.equal(new Set(serials).size, 20);
    assert.ok(serials.every((serial) => serial.length <= 32 && !/^(00|$)/.test(serial)));
    assert.ok(serials.some((serial) => serial.length === 32));
    assert.equal((await sign({ serial: Uint8Array.of(0xff, 1) })).serial, 'ff01');
  });

  it('gives the leaf alone where the CA is a root', async () => {
    const { chain, certificate } = await signCertificate(order());
    assert.deepEqual(chain, [certificate]);
  });

  it('adds the CA where it is an intermediate', async () => {
    const files = { 'ca.pem': authority.certificatePem, 'ca.key': encodePrivateKey(authority.privateKey) };
    const key = createKey('ECDSA-P256');
    const csrFile = openssl(['req', '-new', '-key', 'key.pem', '-subj', '/CN=Intermediate'], {
      'key.pem': encodePrivateKey(key),
    });
    const signed = openssl(
      [
        'x509',
        '-req',
        '-in',
        'csr.pem',
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-days',
        '36500',
        '-extfile',
        'ext.cnf',
      ],
      { ...files, 'csr.pem': csrFile, 'ext.cnf': 'basicConstraints=critical,CA:TRUE' },
    );
    const later = new Date(Date.now() + 60_000);
    const intermediate = loadAuthority({
      certificatePem: signed.toString(),
      key: signerKeyOf(key),
      now: later,
    });
    const { chain, certificate } = await signCertificate(order({ authority: intermediate, now: later }));
    assert.deepEqual(chain, [certificate, intermediate.certificate.der]);
  });

  it('refuses what a caller should have caught', async () => {
    const other = makeCsr(['ed25519']);
    const selection = selectionOf();
    const wrong: readonly (readonly [string, Partial<SigningOrder>])[] = [
      ['another CSR than the one reviewed', { csr: other }],
      ['a usage the rule does not list', { request: requestOf(csr, { usages: ['client auth'] }) }],
      ['a request for another signer', { request: requestOf(csr, { signerName: 'example.com/other' }) }],
      [
        'a rule that leaves signing to the cluster',
        { selection: { ...selection, rule: { ...selection.rule, authority: null } } },
      ],
      [
        'a key kind the rule does not list',
        { selection: { ...selection, rule: { ...selection.rule, keys: ['Ed25519'] } } },
      ],
      [
        'what the policy at review would not',
        { reviewed: { ...selection, rule: { ...selection.rule, keys: ['Ed25519'] } } },
      ],
      [
        'a certificate that could sign others, even by rule',
        {
          request: requestOf(csr, { usages: ['cert sign'] }),
          selection: {
            ...selection,
            rule: { ...selection.rule, allow: { ...selection.rule.allow, usages: ['cert sign'] } },
          },
        },
      ],
    ];
    for (const [what, more] of wrong) {
      await assert.rejects(sign(more), (error) => isCountersignError(error, 'cluster-invalid'), what);
    }
  });
});

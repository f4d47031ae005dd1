import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadAuthority } from '../../src/authority/authority.ts';
import { createAuthority, signerKeyOf } from '../../src/authority/create.ts';
import { CountersignError } from '../../src/errors.ts';
import { createKey, encodePrivateKey } from '../../src/pki/keys.ts';
import { openssl } from './material.ts';

const now = new Date('2026-11-22T12:00:00Z');
const year = 365 * 86_400;
const ca = await createAuthority('Acme CA', { now, lifetimeSeconds: year });

/** A self-signed certificate made by openssl with the extensions given. */
function selfSigned(...extensions: readonly string[]) {
  const key = createKey('ECDSA-P256');
  const files = { 'key.pem': encodePrivateKey(key), 'empty.cnf': '[req]\ndistinguished_name=dn\n[dn]\n' };
  const add = extensions.flatMap((extension) => ['-addext', extension]);
  const make = [
    'req',
    '-x509',
    '-new',
    '-key',
    'key.pem',
    '-config',
    'empty.cnf',
    '-subj',
    '/CN=x',
    '-days',
    '36500',
  ];
  return { certificatePem: openssl([...make, ...add], files).toString(), key: signerKeyOf(key) };
}

describe('createAuthority', () => {
  it('makes a root that openssl takes for a CA of leaves only', () => {
    const text = openssl(['x509', '-in', 'ca.pem', '-noout', '-text', '-purpose'], {
      'ca.pem': ca.certificatePem,
    }).toString();
    assert.match(text, /Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    assert.match(text, /Key Usage: critical\s+Certificate Sign, CRL Sign/);
    assert.match(text, /SSL server CA : Yes/);
    const when = ['-attime', String(now.getTime() / 1000)];
    assert.match(
      openssl(['verify', ...when, '-x509_strict', '-CAfile', 'ca.pem', 'ca.pem'], {
        'ca.pem': ca.certificatePem,
      }).toString(),
      /OK/,
    );
  });
});

describe('loadAuthority', () => {
  const load = (source: Partial<Parameters<typeof loadAuthority>[0]>) =>
    loadAuthority({ certificatePem: ca.certificatePem, key: ca.key, now, ...source });

  it('takes a CA with its own key', () => {
    assert.equal(load({}).certificate.sha256, ca.certificate.sha256);
  });

  it('takes a CA of openssl', () => {
    const made = selfSigned('basicConstraints=critical,CA:TRUE', 'keyUsage=keyCertSign');
    const { notBefore } = loadAuthority({ ...made, now: new Date(Date.now() + 60_000) }).certificate;
    assert.ok(notBefore <= new Date());
  });

  const cases: readonly (readonly [string, Parameters<typeof load>[0], RegExp])[] = [
    ['the key of another', { key: signerKeyOf(createKey('ECDSA-P256')) }, /another key/],
    ['a certificate that is over', { now: new Date(now.getTime() + year * 1000) }, /is good from/],
    ['a certificate that is not good yet', { now: new Date(now.getTime() - 400_000) }, /is good from/],
    [
      'a leaf',
      { ...selfSigned('basicConstraints=critical,CA:FALSE'), now: new Date(Date.now() + 60_000) },
      /not that of a CA/,
    ],
    [
      'a CA that may not sign certificates',
      {
        ...selfSigned('basicConstraints=critical,CA:TRUE', 'keyUsage=cRLSign'),
        now: new Date(Date.now() + 60_000),
      },
      /not that of a CA/,
    ],
    ['text that is no PEM', { certificatePem: 'hello' }, /there is no PEM block/],
    ['two certificates', { certificatePem: ca.certificatePem.repeat(2) }, /holds 2 certificates/],
    [
      'a key in place of a certificate',
      { certificatePem: encodePrivateKey(createKey('Ed25519')) },
      /PRIVATE KEY/,
    ],
    [
      'a certificate cut short',
      { certificatePem: ca.certificatePem.replace(/\n.{64}\n/, '\n') },
      /cannot be used/,
    ],
  ];
  for (const [what, source, message] of cases) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => load(source),
        (error) =>
          error instanceof CountersignError && error.code === 'key-unusable' && message.test(error.message),
      );
    });
  }
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { findPrivateKeys } from '../../src/request/leaked-key.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'leaked-'));
after(() => rmSync(folder, { recursive: true }));

const openssl = (args: string, input?: string | Buffer) =>
  execFileSync('openssl', args.split(' '), { input, stdio: ['pipe', 'pipe', 'ignore'] });
const find = (content: string | Uint8Array) =>
  findPrivateKeys({ path: 'a.txt', bytes: Buffer.from(content), mode: null, blob: null });
const spkiOf = (key: KeyObject) =>
  createHash('sha256')
    .update(createPublicKey(key).export({ format: 'der', type: 'spki' }))
    .digest('hex');

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;
const pem = (key: KeyObject, type: 'pkcs8' | 'sec1' | 'pkcs1' = 'pkcs8') =>
  key.export({ format: 'pem', type } as { format: 'pem'; type: 'pkcs8' }).toString();
const der = (key: KeyObject, type: 'pkcs8' | 'sec1' | 'pkcs1' = 'pkcs8') =>
  key.export({ format: 'der', type } as { format: 'der'; type: 'pkcs8' });
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const wrapped = (text: string, indent: string) =>
  (text.match(/.{1,76}/g) ?? []).map((line) => indent + line).join('\n');

describe('findPrivateKeys', () => {
  const telling: readonly (readonly [string, KeyObject, string | Uint8Array])[] = [
    ['PKCS#8 PEM', ed, pem(ed)],
    ['PKCS#1 PEM', rsa, pem(rsa, 'pkcs1')],
    ['SEC1 PEM', ec, pem(ec, 'sec1')],
    ['PEM in the middle of a file', ec, `# notes\n\n${pem(ec)}\nmore\n`],
    ['PEM indented in YAML', ec, `key: |\n${pem(ec).replace(/^/gm, '    ')}`],
    ['PEM as a JSON string, as cloud accounts have it', rsa, JSON.stringify({ private_key: pem(rsa) })],
    ['PEM behind the marks of a diff', ec, pem(ec).replace(/^/gm, '+')],
    ['PEM with Windows line ends', ed, pem(ed).replaceAll('\n', '\r\n')],
    ['PEM in UTF-16', ed, Buffer.from(`\ufeff${pem(ed)}`, 'utf16le')],
    ['a Kubernetes Secret', ec, `kind: Secret\ndata:\n  tls.key: ${base64(pem(ec))}\n`],
    ['a Secret with a literal block', rsa, `data:\n  tls.key: |\n${wrapped(base64(pem(rsa)), '    ')}\n`],
    ['spec.request of a request', ed, `spec:\n  request: ${base64(pem(ed))}\n`],
    ['base64 of base64', ec, `a: ${base64(base64(pem(ec)))}\n`],
    ['bare base64 of DER', ec, `key=${base64(der(ec))}\n`],
    ['base64url of DER', rsa, Buffer.from(der(rsa)).toString('base64url')],
    ['a JWK', ec, JSON.stringify(ec.export({ format: 'jwk' }))],
    ['a JWK inside base64', ed, base64(JSON.stringify(ed.export({ format: 'jwk' })))],
    ['a DER file', ec, der(ec)],
    ['a SEC1 DER file', ec, der(ec, 'sec1')],
  ];
  for (const [what, key, content] of telling) {
    it(`finds ${what} and tells whose it is`, () => {
      const found = find(content);
      assert.deepEqual(
        found.map((one) => one.spkiSha256),
        [spkiOf(key)],
      );
      assert.equal(found[0]?.finding.code, 'key.private-key');
    });
  }

  it('finds keys whose public half is locked away', () => {
    const file = (name: string) => path.join(folder, name);
    const key = file('ec.pem');
    execFileSync('openssl', ['pkey', '-out', key], { input: pem(ec) });
    const certificate = openssl(`req -x509 -key ${key} -subj /CN=x`).toString();
    openssl(`pkcs12 -export -inkey ${key} -out ${file('k.p12')} -passout pass:x`, certificate);
    const jks = `-genkeypair -keystore ${file('k.jks')} -storetype JKS -storepass changeit -keypass changeit`;
    execFileSync('keytool', [...jks.split(' '), '-dname', 'CN=x', '-keyalg', 'EC', '-alias', 'a'], {
      stdio: 'ignore',
    });
    const contents = [
      readFileSync(file('k.p12')),
      readFileSync(file('k.jks')),
      base64(readFileSync(file('k.p12'))),
      openssl(`pkcs8 -topk8 -passout pass:x -in ${key}`),
      openssl('ec -aes128 -passout pass:xxxx', pem(ec, 'sec1')),
    ];
    for (const content of contents)
      assert.deepEqual(
        find(content).map((one) => one.spkiSha256),
        [null],
      );
  });

  it('finds every key of a file, each at its line', () => {
    const lines = find(`${pem(ec)}\n${pem(ed)}\n`).map(({ finding }) => finding.line);
    assert.deepEqual(lines, [1, pem(ec).split('\n').length + 1]);
  });

  it('never repeats a byte of a key', () => {
    for (const [, , content] of telling) {
      const told = JSON.stringify(find(content));
      for (const line of [...pem(ec).split('\n'), ...pem(ed).split('\n')].filter(
        (text) => text.length > 20,
      )) {
        if (!line.startsWith('-----')) assert.ok(!told.includes(line));
      }
    }
  });

  it('says nothing of public things: certificates, CSRs, public keys, JWKs, and prose that names the header', () => {
    const key = path.join(folder, 'ec.pem');
    const publicPem = createPublicKey(ec).export({ format: 'pem', type: 'spki' }).toString();
    const contents = [
      openssl(`req -new -key ${key} -subj /CN=x`),
      base64(openssl(`req -new -key ${key} -subj /CN=x`)),
      openssl(`req -x509 -key ${key} -subj /CN=x -outform DER`),
      publicPem,
      JSON.stringify(createPublicKey(ec).export({ format: 'jwk' })),
      'A key file begins with -----BEGIN PRIVATE KEY----- and must never be committed.\n',
      readFileSync('package-lock.json'),
    ];
    for (const content of contents) assert.deepEqual(find(content), []);
  });

  it('takes a megabyte of openings in well under a second', () => {
    for (const opening of ['-----BEGIN PRIVATE KEY-----\n', '{"kty":', 'A: ', 'AAAA\n', 'A'.repeat(43)]) {
      const started = performance.now();
      find(opening.repeat(1_000_000 / opening.length));
      assert.ok(performance.now() - started < 2000, opening);
    }
  });

  it('never throws for any bytes', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom('-----BEGIN EC PRIVATE KEY-----\n', '{"kty":"EC","d":"', 'openssh-key-v1\0', pem(ec))
        .map((text) => Buffer.from(text)),
      fc
        .string({ unit: fc.constantFrom(...'MIGHAgEAMBMGByqGSM49=\n-_'), maxLength: 200 })
        .map((text) => Buffer.from(text)),
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => void find(Buffer.concat(pieces))));
  });
});

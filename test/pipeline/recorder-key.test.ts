import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { signingKeyFromPem } from '../../src/adapters/key.ts';
import { isCountersignError } from '../../src/errors.ts';
import { issue } from '../../src/pipeline/issue.ts';
import { encodePrivateKey } from '../../src/pki/keys.ts';
import { encodePem } from '../../src/pki/pem.ts';
import { brief, clientPath, clientRequest, policyText, setStage, settings } from '../support/stage.ts';

for (const kind of ['ECDSA-P256', 'ECDSA-P384', 'ECDSA-P521', 'Ed25519', 'RSA-2048'])
  test(`records signed with ${kind} are believed by the next run, which finds nothing to do`, async () => {
    const stage = await setStage(policyText, kind);
    stage.forge.merge({ [clientPath]: clientRequest() });
    const first = brief((await stage.issue()).report.steps);
    assert.ok(first.includes('record prod/_users/mira/laptop'), first.join(', '));
    assert.deepEqual(brief((await stage.issue()).report.steps), ['nothing prod/_users/mira/laptop']);
    assert.equal(stage.cluster.minted.length, 1);
  });

/** A key as `trust/records.pem` and as the recorder's own, where we can sign with it. */
function weakKey(privateKey: ReturnType<typeof generateKeyPairSync>['privateKey']) {
  const key = signingKeyFromPem(encodePrivateKey(privateKey));
  return { pem: encodePem('PUBLIC KEY', key.spki), recorder: key };
}

const good = signingKeyFromPem(
  encodePrivateKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
);
const ed448 = generateKeyPairSync('ed448').publicKey.export({ format: 'der', type: 'spki' });
const unusable: readonly { readonly what: string; readonly pem: string; readonly recorder: typeof good }[] = [
  { what: 'RSA with 1024 bits', ...weakKey(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey) },
  { what: 'too weak', ...weakKey(generateKeyPairSync('ec', { namedCurve: 'P-224' }).privateKey) },
  { what: 'unknown public key algorithm', pem: encodePem('PUBLIC KEY', ed448), recorder: good },
  {
    what: 'no SubjectPublicKeyInfo',
    pem: encodePem('PUBLIC KEY', Buffer.from('abc')),
    recorder: good,
  },
  { what: 'cannot be used', pem: encodePem('PUBLIC KEY', good.spki.subarray(0, -1)), recorder: good },
  {
    what: 'not encoded as one plain',
    pem: encodePem('PUBLIC KEY', Buffer.concat([good.spki, Buffer.from([0])])),
    recorder: good,
  },
  { what: 'where only PUBLIC KEY belongs', pem: encodePem('PRIVATE KEY', Buffer.from('x')), recorder: good },
  { what: 'no PEM block', pem: 'nothing', recorder: good },
];

for (const { what, pem, recorder } of unusable)
  test(`a key in trust/records.pem that cannot verify is not-set-up, before a cluster is touched: ${what}`, async () => {
    const stage = await setStage();
    stage.repository.commit({ 'trust/records.pem': pem });
    stage.forge.merge({ [clientPath]: clientRequest() });
    const isTold = (error: unknown) =>
      isCountersignError(error, 'not-set-up') &&
      error.message.includes('trust/records.pem') &&
      new RegExp(what).test(error.message);
    await assert.rejects(issue({ ...stage.ports, recorder }, settings), isTold);
    await assert.rejects(stage.plan(), isTold);
    assert.equal(stage.cluster.objects().length, 0);
  });

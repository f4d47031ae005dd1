/** A key is approved for an identity: the same key with other names is another request (threat 17). */
import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { encodeCsr } from '../../src/pki/csr-writer.ts';
import { createKey } from '../../src/pki/keys.ts';
import { oids } from '../../src/pki/oids.ts';
import { encodePem } from '../../src/pki/pem.ts';
import { formatManifest } from '../../src/request/manifest.ts';
import { brief, servingPath, setStage } from '../support/stage.ts';
import { change, codes, file, judge, only } from '../support/validating.ts';

const web = 'web-api.payments.svc';
const api = 'api.payments.svc';

function requestOf(key: KeyObject, commonName: string, names: readonly string[]): string {
  const subject = [[{ oid: oids.commonName, value: commonName }]];
  const sans = names.map((value) => ({ kind: 'dns', value }) as const);
  return formatManifest({
    name: 'web-api',
    csrPem: encodePem('CERTIFICATE REQUEST', encodeCsr({ subject, sans, key })),
    signerName: 'example.com/serving',
    usages: ['digital signature', 'server auth'],
    expirationSeconds: 86_400,
    reason: 'the shop speaks TLS',
  });
}

const key = createKey('ECDSA-P256');
const before = requestOf(key, web, [web, 'web-api']);
const cases: readonly (readonly [string, string, boolean])[] = [
  ['a new name', requestOf(key, web, [web, 'web-api', api]), true],
  ['another common name', requestOf(key, api, [web, 'web-api']), true],
  ['the same names in another order', requestOf(key, web, ['web-api', web]), false],
  ['a name less', requestOf(key, web, [web]), false],
  ['a new key for new names', requestOf(createKey('ECDSA-P256'), api, [api]), false],
];

for (const [what, text, isTold] of cases) {
  test(`validate, same path, ${what}: ${isTold ? 'the key was approved for another identity' : 'fine'}`, () => {
    const files = [{ path: servingPath, before: file(servingPath, before), after: file(servingPath, text) }];
    const { findings } = only(judge({ change: change(files) }));
    assert.equal(codes(findings).includes('key.belongs-elsewhere'), isTold);
  });

  test(`issue, same path, ${what}: ${isTold ? 'refused' : 'issued'}`, async () => {
    const stage = await setStage();
    stage.forge.merge({ [servingPath]: before });
    await stage.issue();
    stage.forge.merge({ [servingPath]: text });
    const { steps } = (await stage.issue()).report;
    const [last] = brief(steps.slice(-1));
    assert.equal(last, `${isTold ? 'refuse' : 'record'} prod/payments/web-api`);
    if (isTold) assert.match(steps.at(-1)?.reason ?? '', /^key\.belongs-elsewhere: .*another identity/);
  });
}

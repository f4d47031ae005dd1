/** One file that stops everybody: whatever lies on the default branch may stop its own request, and no other. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { issueCommand } from '../../src/cli/commands/issue.ts';
import { isCountersignError } from '../../src/errors.ts';
import { stageWith } from '../support/attack.ts';
import { onRealStage } from '../support/real-stage.ts';
import {
  brief,
  clientPath,
  clientRequest,
  policyText,
  servingPath,
  servingRequest,
} from '../support/stage.ts';

const client = 'prod/_users/mira/laptop';

describe('a file that was pushed past review stops its own request and no other', () => {
  const path = 'requests/prod/payments/x.yaml';
  const asking = (signer: string): string => servingRequest('x').replace('example.com/serving', signer);
  const files: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a cluster called constructor': { 'requests/constructor/payments/x.yaml': servingRequest('x') },
    'a signer called constructor': { [path]: asking('constructor') },
    'a signer called __proto__': { [path]: asking('__proto__') },
    'a signer called toString': { [path]: asking('toString') },
    'a line break in its path': { 'requests/prod/pay\nments/x.yaml': servingRequest('x') },
    'parent folders in its path': { 'requests/../../x.yaml': servingRequest('x') },
    'no name but its suffix': { 'requests/.yaml': servingRequest('x') },
    'UTF-16 for its text': {
      [path]: Buffer.from(`\ufeff${servingRequest('x')}`, 'utf16le').toString('latin1'),
    },
    'a NUL in its text': { [path]: `${servingRequest('x')}\0` },
    'nothing in it': { [path]: '' },
  };
  for (const [what, pushed] of Object.entries(files))
    test(`with ${what}`, async () => {
      const stage = await stageWith(clientPath, clientRequest());
      stage.repository.commit(pushed);
      const { report, failed } = await stage.issue();
      assert.equal(failed, false);
      assert.ok(brief(report.steps).includes(`record ${client}`));
      assert.equal(report.steps.at(-1)?.action, 'refuse');
      assert.equal(stage.cluster.objects().length, 1);
    });
});

test('a submodule, a link and an executable among the requests hold back no other request', async () => {
  await onRealStage(async (stage) => {
    await stage.merge({ [clientPath]: clientRequest() });
    const file = `${stage.dir}/x.yaml`;
    writeFileSync(file, servingRequest('x'));
    const blob = await stage.git('hash-object', '-w', file);
    const entries = [`160000,${'ab'.repeat(20)}`, `120000,${blob}`, `100755,${blob}`];
    for (const [index, entry] of entries.entries())
      await stage.git(
        'update-index',
        '--add',
        '--cacheinfo',
        `${entry},requests/prod/payments/x${index}.yaml`,
      );
    await stage.git('commit', '--quiet', '-m', 'past review');
    await stage.git('push', '--quiet', 'origin', 'main');
    const { status, steps } = await stage.run(issueCommand);
    assert.equal(status, 1);
    assert.deepEqual(brief(steps), [
      `submit ${client}`,
      `approve ${client}`,
      `record ${client}`,
      'refuse prod/payments/x0',
      'refuse prod/payments/x1',
      'refuse prod/payments/x2',
    ]);
    for (const { reason } of steps.slice(3)) assert.match(reason ?? '', /file\.mode/);
  });
});

describe('a request cannot take the place of what was recorded for another', () => {
  const places = {
    'in a folder named like its certificate': 'requests/prod/payments/web-api.crt/laptop.yaml',
    'in a folder named like its records': 'requests/prod/payments/web-api/4d7a.json/laptop.yaml',
    'named like a serial of it': 'requests/prod/payments/web-api/85d7ed44d8185d622dd890dc9380f017.yaml',
  };
  const policy = policyText
    .replace('_users/{user}/{name}.yaml', '{team}/{group}/{name}.yaml')
    .replace('commonName: ["{user}"]', 'commonName: [mira]')
    .replace(', requester: "{user}"', '');
  for (const [what, path] of Object.entries(places))
    test(what, async () => {
      const stage = await stageWith(servingPath, servingRequest(), policy);
      await stage.issue();
      const before = new Map(stage.results.files());
      const name = path.split('/').at(-1)?.replace('.yaml', '') ?? '';
      stage.forge.merge({ [path]: clientRequest('mira', name) });
      const { report } = await stage.issue();
      assert.match(report.steps.find(({ file }) => file === path)?.reason ?? '', /file\.path-segment/);
      assert.deepEqual(stage.results.files(), before);
    });
});

test('a policy that became executable decides as before, and one that became a link decides nothing', async () => {
  const stage = await stageWith(clientPath, clientRequest());
  const policy = '.github/countersign.yaml';
  stage.repository.commit({ [policy]: policyText }, '100755');
  assert.ok(brief((await stage.issue()).report.steps).includes(`record ${client}`));
  stage.repository.commit({ [policy]: policyText }, '120000');
  await assert.rejects(stage.issue(), (error) => isCountersignError(error, 'not-set-up'));
});

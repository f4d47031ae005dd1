import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brief, clientPath, mergeBoth, servingPath, setStage } from '../support/stage.ts';

test('issue: a merged request becomes a certificate with a signed record, and a second run changes nothing', async () => {
  const stage = await setStage();
  mergeBoth(stage);
  assert.deepEqual(brief(await stage.plan()), ['submit prod/_users/mira/laptop', 'submit prod/payments/web-api']);
  const { report, failed } = await stage.issue();
  console.log(report.steps.map((s) => `${s.action} ${s.name} ${s.reason} ${s.hint}`));
  assert.equal(failed, false);
});

/** Attacks of threats.md that issuing answers; each test is named after one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CountersignError } from '../../src/errors.ts';
import { issue } from '../../src/pipeline/issue.ts';
import { lastOf, stageWith } from '../support/attack.ts';
import { readRecords } from '../support/results-reading.ts';
import {
  brief,
  clientPath,
  clientRequest,
  policyText,
  servingPath,
  servingRequest,
  setStage,
  settings,
  users,
} from '../support/stage.ts';

const serving = 'prod/payments/web-api';
const client = 'prod/_users/mira/laptop';

describe('evidence and policy at every step (threats 4, 13, 16, 18, 22)', () => {
  test('a direct push has no evidence', async () => {
    const stage = await setStage();
    stage.repository.commit({ [servingPath]: servingRequest() });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${serving}`]);
    assert.match(lastOf(report.steps), /evidence\./);
    assert.deepEqual(stage.cluster.objects(), []);
  });

  test('bytes changed by a push after the merge have no evidence', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    stage.repository.commit({ [servingPath]: servingRequest() });
    assert.match(lastOf((await stage.issue()).report.steps), /evidence\.other-bytes/);
  });

  test('an approval expired between submit and approve issues nothing', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    await stage.issue({ phase: 'submit' });
    stage.clock.advance(73 * 3600);
    const { report } = await stage.issue();
    assert.match(lastOf(report.steps), /evidence\.expired/);
    assert.equal(stage.cluster.minted.length, 0);
  });

  test('a certificate issued in time is recorded as issued, however late it is collected', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    for (const phase of ['submit', 'approve'] as const) await stage.issue({ phase });
    stage.clock.advance(73 * 3600);
    assert.deepEqual(brief((await stage.issue({ phase: 'collect' })).report.steps), [`record ${client}`]);
    assert.equal(readRecords(stage.results)[0]?.outcome, 'issued');
  });

  for (const phase of ['submit', 'approve', 'sign'] as const) {
    test(`approvals dismissed before ${phase} stop it there`, async () => {
      const stage = await stageWith(servingPath, servingRequest());
      for (const earlier of ['submit', 'approve', 'sign'] as const) {
        if (earlier === phase) break;
        await stage.issue({ phase: earlier });
      }
      stage.forge.dismiss();
      assert.match(lastOf((await stage.issue()).report.steps), /evidence\.approvals-missing/);
      assert.equal(stage.cluster.minted.length, 0);
    });

    test(`policy tightened before ${phase} stops it there`, async () => {
      const stage = await stageWith(servingPath, servingRequest());
      for (const earlier of ['submit', 'approve', 'sign'] as const) {
        if (earlier === phase) break;
        await stage.issue({ phase: earlier });
      }
      stage.repository.commit({
        '.github/countersign.yaml': policyText
          .replace('max: 90d', 'max: 12h')
          .replace('default: 30d', 'default: 12h'),
      });
      assert.match(lastOf((await stage.issue()).report.steps), /policy\.lifetime/);
      assert.equal(stage.cluster.minted.length, 0);
    });
  }

  test('policy loosened after the merge does not wake a request that was refused when it was reviewed', async () => {
    const stage = await setStage(policyText.replace('"*.{namespace}.svc"', '"*.{namespace}.other"'));
    stage.forge.merge({ [servingPath]: servingRequest() });
    assert.equal((await stage.issue()).report.steps[0]?.action, 'refuse');
    stage.repository.commit({ '.github/countersign.yaml': policyText });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${serving}`]);
    assert.match(lastOf(report.steps), /policy\./);
    assert.equal(stage.cluster.objects().length, 0);
  });

  test('policy tightened between signing and collecting: recorded as issued and refused, loudly', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    for (const phase of ['submit', 'approve'] as const) await stage.issue({ phase });
    stage.repository.commit({ '.github/countersign.yaml': policyText.replace('"dev-*"', '"ops-*"') });
    const { report } = await stage.issue();
    assert.match(lastOf(report.steps), /was issued and refused, it is good until/);
    assert.equal(readRecords(stage.results)[0]?.outcome, 'refused');
  });

  test('a request withdrawn while it was being signed is recorded as issued and refused', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    for (const phase of ['submit', 'approve'] as const) await stage.issue({ phase });
    stage.repository.commit({ [clientPath]: null });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${client}`]);
    assert.deepEqual(
      readRecords(stage.results)[0]?.problems.map(({ code }) => code),
      ['certificate.request-withdrawn'],
    );
    assert.deepEqual(brief((await stage.issue()).report.steps), []);
  });

  test('the forge that cannot be asked is no lower level of proof: everything waits', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    const forge = {
      ...stage.forge,
      evidence: () => Promise.reject(new CountersignError('evidence-unavailable', 'the team cannot be seen')),
    };
    const { report, failed } = await issue({ ...stage.ports, forge }, settings);
    assert.equal(failed, true, 'an operation that failed, exit status 3');
    assert.deepEqual(brief(report.steps), [`wait ${serving}`]);
    assert.equal(stage.cluster.objects().length, 0);
  });

  test('local evidence counts for the embedded cluster only', async () => {
    const stage = await setStage();
    stage.forge.merge({ [servingPath]: servingRequest() }, { level: 'local' });
    assert.match(lastOf((await stage.issue()).report.steps), /evidence\./);
    assert.equal(stage.cluster.objects().length, 0);
    stage.cluster.embedded = true;
    assert.ok(brief((await stage.issue()).report.steps).includes(`record ${serving}`));
    assert.equal(readRecords(stage.results)[0]?.evidence?.level, 'local');
  });

  test('no trust bundle for a signer: nothing is submitted that could not be checked', async () => {
    const stage = await setStage(policyText.replace(/ {4}trust: .*\n/, ''));
    stage.forge.merge({ [clientPath]: clientRequest() });
    assert.match(lastOf((await stage.issue()).report.steps), /certificate\.no-trust-bundle/);
    assert.equal(stage.cluster.objects().length, 0);
  });

  test('separation three is refused where two powers share a credential', async () => {
    const policy = policyText.replace(`approver: "${users.approve}"`, `approver: "${users.submit}"`);
    const stage = await stageWith(servingPath, servingRequest(), policy);
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`wait ${serving}`]);
    assert.match(lastOf(report.steps), /asks for three separate credentials/);
  });
});

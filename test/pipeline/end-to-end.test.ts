/** Our commands on a real bare repository and the embedded cluster over real HTTPS. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { issueCommand } from '../../src/cli/commands/issue.ts';
import { planCommand } from '../../src/cli/commands/plan.ts';
import { statusCommand } from '../../src/cli/commands/status.ts';
import { isCountersignError } from '../../src/errors.ts';
import { onRealStage } from '../support/real-stage.ts';
import { brief, clientPath, clientRequest, servingPath, servingRequest } from '../support/stage.ts';

const serving = 'prod/payments/web-api';
const client = 'prod/_users/mira/laptop';
const both = (): Record<string, string> => ({
  [servingPath]: servingRequest(),
  [clientPath]: clientRequest(),
});

test('a merged request becomes a certificate in Git that openssl verifies, and a second run finds nothing to do', async () => {
  await onRealStage(async (stage) => {
    await stage.merge(both());
    assert.deepEqual(brief((await stage.run(planCommand)).steps), [`submit ${client}`, `submit ${serving}`]);
    const first = await stage.run(issueCommand);
    assert.equal(first.status, 0, JSON.stringify(first.steps, null, 1));
    assert.deepEqual(brief(first.steps).slice(-2), [`record ${client}`, `record ${serving}`]);

    await stage.git('fetch', '--quiet', 'origin', 'certificates');
    const listed = (await stage.git('ls-tree', '-r', '--name-only', 'FETCH_HEAD')).split('\n');
    assert.equal(listed.filter((name) => name.endsWith('.intent.json')).length, 2);
    for (const [name, bundle] of [
      ['certificates/prod/payments/web-api.crt', 'trust/serving.pem'],
      ['certificates/prod/_users/mira/laptop.crt', 'trust/client-ca.pem'],
    ] as const) {
      const file = path.join(stage.dir, 'leaf.crt');
      writeFileSync(file, `${await stage.git('cat-file', 'blob', `FETCH_HEAD:${name}`)}\n`);
      const args = ['verify', '-x509_strict', '-CAfile', path.join(stage.repository, bundle), file];
      const verified = spawnSync('openssl', args, { encoding: 'utf8' });
      assert.equal(verified.status, 0, verified.stderr);
    }

    const head = await stage.git('ls-remote', 'origin', 'certificates');
    const second = await stage.run(issueCommand);
    assert.deepEqual(brief(second.steps), [`nothing ${client}`, `nothing ${serving}`]);
    assert.equal(await stage.git('ls-remote', 'origin', 'certificates'), head);
    assert.deepEqual(brief((await stage.run(statusCommand)).steps), [
      `nothing ${client}`,
      `nothing ${serving}`,
    ]);
    assert.ok(
      stage.cluster.transport.connections <= 16,
      `${stage.cluster.transport.connections} connections`,
    );
  });
});

test('the phases run apart, each by the credential whose context bears the name of its power', async () => {
  await onRealStage(async (stage) => {
    await stage.merge(both());
    for (const phase of ['submit', 'approve', 'sign']) {
      const { status, steps } = await stage.run(issueCommand, ['--phase', phase]);
      assert.equal(status, 0, JSON.stringify(steps));
      assert.ok(steps.some(({ action }) => action === phase));
    }
    const { steps } = await stage.run(issueCommand, ['--phase', 'collect']);
    assert.deepEqual(brief(steps), [`record ${client}`, `record ${serving}`]);
  });
});

test('a results branch that a hook protects stops the run before anything is approved', async () => {
  await onRealStage(async (stage) => {
    await stage.merge(both());
    const hook = path.join(stage.origin, 'hooks', 'pre-receive');
    writeFileSync(hook, '#!/bin/sh\nexit 1\n');
    chmodSync(hook, 0o755);
    await assert.rejects(stage.run(issueCommand), (error) => isCountersignError(error, 'git-failed'));
    assert.equal(stage.cluster.transport.calls.get('update certificatesigningrequests/approval') ?? 0, 0);
  });
});

test('a cluster that answers 500 and 429 and cuts connections is asked again, and the run ends well', async () => {
  await onRealStage(async (stage) => {
    await stage.merge(both());
    stage.cluster.fail({ verb: 'create', times: 1, fault: { kind: 'refuse', code: 500 } });
    stage.cluster.fail({
      verb: 'update',
      times: 1,
      fault: { kind: 'refuse', code: 429, retryAfterSeconds: 1 },
    });
    stage.cluster.fail({ verb: 'list', times: 1, fault: { kind: 'reset' } });
    const { status, steps } = await stage.run(issueCommand);
    assert.equal(status, 0, JSON.stringify(steps));
    assert.deepEqual(brief(steps).slice(-2), [`record ${client}`, `record ${serving}`]);
  });
});

test('an answer that gets lost after a create, an approval or a signature leads to no second certificate', async () => {
  await onRealStage(async (stage) => {
    await stage.merge(both());
    stage.cluster.fail({ verb: 'create', times: 2, fault: { kind: 'lose-answer' } });
    stage.cluster.fail({ verb: 'update', subresource: 'approval', times: 2, fault: { kind: 'lose-answer' } });
    stage.cluster.fail({ verb: 'update', subresource: 'status', times: 1, fault: { kind: 'lose-answer' } });
    const { status, steps } = await stage.run(issueCommand);
    assert.equal(status, 0, JSON.stringify(steps));
    assert.deepEqual(brief(steps).slice(-2), [`record ${client}`, `record ${serving}`]);
    assert.deepEqual(brief((await stage.run(issueCommand)).steps), [
      `nothing ${client}`,
      `nothing ${serving}`,
    ]);
  });
});

test('a results branch that somebody deletes is missed by a clone that has seen it, and nothing is issued', async () => {
  await onRealStage(async (stage) => {
    await stage.merge({ [clientPath]: clientRequest() });
    await stage.run(issueCommand);
    await stage.run(planCommand);
    await stage.git('push', '--quiet', 'origin', ':certificates');
    const { status, steps } = await stage.run(issueCommand);
    assert.equal(status, 1);
    assert.deepEqual(brief(steps), [`refuse ${client}`]);
    assert.match(steps[0]?.reason ?? '', /record\.branch-rewound/);
  });
});

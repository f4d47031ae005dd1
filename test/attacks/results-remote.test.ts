/** Somebody who may push to the remote, or who runs us in an odd place, against a real bare repository. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gitResults } from '../../src/adapters/git-results.ts';
import { issueCommand } from '../../src/cli/commands/issue.ts';
import { onRealStage, type RealStage } from '../support/real-stage.ts';
import { brief, clientPath, clientRequest } from '../support/stage.ts';

const client = 'prod/_users/mira/laptop';

/** The results branch as it is now, by a clone of its own. */
function resultsOf(stage: RealStage, branch = 'certificates') {
  const author = { name: 'mallory', email: 'mallory@example.com' };
  const { repository: directory, origin: remote } = stage;
  return gitResults({ directory, remote, branch, author, now: () => new Date() });
}

/** A commit on top of the results branch that holds nothing any more; the object in the cluster is gone as well. */
async function forgetEverything(stage: RealStage): Promise<void> {
  const head = await resultsOf(stage).head();
  const empty = await stage.git('hash-object', '-t', 'tree', '-w', '/dev/null');
  const commit = await stage.git('commit-tree', empty, '-p', head ?? '', '-m', 'tidy up');
  await stage.git('push', '--quiet', 'origin', `${commit}:refs/heads/certificates`);
}

test('records removed from the tip are missed, also by a run that begins in a folder of the clone', async () => {
  await onRealStage(async (stage) => {
    await stage.merge({ [clientPath]: clientRequest() });
    await stage.run(issueCommand);
    await forgetEverything(stage);
    const { steps } = await stage.run(issueCommand, ['--repository', `${stage.repository}/requests`]);
    assert.deepEqual(brief(steps), [`refuse ${client}`]);
    assert.match(steps[0]?.reason ?? '', /record\.removed/);
  });
});

test('records removed on one side of a merge that looks like the other side are missed', async () => {
  await onRealStage(async (stage) => {
    const results = resultsOf(stage);
    const readme = new Map([['certificates/README.md', Buffer.from('results')]]);
    const old = await results.commit(null, 'begin', readme);
    await stage.merge({ [clientPath]: clientRequest() });
    await stage.run(issueCommand);
    await forgetEverything(stage);
    const head = (await results.head()) ?? '';
    const tree = await stage.git('rev-parse', `${old}^{tree}`);
    const merge = await stage.git('commit-tree', tree, '-p', old, '-p', head, '-m', 'merge');
    await stage.git('push', '--quiet', 'origin', `${merge}:refs/heads/certificates`);
    const { steps } = await stage.run(issueCommand);
    assert.deepEqual(brief(steps), [`refuse ${client}`]);
    assert.match(steps[0]?.reason ?? '', /record\.removed/);
  });
});

test('a branch whose name ends like that of the results is not taken for them', async () => {
  await onRealStage(async (stage) => {
    const state = resultsOf(stage, 'state');
    const files = (text: string) => new Map([['certificates/README.md', Buffer.from(text)]]);
    const old = await state.commit(null, 'begin', files('old'));
    const head = await state.commit(old, 'go on', files('new'));
    await stage.git('push', '--quiet', 'origin', `${old}:refs/heads/refs/heads/state`);
    assert.equal(await state.head(), head);
    await stage.git('--git-dir', stage.origin, 'update-ref', '-d', 'refs/heads/state');
    assert.equal(await state.head(), null);
  });
});

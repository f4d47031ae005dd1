import { rmSync } from 'node:fs';
import { exitStatus } from '../../errors.ts';
import type { Command, Context } from '../command.ts';
import { clusterKinds, type DemoClusterKind, openCluster } from '../demo/cluster.ts';
import { copyGovernance } from '../demo/examples.ts';
import { createNarrator } from '../demo/narrator.ts';
import { readRecords, showRecords, verifyByOpenssl } from '../demo/outcome.ts';
import { buildStage, cloneResults, commitAll, publishDefault } from '../demo/stage.ts';
import { approveAndMerge, ask, type Cast, checkAndMend, expect, issue } from '../demo/story.ts';
import { setUpTrust } from '../demo/trust.ts';

/** `countersign demo`: the whole story on real Git and real HTTPS, in some seconds. */
export const demoCommand: Command = {
  usage: 'demo [--dir DIR] [--cluster real]',
  examples: [
    { line: 'countersign demo', does: 'play the story, leave nothing behind' },
    { line: 'countersign demo --dir /tmp/countersign', does: 'keep repository, results and keys to look at' },
  ],
  notes: [
    'A bare Git repository stands in for the forge, an embedded cluster for yours, and a local file for the',
    'review: such evidence counts for the embedded cluster only.',
  ],
  positionals: { min: 0, max: 0 },
  options: {
    dir: { type: 'string', value: 'DIR', summary: 'an empty folder that keeps everything' },
    cluster: {
      type: 'string',
      value: clusterKinds.join('|'),
      choices: clusterKinds,
      summary: 'where to play: embedded (default), or a real control plane, built by Go in a clone',
    },
  },
  run: playDemo,
};

async function playDemo({ options, io }: Context): Promise<number> {
  const dir = options.text('dir');
  const stage = await buildStage(dir);
  const kind = (options.text('cluster') ?? 'embedded') as DemoClusterKind;
  const cluster = await openCluster(kind);
  try {
    const narrator = createNarrator(io);
    narrator.act('A platform team sets up a repository and a cluster');
    copyGovernance(stage.repository, cluster.url);
    const secrets = await setUpTrust(stage, cluster, io.now());
    await commitAll(stage, 'platform-team', 'Policy, owners and trust');
    await publishDefault(stage);
    narrator.say(`${cluster.title} at ${cluster.url}, policy and CODEOWNERS on main`);
    await playStory({ stage, secrets, narrator, io, isReal: kind === 'real' });
    narrator.say(dir === null ? 'demo --dir DIR keeps all of it to look at' : `all of it is in ${stage.dir}`);
  } finally {
    await cluster.stop();
    if (dir === null) rmSync(stage.dir, { recursive: true, force: true });
  }
  return exitStatus.clean;
}

async function playStory(cast: Cast): Promise<void> {
  const { stage, narrator, io } = cast;
  narrator.act('Ada opens a pull request');
  await ask(cast);
  narrator.act('The check reads it as the cluster would');
  const reviewed = await checkAndMend(cast);
  narrator.act('An owner approves; the merge is the approval');
  const evidence = await approveAndMerge(cast, reviewed, io.now());
  narrator.act('The job after the merge');
  const first = await issue(cast, evidence);
  expect(first.steps.length > 0, 'the first run has something to do');
  await cloneResults(stage, 'certificates');
  narrator.act('What there is now');
  tellOutcome(cast);
  narrator.act('A second run');
  const second = await issue(cast, evidence);
  expect(
    second.steps.every(({ action }) => action === 'nothing'),
    'the second run finds nothing to do',
  );
  narrator.say('nothing to do: every request on main has its certificate');
}

function tellOutcome({ stage, narrator }: Cast): void {
  const records = readRecords(stage);
  showRecords(narrator, records);
  const verified = verifyByOpenssl(stage, records);
  if (verified === null) {
    narrator.say('openssl is not on this machine; nobody else verified them');
    return;
  }
  expect(verified === records.length, 'openssl verifies every certificate');
  narrator.say(`openssl verifies all ${verified} against the bundles on main`);
}

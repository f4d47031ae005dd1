/** The embedded cluster against what a real control plane was seen to do. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type SandboxCluster, startCluster } from '../../src/sandbox/cluster.ts';
import { type Client, createClient } from './client.ts';
import { targetOf } from './embedded.ts';
import { play } from './stage.ts';
import { scenarios } from './suite.ts';
import { createUsers } from './users.ts';

interface Expected {
  /** Version of the control plane that was recorded. */
  readonly kubernetes: string;
  readonly scenarios: Readonly<Record<string, unknown>>;
}

const expected = JSON.parse(readFileSync(new URL('expected.json', import.meta.url), 'utf8')) as Expected;

describe(`the embedded cluster answers as Kubernetes ${expected.kubernetes} does`, () => {
  let cluster: SandboxCluster;
  let client: Client;
  before(async () => {
    cluster = await startCluster({ users: createUsers() });
    client = createClient(targetOf(cluster));
  });
  after(async () => {
    client.close();
    await cluster.stop();
  });

  for (const scenario of scenarios) {
    it(scenario.title, async () => {
      assert.deepEqual(await play(scenario, client), expected.scenarios[scenario.title]);
    });
  }

  it('is compared in every scenario that was recorded', () => {
    assert.deepEqual(
      Object.keys(expected.scenarios),
      scenarios.map(({ title }) => title),
    );
  });
});

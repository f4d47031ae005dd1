/** The embedded cluster against what a real control plane was seen to do. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type EmbeddedTarget, startEmbedded } from './embedded.ts';
import { readExpected } from './expected.ts';
import { play } from './stage.ts';
import { scenarios } from './suite.ts';

const expected = readExpected();

describe(`the embedded cluster answers as Kubernetes ${expected.kubernetes} does`, () => {
  let embedded: EmbeddedTarget;
  before(async () => {
    embedded = await startEmbedded();
  });
  after(() => embedded.stop());

  for (const scenario of scenarios) {
    it(scenario.title, async () => {
      assert.deepEqual(await play(scenario, embedded.client), expected.scenarios[scenario.title]);
    });
  }

  it('says that it is the release that was recorded, and that it is embedded', async () => {
    const { json } = await embedded.client.call(null, 'GET', '/version');
    assert.equal(json.gitVersion, `${expected.kubernetes}+countersign`);
  });

  it('is compared in every scenario that was recorded', () => {
    assert.deepEqual(
      Object.keys(expected.scenarios),
      scenarios.map(({ title }) => title),
    );
  });
});

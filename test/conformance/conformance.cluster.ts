/** A real control plane against what was recorded of one, and against the embedded cluster. Run by `npm run test:cluster`. */
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type Plane, startPlane } from '../cluster/plane.ts';
import { type Client, createClient, csrPath, type WatchEvent } from './client.ts';
import { type EmbeddedTarget, startEmbedded } from './embedded.ts';
import { readExpected } from './expected.ts';
import { janes, must, pathOf } from './objects.ts';
import type { Scenario } from './scenario.ts';
import { play } from './stage.ts';
import { scenarios } from './suite.ts';
import { createUsers } from './users.ts';

describe('a real control plane', () => {
  let plane: Plane;
  let client: Client;
  let embedded: EmbeddedTarget;
  before(async () => {
    [plane, embedded] = await Promise.all([startPlane({ users: createUsers() }), startEmbedded()]);
    client = createClient(plane);
  });
  after(async () => {
    client.close();
    await embedded.stop();
    await plane.stop();
  });

  for (const scenario of scenarios) {
    it(`${scenario.title}: as recorded, and as on the embedded cluster`, async (context) => {
      if (isBeyond(plane, scenario, context)) return;
      const seen = await play(scenario, client);
      const { kubernetes, scenarios: recorded } = readExpected(plane.version);
      assert.deepEqual(
        seen,
        recorded[scenario.title],
        `${plane.version} against the record of ${kubernetes}`,
      );
      // What older releases do otherwise is in their record, and not in the embedded cluster.
      const newest = readExpected().scenarios[scenario.title];
      assert.deepEqual(
        await play(scenario, embedded.client),
        newest,
        'the embedded cluster against the record',
      );
    });
  }
});

/** Skips what the control plane has not got, and says so. */
function isBeyond({ lacks }: Plane, { needs = [] }: Scenario, context: TestContext): boolean {
  const missing = needs.map((need) => lacks[need]).find((reason) => reason !== undefined);
  if (missing !== undefined) context.skip(missing);
  return missing !== undefined;
}

/** Without its cache of what happened, a server forgets as soon as etcd does. */
const forgetful = [
  '--etcd-compaction-interval=1s',
  '--watch-cache-sizes=certificatesigningrequests.certificates.k8s.io#0',
];

describe('a resourceVersion that a real control plane and the embedded cluster have forgotten', () => {
  let plane: Plane;
  let embedded: EmbeddedTarget;
  before(async () => {
    [plane, embedded] = await Promise.all([
      startPlane({ users: createUsers(), apiserverFlags: forgetful }),
      startEmbedded(),
    ]);
  });
  after(async () => {
    await embedded.stop();
    await plane.stop();
  });

  it('ends a watch with an event 410 Expired, and refuses a list and a page with 410', async (context) => {
    if (plane.lacks.own !== undefined) return context.skip(plane.lacks.own);
    const client = createClient(plane);
    const real = await forget(client, () => new Promise((resolve) => setTimeout(resolve, 4_000)));
    client.close();
    const ours = await forget(embedded.client, async () => embedded.cluster.compact());
    assert.deepEqual(real, {
      watch: ['ERROR', 410, 'Expired'],
      list: [410, 'Expired'],
      page: [410, 'Expired'],
    });
    assert.deepEqual(ours, real);
  });
});

/** What becomes of a version once it is forgotten. */
async function forget(client: Client, forgetting: () => Promise<unknown>) {
  for (const name of ['a', 'b', 'c']) {
    must(await client.call('submitter', 'POST', csrPath, { body: janes(name) }), 201);
  }
  const { metadata } = must(await client.call('submitter', 'GET', `${csrPath}?limit=1`), 200);
  for (const name of ['a', 'b']) await client.call('admin', 'DELETE', pathOf(name));
  await forgetting();
  const watch = await client.watch(
    'submitter',
    `resourceVersion=${metadata.resourceVersion}&timeoutSeconds=5`,
  );
  const event: WatchEvent | null = await watch.next();
  watch.close();
  const exact = `resourceVersionMatch=Exact&resourceVersion=${metadata.resourceVersion}`;
  const list = await client.call('submitter', 'GET', `${csrPath}?${exact}`);
  const token = encodeURIComponent(metadata.continue);
  const page = await client.call('submitter', 'GET', `${csrPath}?limit=1&continue=${token}`);
  return {
    watch: [event?.type, event?.object.code, event?.object.reason],
    list: [list.code, list.json.reason],
    page: [page.code, page.json.reason],
  };
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { issue } from '../../src/pipeline/issue.ts';
import { Crash, type CrashPoint, crashing } from '../support/crash.ts';
import { paths, readRecords } from '../support/results-reading.ts';
import { brief, mergeBoth, type Stage, setStage, settings } from '../support/stage.ts';

const done = ['nothing prod/_users/mira/laptop', 'nothing prod/payments/web-api'];

async function merged(): Promise<Stage> {
  const stage = await setStage();
  mergeBoth(stage);
  return stage;
}

/** Everything is finished, once: a certificate, an intent and a record for each request, and an unbroken chain. */
async function assertFinishedOnce(stage: Stage): Promise<void> {
  assert.deepEqual(brief(await stage.plan()), done);
  assert.equal(stage.cluster.minted.length, 2, 'one certificate for each request');
  assert.equal(stage.cluster.objects().length, 2);
  assert.equal(paths(stage.results, /\.intent\.json$/).length, 2);
  const records = readRecords(stage.results);
  assert.deepEqual(
    records.map(({ outcome }) => outcome),
    ['issued', 'issued'],
  );
  assert.equal(records.filter(({ previous }) => previous === null).length, 1);
}

async function runToCrash(stage: Stage, point: CrashPoint): Promise<void> {
  await assert.rejects(issue(crashing(stage.ports, point), settings), Crash);
}

async function countCalls(): Promise<number> {
  const stage = await merged();
  const ports = crashing(stage.ports, null);
  await issue(ports, settings);
  return ports.calls();
}

test('a run that dies before or after any one of its calls is finished by the next, with one certificate per request', async () => {
  const calls = await countCalls();
  assert.ok(calls > 50, `${calls} calls`);
  for (let at = 0; at < calls; at++)
    for (const when of ['before', 'after'] as const) {
      const stage = await merged();
      // The last calls of a run have nothing left to lose; dying after the very last is no dying at all.
      if (at === calls - 1 && when === 'after') continue;
      await runToCrash(stage, { at, when });
      const { failed } = await stage.issue();
      assert.equal(failed, false, `${when} call ${at}`);
      await assertFinishedOnce(stage);
    }
});

test('a run that dies again and again is finished in the end, with one certificate per request', async () => {
  const calls = await countCalls();
  const points = fc.array(
    fc.record({ at: fc.nat(calls - 2), when: fc.constantFrom('before' as const, 'after' as const) }),
    { minLength: 2, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(points, async (crashes) => {
      const stage = await merged();
      for (const point of crashes) await issue(crashing(stage.ports, point), settings).catch(() => undefined);
      await stage.issue();
      await assertFinishedOnce(stage);
    }),
    { numRuns: 40 },
  );
});

test('two runners at once mint one certificate per request and record it once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const stage = await merged();
      const run = (): Promise<unknown> => issue(interleaved(stage, scheduler), settings);
      const both = Promise.all([run(), run()]);
      await scheduler.waitFor(both);
      await stage.issue();
      await assertFinishedOnce(stage);
    }),
    { numRuns: 25 },
  );
});

/** Ports whose every call takes its turn when the scheduler says so. */
function interleaved(stage: Stage, scheduler: fc.Scheduler): Stage['ports'] {
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          await scheduler.schedule(Promise.resolve(), String(name));
          return await Reflect.apply(member, object, args);
        };
      },
    });
  const { ports } = stage;
  return {
    ...ports,
    results: wrap(ports.results),
    cluster: async (order) => wrap(await ports.cluster(order)),
  };
}

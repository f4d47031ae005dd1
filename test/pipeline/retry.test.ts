import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CountersignError, type ErrorCode } from '../../src/errors.ts';
import { withRetry } from '../../src/pipeline/retry.ts';
import { fixedClock } from '../support/clock.ts';

function failing(times: number, code: ErrorCode, retryAfterSeconds?: number): () => Promise<string> {
  let left = times;
  const more = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return async () => {
    left -= 1;
    if (left >= 0) throw new CountersignError(code, 'not now', more);
    return 'done';
  };
}

test('what may pass is tried again, twice as patiently each time', async () => {
  const clock = fixedClock();
  assert.equal(await withRetry(clock, failing(3, 'cluster-failed')), 'done');
  assert.deepEqual(clock.sleeps, [250, 500, 1000]);
});

test('Retry-After is obeyed, within bounds', async () => {
  const clock = fixedClock();
  await withRetry(clock, failing(1, 'cluster-failed', 7));
  await withRetry(clock, failing(1, 'cluster-failed', 3600));
  assert.deepEqual(clock.sleeps, [7000, 30_000]);
});

test('in the end the failure is told', async () => {
  const clock = fixedClock();
  await assert.rejects(withRetry(clock, failing(99, 'cluster-unreachable')), CountersignError);
  assert.equal(clock.sleeps.length, 5);
});

for (const code of ['cluster-conflict', 'branch-moved', 'cluster-forbidden', 'cluster-invalid'] as const)
  test(`${code} is not tried again blindly`, async () => {
    const clock = fixedClock();
    await assert.rejects(withRetry(clock, failing(1, code)), CountersignError);
    assert.deepEqual(clock.sleeps, []);
  });

test('a bug of ours is not tried again', async () => {
  const clock = fixedClock();
  await assert.rejects(
    withRetry(clock, () => Promise.reject(new TypeError('x'))),
    TypeError,
  );
  assert.deepEqual(clock.sleeps, []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapParallel } from '../../src/pipeline/parallel.ts';

test('keeps the order and never has more under way than allowed', async () => {
  let underWay = 0;
  let most = 0;
  const work = async (item: number): Promise<number> => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return item * 2;
  };
  const items = Array.from({ length: 100 }, (_, index) => index);
  assert.deepEqual(
    await mapParallel(items, work, 7),
    items.map((item) => item * 2),
  );
  assert.equal(most, 7);
});

test('starts nothing more after a rejection', async () => {
  let started = 0;
  const work = async (item: number): Promise<void> => {
    started += 1;
    await new Promise((resolve) => setImmediate(resolve));
    if (item === 0) throw new Error('first');
  };
  await assert.rejects(
    mapParallel(
      Array.from({ length: 50 }, (_, index) => index),
      work,
      2,
    ),
    /first/,
  );
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(started <= 4, `${started} started`);
});

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { openObjectStream } from '../../src/adapters/git-object-stream.ts';
import { isCountersignError } from '../../src/errors.ts';
import { makeScratch } from '../support/scratch.ts';

describe('a stream of Git objects', () => {
  test('gives every object in order, whatever its bytes and however large, and null for what is not there', async () => {
    using scratch = makeScratch();
    const contents = [0, 1, 70, 65_535, 65_536, 300_000].map((size) => randomBytes(size));
    contents.push(Buffer.from('a\nb blob 3\n\n'));
    for (const [index, content] of contents.entries()) scratch.write(`f${index}`, content);
    scratch.commit();
    const ids = contents.map((_, index) => scratch.git('rev-parse', `HEAD:f${index}`));
    const order = [...ids, '0'.repeat(40), ...ids.toReversed()];
    using objects = openObjectStream(scratch.directory, order);
    for (const id of order) {
      const object = await objects.next();
      const expected = contents[ids.indexOf(id)];
      assert.equal(object?.id, expected && id);
      assert.deepEqual(object?.content, expected);
    }
    await assert.rejects(objects.next(), (error) => isCountersignError(error, 'git-failed'));
  });

  test('says so where there is no repository, and holds nothing open when it is let go', async () => {
    using scratch = makeScratch();
    {
      using objects = openObjectStream(scratch.directory, ['0'.repeat(40)]);
      assert.ok(objects);
    }
    using none = openObjectStream('/nowhere', ['0'.repeat(40)]);
    await assert.rejects(none.next(), (error) => isCountersignError(error, 'git-failed'));
  });
});

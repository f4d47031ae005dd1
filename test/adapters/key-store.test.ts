import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { findKey, keyPath, storeKey } from '../../src/adapters/key-store.ts';
import { isCountersignError } from '../../src/errors.ts';
import { temporaryFolder } from '../support/temporary.ts';

const fresh = () => ({ XDG_DATA_HOME: temporaryFolder() });

describe('storeKey', () => {
  it('keeps a key for its owner alone, whatever the umask', () => {
    const env = fresh();
    const before = process.umask(0o000);
    try {
      const file = storeKey(env, 'ab12', 'PEM');
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o700);
    } finally {
      process.umask(before);
    }
  });

  it('finds a key by its public key and nothing by another', () => {
    const env = fresh();
    storeKey(env, 'ab12', 'PEM');
    assert.equal(findKey(env, 'ab12'), 'PEM');
    assert.equal(findKey(env, 'cd34'), null);
  });

  it('never overwrites a key, and says where it could not write', () => {
    const env = fresh();
    storeKey(env, 'ab12', 'first');
    assert.throws(
      () => storeKey(env, 'ab12', 'second'),
      (error) => isCountersignError(error, 'file-unwritable') && error.message.includes(keyPath(env, 'ab12')),
    );
    assert.equal(readFileSync(keyPath(env, 'ab12'), 'utf8'), 'first');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csrPath } from './caller.ts';
import { janes, onStage, submit } from './stage.ts';

describe('a strategic merge patch', () => {
  it('merges finalizers and owners as sets', () =>
    onStage(async (_cluster, caller) => {
      const [one, two] = ['1', '2'].map((uid) => ({ apiVersion: 'v1', kind: 'Node', name: 'n', uid }));
      const owned = { finalizers: ['example.com/a', 'example.com/b'], ownerReferences: [one, two] };
      await submit(caller, janes('web', {}, owned));
      const headers = { 'content-type': 'application/strategic-merge-patch+json' };
      const body = {
        metadata: {
          finalizers: ['example.com/c'],
          '$deleteFromPrimitiveList/finalizers': ['example.com/a'],
          ownerReferences: [
            { ...two, name: 'm' },
            { uid: '1', $patch: 'delete' },
          ],
        },
      };
      const { code, json } = await caller.call('admin', 'PATCH', `${csrPath}/web`, { headers, body });
      assert.equal(code, 200);
      assert.deepEqual(json.metadata.finalizers.toSorted(), ['example.com/b', 'example.com/c']);
      assert.deepEqual(json.metadata.ownerReferences, [{ ...two, name: 'm' }]);
    }));
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csrPath } from './caller.ts';
import { approved, janes, onStage, submit, withConditions } from './stage.ts';

describe('faults on demand', () => {
  it('refuse the next calls of a verb, with Retry-After, and do nothing', () =>
    onStage(async (cluster, caller) => {
      cluster.fail({ verb: 'create', times: 2, fault: { kind: 'refuse', code: 429, retryAfterSeconds: 7 } });
      for (let count = 0; count < 2; count += 1) {
        const { code, headers, json } = await caller.call('submitter', 'POST', csrPath, {
          body: janes('web'),
        });
        assert.deepEqual([code, headers['retry-after'], json.reason], [429, '7', 'TooManyRequests']);
        assert.equal(json.details.retryAfterSeconds, 7);
      }
      assert.equal((await caller.call('submitter', 'GET', csrPath)).json.items.length, 0);
      await submit(caller, janes('web'));
    }));

  it('fail with 500 on one subresource of one object only', () =>
    onStage(async (cluster, caller) => {
      const [a, b] = [await submit(caller, janes('a')), await submit(caller, janes('b'))];
      const fault = { kind: 'refuse', code: 500 } as const;
      cluster.fail({ verb: 'update', subresource: 'approval', name: 'b', times: 1, fault });
      const put = (object: { metadata: { name: string } }) =>
        caller.call('approver', 'PUT', `${csrPath}/${object.metadata.name}/approval`, {
          body: withConditions(object, approved),
        });
      assert.deepEqual([(await put(a)).code, (await put(b)).code, (await put(b)).code], [200, 500, 200]);
    }));

  it('cut the connection before anything is done', () =>
    onStage(async (cluster, caller) => {
      cluster.fail({ verb: '*', times: 1, fault: { kind: 'reset' } });
      await assert.rejects(
        caller.call('submitter', 'POST', csrPath, { body: janes('web') }),
        /socket hang up|ECONNRESET/,
      );
      await submit(caller, janes('web'));
    }));

  it('do as asked and lose the answer, so that a retry meets its own object', () =>
    onStage(async (cluster, caller) => {
      cluster.fail({ verb: 'create', times: 1, fault: { kind: 'lose-answer' } });
      await assert.rejects(
        caller.call('submitter', 'POST', csrPath, { body: janes('web') }),
        /socket hang up|ECONNRESET/,
      );
      assert.equal((await caller.call('submitter', 'POST', csrPath, { body: janes('web') })).code, 409);
    }));

  it('delay an answer', () =>
    onStage(async (cluster, caller) => {
      cluster.fail({ verb: 'list', times: 1, fault: { kind: 'delay', milliseconds: 120 } });
      const start = performance.now();
      assert.equal((await caller.call('submitter', 'GET', csrPath)).code, 200);
      assert.ok(performance.now() - start >= 110);
    }));

  it('never hold up the end', () =>
    onStage(async (cluster, caller) => {
      cluster.fail({ verb: 'list', times: 1, fault: { kind: 'delay', milliseconds: 3_600_000 } });
      const hanging = assert.rejects(caller.call('submitter', 'GET', csrPath));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await cluster.stop();
      await hanging;
    }));
});

describe('transport', () => {
  it('counts TLS connections and calls, so that a client that connects anew each time is found out', () =>
    onStage(async (cluster, caller) => {
      for (let count = 0; count < 10; count += 1) await caller.call('submitter', 'GET', csrPath);
      assert.equal(cluster.transport.connections, 1);
      assert.equal(cluster.transport.calls.get('list certificatesigningrequests'), 10);
      for (let count = 0; count < 3; count += 1) {
        await caller.call('submitter', 'GET', csrPath, { headers: { connection: 'close' } });
      }
      assert.ok(cluster.transport.connections >= 3);
    }));
});

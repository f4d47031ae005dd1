import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csrPath } from './caller.ts';
import { approve, janes, onStage, submit } from './stage.ts';

const ours = 'example.com/ours';
const name = (object: { metadata: { name: string } }): string => object.metadata.name;

describe('watch', () => {
  it('tells what is there, then every change, and nothing that was deleted before', () =>
    onStage(async (_cluster, caller) => {
      await submit(caller, janes('gone'));
      await caller.call('admin', 'DELETE', `${csrPath}/gone`);
      const first = await submit(caller, janes('a', { signerName: ours }));
      const watch = await caller.watch('submitter', '');
      assert.deepEqual(await watch.next(), { type: 'ADDED', object: first });
      const approved = await approve(caller, first);
      assert.deepEqual(await watch.next(), { type: 'MODIFIED', object: approved });
      await caller.call('admin', 'DELETE', `${csrPath}/a`);
      const deleted = await watch.next();
      assert.deepEqual([deleted?.type, name(deleted?.object)], ['DELETED', 'a']);
      assert.ok(Number(deleted?.object.metadata.resourceVersion) > Number(approved.metadata.resourceVersion));
      watch.close();
    }));

  it('resumes from a list or from the last event without losing or repeating one', () =>
    onStage(async (_cluster, caller) => {
      await submit(caller, janes('a'));
      const { json: list } = await caller.call('submitter', 'GET', csrPath);
      await submit(caller, janes('b'));
      await submit(caller, janes('c'));
      const watch = await caller.watch('submitter', `resourceVersion=${list.metadata.resourceVersion}`);
      const b = await watch.next();
      watch.close();
      assert.equal(name(b?.object), 'b');
      const again = await caller.watch('submitter', `resourceVersion=${b?.object.metadata.resourceVersion}`);
      assert.equal(name((await again.next())?.object), 'c');
      await submit(caller, janes('d'));
      assert.equal(name((await again.next())?.object), 'd');
      again.close();
    }));

  it('shows only what the selectors choose, and an object that leaves them as deleted', () =>
    onStage(async (_cluster, caller) => {
      const byName = await caller.watch(
        'submitter',
        `fieldSelector=${encodeURIComponent('metadata.name=b')}`,
      );
      const bySigner = await caller.watch(
        'submitter',
        `fieldSelector=${encodeURIComponent(`spec.signerName=${ours},metadata.name!=b`)}`,
      );
      const byLabel = await caller.watch(
        'submitter',
        `labelSelector=${encodeURIComponent('team in (x, y)')}`,
      );
      await submit(caller, janes('a'));
      const b = await submit(caller, janes('b', { signerName: ours }, { labels: { team: 'x' } }));
      const c = await submit(caller, janes('c', { signerName: ours }));
      assert.equal(name((await byName.next())?.object), 'b');
      assert.equal(name((await bySigner.next())?.object), c.metadata.name);
      assert.deepEqual(await byLabel.next(), { type: 'ADDED', object: b });
      const bare = { ...b, metadata: { ...b.metadata, labels: {} } };
      await caller.call('admin', 'PUT', `${csrPath}/b`, { body: bare });
      assert.equal((await byLabel.next())?.type, 'DELETED');
      for (const watch of [byName, bySigner, byLabel]) watch.close();
    }));

  it('ends at timeoutSeconds, and marks the end of what there was where bookmarks are asked for', () =>
    onStage(async (_cluster, caller) => {
      const plain = await caller.watch('submitter', 'timeoutSeconds=1');
      const marked = await caller.watch('submitter', 'timeoutSeconds=1&allowWatchBookmarks=true');
      const bookmark = await marked.next();
      assert.equal(bookmark?.type, 'BOOKMARK');
      assert.deepEqual(bookmark?.object, {
        kind: 'CertificateSigningRequest',
        apiVersion: 'certificates.k8s.io/v1',
        metadata: { resourceVersion: '1', annotations: { 'k8s.io/initial-events-end': 'true' } },
        spec: { request: null, signerName: '' },
        status: {},
      });
      assert.deepEqual([await marked.next(), await plain.next()], [null, null]);
    }));

  it('marks the end of the initial events for a client that streams its lists', () =>
    onStage(async (_cluster, caller) => {
      await submit(caller, janes('a'));
      const query = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
      const watch = await caller.watch('submitter', query);
      assert.equal((await watch.next())?.type, 'ADDED');
      const mark = await watch.next();
      assert.deepEqual(mark?.object.metadata.annotations, { 'k8s.io/initial-events-end': 'true' });
      watch.close();
    }));

  it('says 410 Expired once for a version that is forgotten, and ends', () =>
    onStage(async (cluster, caller) => {
      const { metadata } = await submit(caller, janes('a'));
      await submit(caller, janes('b'));
      cluster.compact();
      const watch = await caller.watch('submitter', `resourceVersion=${metadata.resourceVersion}`);
      const event = await watch.next();
      assert.equal(event?.type, 'ERROR');
      assert.deepEqual([event?.object.code, event?.object.reason], [410, 'Expired']);
      assert.equal(await watch.next(), null);
    }));

  it('forgets by itself after a thousand changes', () =>
    onStage(async (_cluster, caller) => {
      const { metadata } = await submit(caller, janes('a'));
      let object = (await caller.call('admin', 'GET', `${csrPath}/a`)).json;
      for (let count = 0; count <= 1000; count += 1) {
        const labels = { count: String(count) };
        const body = { ...object, metadata: { ...object.metadata, labels } };
        object = (await caller.call('admin', 'PUT', `${csrPath}/a`, { body })).json;
      }
      const watch = await caller.watch('submitter', `resourceVersion=${metadata.resourceVersion}`);
      assert.equal((await watch.next())?.object.code, 410);
    }));

  it('is cut when the cluster stops, without keeping it from stopping', () =>
    onStage(async (cluster, caller) => {
      const watch = await caller.watch('submitter', '');
      cluster.cutWatches();
      assert.equal(await watch.next(), null);
      const other = await caller.watch('submitter', '');
      await cluster.stop();
      assert.equal(await other.next(), null);
    }));

  for (const query of [
    'timeoutSeconds=soon',
    `fieldSelector=${encodeURIComponent('status.certificate=x')}`,
    `fieldSelector=nonsense`,
    `labelSelector=${encodeURIComponent('a=b=c')}`,
  ]) {
    it(`answers ?${decodeURIComponent(query)} with 400`, () =>
      onStage(async (_cluster, caller) => {
        const { code, json } = await caller.call('submitter', 'GET', `${csrPath}?watch=1&${query}`);
        assert.deepEqual([code, json.reason], [400, 'BadRequest']);
      }));
  }
});

describe('list', () => {
  it('has items without kind and apiVersion, and the version to watch from', () =>
    onStage(async (_cluster, caller) => {
      const { kind: _kind, apiVersion: _apiVersion, ...item } = await submit(caller, janes('a'));
      const { json } = await caller.call('submitter', 'GET', csrPath);
      assert.deepEqual(json, {
        kind: 'CertificateSigningRequestList',
        apiVersion: 'certificates.k8s.io/v1',
        metadata: { resourceVersion: item.metadata.resourceVersion },
        items: [item],
      });
    }));

  it('comes in pages of one state, or 410 once that is forgotten', () =>
    onStage(async (cluster, caller) => {
      for (const letter of ['a', 'b', 'c', 'd', 'e']) await submit(caller, janes(letter));
      const page = (query: string) => caller.call('submitter', 'GET', `${csrPath}?limit=2${query}`);
      const { json: first } = await page('');
      assert.deepEqual([first.items.map(name), first.metadata.remainingItemCount], [['a', 'b'], 3]);
      await submit(caller, janes('aa'));
      const { json: second } = await page(`&continue=${first.metadata.continue}`);
      assert.deepEqual(second.items.map(name), ['c', 'd']);
      const { json: third } = await page(`&continue=${second.metadata.continue}`);
      assert.deepEqual([third.items.map(name), third.metadata.continue], [['e'], undefined]);
      cluster.compact();
      const late = await page(`&continue=${first.metadata.continue}`);
      assert.deepEqual([late.code, late.json.reason], [410, 'Expired']);
      assert.equal((await page('&continue=bm9uc2Vuc2U')).code, 400);
    }));

  it('knows no version from the future', () =>
    onStage(async (_cluster, caller) => {
      const { code, json } = await caller.call('submitter', 'GET', `${csrPath}?resourceVersion=999`);
      assert.deepEqual([code, json.reason], [504, 'Timeout']);
      assert.equal(json.details.causes[0].reason, 'ResourceVersionTooLarge');
    }));
});

/** Watches: what they tell, where they begin, and how they end. */
import { csrPath } from '../client.ts';
import { approve, approved, denied, janes, must, pathOf, submit, withConditions } from '../objects.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { field, label } from './list.ts';

/** Notes the next `count` events as type, name and how many conditions the object has. */
async function tell(stage: Stage, step: string, query: string, count: number): Promise<void> {
  const watch = await stage.watch('submitter', query);
  const events = [];
  for (let index = 0; index < count; index += 1) events.push(await watch.next());
  watch.close();
  stage.note(
    step,
    events.map((event) => [event?.type, summary(event?.object)]),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: an object of the API
function summary(object: any) {
  if (object?.metadata?.name === undefined) return object;
  const conditions = object.status?.conditions?.map(({ type }: { type: string }) => type) ?? [];
  return [object.metadata.name, conditions.join()];
}

/** The version now, of the whole collection. */
async function versionNow(stage: Stage): Promise<string> {
  return must(await stage.call('submitter', 'GET', csrPath), 200).metadata.resourceVersion;
}

const watchOptions: readonly string[] = [
  'resourceVersion=abc',
  'resourceVersionMatch=NotOlderThan',
  'resourceVersion=1&resourceVersionMatch=Exact',
  'sendInitialEvents=true',
  'sendInitialEvents=true&resourceVersionMatch=Exact',
  'sendInitialEvents=maybe&resourceVersionMatch=NotOlderThan',
  'timeoutSeconds=soon',
  'limit=x',
  field('status.certificate=x'),
  label('a b'),
  'continue=x',
];

export const watchScenarios: readonly Scenario[] = [
  {
    title: 'watch: an object’s life',
    async play(stage) {
      const version = await versionNow(stage);
      const object = await submit(stage, janes('a'));
      await approve(stage, object);
      await stage.call('admin', 'PATCH', pathOf('a'), {
        body: { metadata: { labels: { x: 'y' } } },
        headers: { 'content-type': 'application/merge-patch+json' },
      });
      await stage.call('admin', 'DELETE', pathOf('a'));
      const watch = await stage.watch('submitter', `resourceVersion=${version}&${field('metadata.name=a')}`);
      for (const step of ['created', 'approved', 'labelled', 'deleted']) stage.note(step, await watch.next());
      watch.close();
    },
  },
  {
    title: 'watch: where it begins, and how it ends',
    async play(stage) {
      const before = await versionNow(stage);
      const object = await submit(stage, janes('a'));
      await approve(stage, object);
      const only = field('metadata.name=a');
      const none = field('metadata.name=zz');
      const initial = `sendInitialEvents=true&resourceVersionMatch=NotOlderThan&${only}`;
      const noInitial = `sendInitialEvents=false&resourceVersionMatch=NotOlderThan&${only}`;
      const marked = 'allowWatchBookmarks=true';
      // Side by side: those that only end take a second each.
      await Promise.all([
        tell(stage, 'without a version', only, 1),
        tell(stage, 'version 0', `resourceVersion=0&${only}`, 1),
        tell(stage, 'version before', `resourceVersion=${before}&${only}`, 2),
        tell(
          stage,
          'version of its creation',
          `resourceVersion=${object.metadata.resourceVersion}&${only}`,
          1,
        ),
        tell(stage, 'initial events', `${initial}&${marked}`, 2),
        tell(stage, 'initial events without bookmarks', `${initial}&timeoutSeconds=1`, 2),
        tell(stage, 'initial events since 0', `${initial}&resourceVersion=0&${marked}`, 2),
        tell(stage, 'no initial events', `${noInitial}&timeoutSeconds=1`, 1),
        tell(stage, 'the end of the stream', `${none}&timeoutSeconds=1`, 1),
        tell(stage, 'a bookmark after nothing', `${none}&timeoutSeconds=1&${marked}`, 2),
        tell(
          stage,
          'bookmarks since a version',
          `resourceVersion=${before}&${none}&timeoutSeconds=1&${marked}`,
          2,
        ),
        tell(stage, 'bookmarks since 0', `resourceVersion=0&${only}&timeoutSeconds=1&${marked}`, 3),
      ]);
    },
  },
  {
    title: 'watch: selectors see objects come and go',
    async play(stage) {
      const version = await versionNow(stage);
      const patch = (labels: object) =>
        stage.call('admin', 'PATCH', pathOf('a'), {
          body: { metadata: { labels } },
          headers: { 'content-type': 'application/merge-patch+json' },
        });
      await submit(stage, janes('a', {}, { labels: { tier: 'one' } }));
      await submit(stage, janes('b', { signerName: 'example.org/theirs' }));
      await patch({ tier: 'two' });
      await patch({ other: 'x' });
      await patch({ tier: 'one' });
      await stage.call('admin', 'DELETE', pathOf('a'));
      const since = `resourceVersion=${version}`;
      await tell(stage, 'one label', `${since}&${label('tier=one')}`, 4);
      await tell(stage, 'one signer', `${since}&${field('spec.signerName=example.org/theirs')}`, 1);
      await tell(stage, 'both', `${since}&${label('tier')}&${field('spec.signerName=example.com/ours')}`, 5);
    },
  },
  {
    title: 'watch: decisions of others',
    async play(stage) {
      const object = await submit(stage, janes('a'));
      const watch = await stage.watch(
        'approver',
        `${field('metadata.name=a')}&resourceVersion=${object.metadata.resourceVersion}`,
      );
      await stage.call('approver', 'PUT', pathOf('a', 'approval'), {
        body: withConditions(object, approved),
      });
      stage.note('approved', summary((await watch.next())?.object));
      await stage.call('approver', 'PUT', pathOf('a', 'approval'), { body: withConditions(object, denied) });
      const { json } = await stage.call('admin', 'GET', pathOf('a'));
      await stage.call('admin', 'PUT', pathOf('a'), { body: json });
      await stage.call('admin', 'DELETE', pathOf('a'));
      const last = await watch.next();
      stage.note('a refusal and a change of nothing are no events', [last?.type, summary(last?.object)]);
      watch.close();
    },
  },
  {
    title: 'watch: options',
    async play(stage) {
      const see = async (query: string): Promise<void> => {
        const end = query.includes('timeoutSeconds') ? '' : '&timeoutSeconds=1';
        const none = query.includes('fieldSelector') ? '' : `&${field('metadata.name=zz')}`;
        const path = `${csrPath}?watch=1&${query}${end}${none}`;
        const { code, json, text } = await stage.call('submitter', 'GET', path);
        stage.note(query, { code, body: json ?? text });
      };
      await Promise.all(watchOptions.map(see));
    },
  },
];

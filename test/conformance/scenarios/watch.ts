/** Lists and watches: pages, selectors, what a watch tells, and where it begins. */
import { csrPath } from '../client.ts';
import { approve, approved, denied, janes, must, pathOf, submit, withConditions } from '../objects.ts';
import type { Scenario, Stage } from '../scenario.ts';

const field = (selector: string): string => `fieldSelector=${encodeURIComponent(selector)}`;
const label = (selector: string): string => `labelSelector=${encodeURIComponent(selector)}`;

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

/** Four objects of two signers and with some labels. */
async function plant(stage: Stage): Promise<void> {
  await submit(stage, janes('a', {}, { labels: { tier: 'one', team: 'x' } }));
  await submit(stage, janes('b', {}, { labels: { tier: 'two' } }));
  await submit(
    stage,
    janes('c', { signerName: 'example.org/theirs' }, { labels: { tier: 'three', team: '' } }),
  );
  await submit(stage, janes('d', { signerName: 'example.org/theirs' }));
}

const selectors: readonly string[] = [
  field('metadata.name=a'),
  field('metadata.name!=a'),
  field('metadata.name==a,spec.signerName=example.com/ours'),
  field('spec.signerName=example.org/theirs'),
  field('spec.signerName!=example.org/theirs,metadata.name=c'),
  field('metadata.name='),
  field('metadata.namespace=x'),
  field('spec.username=submitter'),
  field('status.certificate='),
  field('nonsense'),
  field('metadata.name=a=b'),
  field('metadata.name=a\\,b'),
  field(',metadata.name=a,'),
  label('tier=one'),
  label('tier==two'),
  label('tier!=one'),
  label('tier in (one, two)'),
  label('tier notin (one,two)'),
  label('tier'),
  label('!tier'),
  label('team='),
  label('tier,team'),
  label('tier=one,team=x'),
  label('tier > 1'),
  label('a b'),
  label('tier in ()'),
  label('tier in (one'),
  label('tier=one=two'),
  label('=x'),
  label('tier=not valid'),
  label('-a=b'),
  label('a/b/c'),
  label(' tier = one , team '),
];

/** Options that are refused, or that choose a state. */
const options: readonly string[] = [
  'resourceVersion=abc',
  'resourceVersion=-1',
  'limit=abc',
  'limit=-1',
  'timeoutSeconds=abc',
  'continue=nonsense',
  'continue=nonsense&resourceVersion=5',
  'resourceVersion=0',
  'resourceVersion=0&resourceVersionMatch=NotOlderThan',
  'resourceVersion=0&resourceVersionMatch=Exact',
  'resourceVersionMatch=Exact',
  'resourceVersion=1&resourceVersionMatch=Never',
  'resourceVersion=1000000000',
  'sendInitialEvents=true',
];

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
    title: 'list: whole',
    needs: ['own'],
    async play(stage) {
      await stage.see('nothing', 'submitter', 'GET', csrPath);
      await submit(stage, janes('b'));
      await approve(stage, await submit(stage, janes('a')));
      await stage.see('two', 'submitter', 'GET', csrPath);
    },
  },
  {
    title: 'list: selectors',
    async play(stage) {
      await plant(stage);
      for (const selector of selectors) {
        const own =
          selector.startsWith('label') && selector.includes('!')
            ? `&${field('spec.signerName=example.com/ours')}`
            : '';
        const { code, json } = await stage.call('submitter', 'GET', `${csrPath}?${selector}${own}`);
        const names = json.items?.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
        stage.note(
          decodeURIComponent(selector),
          code === 200 ? names : [code, json.reason, json.message, json.details],
        );
      }
    },
    needs: ['own'],
  },
  {
    title: 'list: pages',
    needs: ['own'],
    async play(stage) {
      await plant(stage);
      const { json: first } = await stage.see('first', 'submitter', 'GET', `${csrPath}?limit=3`);
      const next = `${csrPath}?limit=3&continue=${encodeURIComponent(first.metadata.continue)}`;
      await submit(stage, janes('ca'));
      await stage.see('second', 'submitter', 'GET', next);
      await stage.see('second, with a version', 'submitter', 'GET', `${next}&resourceVersion=1`);
      await stage.see('second, of all there is', 'submitter', 'GET', next.replace('limit=3&', ''));
      await stage.see('with a selector', 'submitter', 'GET', `${csrPath}?limit=1&${label('tier')}`);
      await stage.see('more than there are', 'submitter', 'GET', `${csrPath}?limit=50`);
    },
  },
  {
    title: 'list: options',
    async play(stage) {
      for (const query of options) {
        const { code, json } = await stage.call(
          'submitter',
          'GET',
          `${csrPath}?${query}&${field('metadata.name=zz')}`,
        );
        stage.note(query, code === 200 ? json : { code, ...json });
      }
    },
  },
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
    title: 'watch: where it begins',
    async play(stage) {
      const before = await versionNow(stage);
      const object = await submit(stage, janes('a'));
      await approve(stage, object);
      const only = field('metadata.name=a');
      await tell(stage, 'without a version', only, 1);
      await tell(stage, 'version 0', `resourceVersion=0&${only}`, 1);
      await tell(stage, 'version before', `resourceVersion=${before}&${only}`, 2);
      await tell(
        stage,
        'version of its creation',
        `resourceVersion=${object.metadata.resourceVersion}&${only}`,
        1,
      );
      const initial = `sendInitialEvents=true&resourceVersionMatch=NotOlderThan&${only}`;
      await tell(stage, 'initial events', `${initial}&allowWatchBookmarks=true`, 2);
      await tell(stage, 'initial events without bookmarks', `${initial}&timeoutSeconds=1`, 2);
      await tell(stage, 'initial events since 0', `${initial}&resourceVersion=0&allowWatchBookmarks=true`, 2);
      await tell(
        stage,
        'no initial events',
        `sendInitialEvents=false&resourceVersionMatch=NotOlderThan&timeoutSeconds=1&${only}`,
        1,
      );
    },
  },
  {
    title: 'watch: the stream ends in time, with a bookmark',
    async play(stage) {
      await submit(stage, janes('a'));
      const only = `resourceVersion=${await versionNow(stage)}&${field('metadata.name=zz')}`;
      await tell(stage, 'without bookmarks', `${only}&timeoutSeconds=1`, 1);
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
      for (const query of watchOptions) {
        const end = query.includes('timeoutSeconds') ? '' : '&timeoutSeconds=1';
        const none = query.includes('fieldSelector') ? '' : `&${field('metadata.name=zz')}`;
        const path = `${csrPath}?watch=1&${query}${end}${none}`;
        const { code, json, text } = await stage.call('submitter', 'GET', path);
        stage.note(query, { code, body: json ?? text });
      }
    },
  },
];

/** Lists: pages, selectors, options. */
import { csrPath } from '../client.ts';
import { approve, janes, submit } from '../objects.ts';
import type { Scenario, Stage } from '../scenario.ts';

/** Query parameters of the two selectors. */
export const field = (selector: string): string => `fieldSelector=${encodeURIComponent(selector)}`;
export const label = (selector: string): string => `labelSelector=${encodeURIComponent(selector)}`;

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
  ...[
    ...[
      'tier in (one,)',
      'tier in (,one)',
      'tier in (one,,two)',
      'tier in (one two)',
      'team in ()',
      'team in (,)',
    ],
    ...[
      'tier,',
      ',tier',
      'tier,,team',
      'tier in one',
      'tier=(',
      'tier=',
      'tier!=',
      '!tier=one',
      '!',
      'tier !',
      '',
    ],
    ...[
      'tier>x',
      'tier>',
      'tier<4',
      'tier>=4',
      'tier===one',
      'tier=!one',
      'tier!one',
      'in in (in)',
      'in',
      'notin',
    ],
    ...[
      'tier in (one) team',
      'tier (one)',
      'tier in (not/valid)',
      'tier notin (one),team',
      'tier in ((one))',
      '(tier)',
    ],
  ].map(label),
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

export const listScenarios: readonly Scenario[] = [
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
];

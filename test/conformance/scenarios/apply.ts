/** Applying over what is there: nothing of spec or status changes. */
import { janes, pathOf, submit } from '../objects.ts';
import type { Scenario } from '../scenario.ts';

const applyPatch = { 'content-type': 'application/apply-patch+yaml' };

export const applyScenarios: readonly Scenario[] = [
  {
    title: 'apply: on the server',
    async play(stage) {
      const apply = (step: string, body: unknown, query = '?fieldManager=me') =>
        stage.see(step, 'admin', 'PATCH', `${pathOf('a')}${query}`, { body, headers: applyPatch });
      await apply('without a manager', janes('a'), '');
      await apply('dry', janes('a'), '?fieldManager=me&dryRun=All');
      await apply('new', janes('a', {}, { labels: { one: 'x' } }));
      await apply('the same', janes('a', {}, { labels: { one: 'x' } }));
      await apply('another spec', janes('a', { expirationSeconds: 7200 }, { labels: { two: 'y' } }));
      await apply('invalid spec', janes('a', { usages: [] }));
      await apply('another name', janes('b'));
      await apply('without a kind', { metadata: { name: 'a' } });
      await apply('managed fields', janes('a', {}, { managedFields: [] }));
      await apply('no object', []);
      await apply('an unknown field', { ...janes('a'), colour: 'blue' });
      await stage.see('in the end', 'submitter', 'GET', pathOf('a'));
    },
  },
  {
    title: 'apply: on the server, over what another created',
    async play(stage) {
      await submit(stage, janes('a', {}, { labels: { one: 'x' } }));
      const apply = (step: string, body: unknown, query: string) =>
        stage.see(step, 'admin', 'PATCH', `${pathOf('a')}${query}`, { body, headers: applyPatch });
      await apply('the same spec', janes('a'), '?fieldManager=me');
      await apply(
        'finalizers and owners',
        janes(
          'a',
          {},
          {
            finalizers: ['example.com/f'],
            ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: '1' }],
          },
        ),
        '?fieldManager=other',
      );
      await apply(
        'others of one manager',
        janes('a', {}, { finalizers: ['example.com/g'], annotations: { a: 'b' } }),
        '?fieldManager=third',
      );
      await apply('none of that manager', janes('a'), '?fieldManager=other');
      await apply(
        'a uid that is another',
        janes('a', {}, { uid: '11111111-2222-3333-4444-555555555555' }),
        '?fieldManager=me',
      );
      await apply('a stale version', janes('a', {}, { resourceVersion: '1' }), '?fieldManager=me');
      await apply('forced', janes('a', { expirationSeconds: 7200 }), '?fieldManager=me&force=true');
    },
  },
];

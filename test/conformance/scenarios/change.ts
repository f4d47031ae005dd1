/** Changing and deleting the main resource: spec never changes, preconditions hold, patches of each kind. */
import { csrPath } from '../client.ts';
import { approve, approved, janes, jsonPatch, mergePatch, must, pathOf, submit } from '../objects.ts';
import type { Scenario, Stage } from '../scenario.ts';

function afresh(title: string, play: (stage: Stage) => Promise<void>, metadata: object = {}): Scenario {
  return {
    title,
    async play(stage) {
      await submit(stage, janes('a', {}, metadata));
      await play(stage);
      await stage.see('in the end', 'submitter', 'GET', pathOf('a'));
    },
  };
}

const deletions: Readonly<Record<string, unknown>> = {
  'another uid': { preconditions: { uid: '11111111-2222-3333-4444-555555555555' } },
  'another version': { preconditions: { resourceVersion: '1' } },
  'no JSON': '{',
  'another type': [],
  'a kind of another group': { kind: 'Pod', apiVersion: 'v1' },
  'a dry run by the body': { dryRun: ['All'] },
  'a dry run of some': { dryRun: ['Some'] },
  'a policy nobody knows': { propagationPolicy: 'Sometimes' },
  'both old and new orphaning': { orphanDependents: true, propagationPolicy: 'Background' },
  'an unknown field': { colour: 'blue', dryRun: ['All'] },
};

const strategicPatch = { 'content-type': 'application/strategic-merge-patch+json' };

/** Patches that `admin` sends to the main resource. */
const patches: readonly (readonly [string, object, unknown])[] = [
  ['merge: labels', mergePatch, { metadata: { labels: { a: 'b', c: null } } }],
  ['merge: spec', mergePatch, { spec: { signerName: 'example.com/other', expirationSeconds: null } }],
  ['merge: status', mergePatch, { status: { conditions: [approved] } }],
  ['merge: another name', mergePatch, { metadata: { name: 'b' } }],
  ['merge: another uid', mergePatch, { metadata: { uid: '11111111-2222-3333-4444-555555555555' } }],
  ['merge: a stale version', mergePatch, { metadata: { resourceVersion: '1' } }],
  ['merge: another kind', mergePatch, { kind: 'Pod' }],
  ['merge: bad label', mergePatch, { metadata: { labels: { 'a b': 'c' } } }],
  ['merge: wrong type', mergePatch, { metadata: { labels: 7 } }],
  ['merge: wrong type in spec', mergePatch, { spec: { usages: 'x' } }],
  ['merge: unknown field', mergePatch, { spec: { colour: 'blue' } }],
  ['merge: a list', mergePatch, []],
  ['merge: no JSON', mergePatch, '{'],
  ['json: add a label', jsonPatch, [{ op: 'add', path: '/metadata/labels', value: { x: 'y' } }]],
  ['json: test holds', jsonPatch, [{ op: 'test', path: '/metadata/name', value: 'a' }]],
  ['json: test fails', jsonPatch, [{ op: 'test', path: '/metadata/name', value: 'b' }]],
  ['json: no such place', jsonPatch, [{ op: 'remove', path: '/metadata/nothing' }]],
  ['json: no such operation', jsonPatch, [{ op: 'shuffle', path: '/metadata' }]],
  ['json: an object', jsonPatch, { op: 'add' }],
  ['json: no JSON', jsonPatch, '['],
  ['strategic: labels', strategicPatch, { metadata: { labels: { s: 't' } } }],
  ['strategic: conditions', strategicPatch, { status: { conditions: [approved] } }],
  [
    'strategic: finalizers and owners',
    strategicPatch,
    {
      metadata: {
        finalizers: ['example.com/f', 'example.com/g'],
        '$setElementOrder/finalizers': ['example.com/f', 'example.com/g'],
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: '1' }],
      },
    },
  ],
  [
    'strategic: a directive for what is not there',
    strategicPatch,
    { metadata: { labels: { $patch: 'replace', only: 'this' } } },
  ],
  [
    'strategic: a directive',
    strategicPatch,
    { metadata: { annotations: { $patch: 'replace', only: 'this' } } },
  ],
  ['strategic: delete by a directive', strategicPatch, { metadata: { $patch: 'delete' } }],
  ['as JSON', { 'content-type': 'application/json' }, { metadata: { labels: {} } }],
];

export const changeScenarios: readonly Scenario[] = [
  afresh('update: only metadata changes', async (stage) => {
    const stored = must(await stage.call('admin', 'GET', pathOf('a')), 200);
    const put = (step: string, fields: object, metadata: object = {}) =>
      stage.see(step, 'admin', 'PUT', pathOf('a'), {
        body: {
          ...stored,
          ...fields,
          metadata: { ...stored.metadata, resourceVersion: undefined, ...metadata },
        },
      });
    await put('spec and status', {
      spec: { ...stored.spec, request: 'YQ==', signerName: 'x', usages: [], username: 'root' },
      status: { conditions: [approved], certificate: 'YQ==' },
    });
    await put('no spec', { spec: undefined });
    await put('labels and annotations', {}, { labels: { a: 'b' }, annotations: { c: 'd' } });
    await put('empty labels', {}, { labels: {}, annotations: null });
    await put('bad labels', {}, { labels: { 'a b': '' } });
    await put('owners', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: '1' }] });
    await put('owner without name', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'Node' }] });
    await put('a namespace', {}, { namespace: 'prod' });
    await put('generateName', {}, { generateName: 'other-' });
    await put('generation', {}, { generation: 5 });
    await put('creation time', {}, { creationTimestamp: '2020-01-01T00:00:00Z' });
    await put('deletion time', {}, { deletionTimestamp: '2020-01-01T00:00:00Z' });
    await put('another uid', {}, { uid: '11111111-2222-3333-4444-555555555555' });
    await put('a stale version', {}, { resourceVersion: '1' });
    await put('version 0', {}, { resourceVersion: '0' });
    await put('another name', {}, { name: 'b' });
    await put('no name', {}, { name: undefined });
    await put('a wrong type', { spec: { ...stored.spec, usages: 'x' } });
    await stage.see('a dry run', 'admin', 'PUT', `${pathOf('a')}?dryRun=All`, {
      body: {
        ...stored,
        metadata: { ...stored.metadata, resourceVersion: undefined, labels: { dry: 'run' } },
      },
    });
    await stage.see('unknown fields, strict', 'admin', 'PUT', `${pathOf('a')}?fieldValidation=Strict`, {
      body: { ...stored, colour: 'blue' },
    });
    await stage.see('bad options', 'admin', 'PUT', `${pathOf('a')}?dryRun=x`, { body: stored });
  }),
  ...patches.map(([title, headers, body]) =>
    afresh(
      `patch: ${title}`,
      async (stage) => {
        await stage.see('patch', 'admin', 'PATCH', pathOf('a'), {
          body,
          headers: headers as Readonly<Record<string, string>>,
        });
      },
      { annotations: { note: 'there' } },
    ),
  ),
  afresh('patch: subresources', async (stage) => {
    const condition = { status: { conditions: [approved] } };
    await stage.see('approval', 'admin', 'PATCH', pathOf('a', 'approval'), {
      body: condition,
      headers: mergePatch,
    });
    await stage.see('status by merge drops the approval', 'admin', 'PATCH', pathOf('a', 'status'), {
      body: { status: { conditions: [{ type: 'Failed', status: 'True' }] } },
      headers: mergePatch,
    });
    await stage.see('status by JSON patch', 'admin', 'PATCH', pathOf('a', 'status'), {
      body: [{ op: 'add', path: '/status/conditions/-', value: { type: 'Failed', status: 'True' } }],
      headers: jsonPatch,
    });
    await stage.see('what is not there', 'admin', 'PATCH', pathOf('b', 'status'), {
      body: condition,
      headers: mergePatch,
    });
    await stage.see('dry', 'admin', 'PATCH', `${pathOf('a')}?dryRun=All`, {
      body: { metadata: { labels: { dry: 'run' } } },
      headers: mergePatch,
    });
    await stage.see('bad options', 'admin', 'PATCH', `${pathOf('a')}?dryRun=x&force=true`, {
      body: {},
      headers: mergePatch,
    });
  }),
  afresh('delete: preconditions and options', async (stage) => {
    for (const [title, body] of Object.entries(deletions)) {
      await stage.see(title, 'admin', 'DELETE', pathOf('a'), { body });
    }
    await stage.see('a dry run', 'admin', 'DELETE', `${pathOf('a')}?dryRun=All`);
    await stage.see('bad options', 'admin', 'DELETE', `${pathOf('a')}?dryRun=x`);
    const { metadata } = must(await stage.call('admin', 'GET', pathOf('a')), 200);
    await stage.see('its uid', 'admin', 'DELETE', pathOf('a'), {
      body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: metadata.uid } },
    });
    await stage.see('once more', 'admin', 'DELETE', pathOf('a'));
  }),
  afresh(
    'delete: a finalizer holds it back',
    async (stage) => {
      await stage.see('delete', 'admin', 'DELETE', pathOf('a'));
      await stage.see('once more', 'admin', 'DELETE', pathOf('a'));
      const stored = must(await stage.call('admin', 'GET', pathOf('a')), 200);
      await stage.see('approve meanwhile', 'approver', 'PUT', pathOf('a', 'approval'), {
        body: { ...stored, status: { conditions: [approved] } },
      });
      await stage.see('another finalizer', 'admin', 'PATCH', pathOf('a'), {
        body: { metadata: { finalizers: ['example.com/f', 'example.com/g'] } },
        headers: mergePatch,
      });
      await stage.see('let go', 'admin', 'PATCH', pathOf('a'), {
        body: { metadata: { finalizers: null } },
        headers: mergePatch,
      });
    },
    { finalizers: ['example.com/f'] },
  ),
  {
    title: 'delete: all that a selector chooses',
    async play(stage) {
      await submit(stage, janes('a', {}, { labels: { tier: 'one' } }));
      await submit(stage, janes('b', {}, { labels: { tier: 'one' } }));
      await submit(stage, janes('c', {}, { labels: { tier: 'two' } }));
      await stage.see('dry', 'admin', 'DELETE', `${csrPath}?labelSelector=tier%3Done&dryRun=All`);
      await stage.see('of one tier', 'admin', 'DELETE', `${csrPath}?labelSelector=tier%3Done`);
      await stage.see('left', 'admin', 'GET', `${csrPath}?labelSelector=tier`);
      await stage.see('by a selector that is none', 'admin', 'DELETE', `${csrPath}?labelSelector=a%20b`);
    },
  },
  {
    title: 'conflict: of two that write, one is told',
    async play(stage) {
      const stored = await submit(stage, janes('a'));
      await approve(stage, stored);
      const body = { ...stored, metadata: { ...stored.metadata, labels: { late: 'yes' } } };
      await stage.see('update', 'admin', 'PUT', pathOf('a'), { body });
      await stage.see('status', 'signer', 'PUT', pathOf('a', 'status'), { body });
      await stage.see('approval', 'approver', 'PUT', pathOf('a', 'approval'), { body });
    },
  },
];

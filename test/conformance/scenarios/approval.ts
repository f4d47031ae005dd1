/** Deciding: what `/approval` takes, what it leaves alone, and that a decision is final. */
import {
  approved,
  denied,
  failed,
  janes,
  must,
  ourSigner,
  pathOf,
  submit,
  withConditions,
} from '../objects.ts';
import type { Scenario, Stage } from '../scenario.ts';

/** One update of `/approval` by approver; the object comes from the function, which gets what is stored. */
async function decide(
  stage: Stage,
  step: string,
  // biome-ignore lint/suspicious/noExplicitAny: an object of the API
  change: (stored: any) => object,
  user = 'approver',
): Promise<void> {
  const stored = must(await stage.call('admin', 'GET', pathOf('a')), 200);
  await stage.see(step, user, 'PUT', pathOf('a', 'approval'), { body: change(stored) });
}

function afresh(title: string, play: (stage: Stage) => Promise<void>): Scenario {
  return {
    title: `approval: ${title}`,
    async play(stage) {
      await submit(stage, janes('a'));
      await play(stage);
      await stage.see('in the end', 'submitter', 'GET', pathOf('a'));
    },
  };
}

const conditionCases: Readonly<Record<string, readonly object[]>> = {
  'without a status': [{ type: 'Approved' }],
  'status False': [{ ...approved, status: 'False' }],
  'status Unknown': [{ ...denied, status: 'Unknown' }],
  'without a type': [{ status: 'True' }],
  'a type twice': [approved, approved],
  'both decisions': [approved, denied],
  'both decisions, the other way': [denied, approved],
  'an own type': [{ type: 'example.com/Seen', status: 'Unknown' }],
  'a type that is no name': [{ type: 'any text at all', status: 'Maybe' }],
  'times of one’s own': [
    { ...approved, lastUpdateTime: '2020-01-01T00:00:00Z', lastTransitionTime: '2020-01-02T00:00:00Z' },
  ],
  'a broken time': [{ ...approved, lastUpdateTime: 'yesterday' }],
  'a time with an offset and a fraction': [{ ...approved, lastUpdateTime: '2020-01-01T02:00:00.5+02:00' }],
  'an unknown field': [{ ...approved, by: 'me' }],
};

export const approvalScenarios: readonly Scenario[] = [
  afresh('approve, once more, deny', async (stage) => {
    await decide(stage, 'approve', (stored) => withConditions(stored, approved));
    await decide(stage, 'once more', (stored) => withConditions(stored, ...stored.status.conditions));
    await decide(stage, 'with another reason', (stored) =>
      withConditions(stored, { ...stored.status.conditions[0], reason: 'Other', message: 'changed' }),
    );
    await decide(stage, 'deny as well', (stored) =>
      withConditions(stored, ...stored.status.conditions, denied),
    );
    await decide(stage, 'deny instead', (stored) => withConditions(stored, denied));
    await decide(stage, 'take back', (stored) => withConditions(stored));
    await decide(stage, 'without a status', ({ status: _status, ...stored }) => stored);
  }),
  afresh('deny, then approve', async (stage) => {
    await decide(stage, 'deny', (stored) => withConditions(stored, denied));
    await decide(stage, 'approve as well', (stored) =>
      withConditions(stored, ...stored.status.conditions, approved),
    );
    await decide(stage, 'approve instead', (stored) => withConditions(stored, approved));
    await decide(stage, 'take back', (stored) => withConditions(stored));
  }),
  afresh('what else it takes and drops', async (stage) => {
    await decide(stage, 'spec, certificate and identity', (stored) => ({
      ...withConditions(stored, failed),
      spec: { ...stored.spec, request: 'YQ==', signerName: 'example.com/other', username: 'x', usages: [] },
    }));
    await decide(stage, 'a certificate', (stored) => ({
      ...stored,
      status: { ...stored.status, certificate: 'YQ==' },
    }));
    await decide(stage, 'metadata', (stored) => ({
      ...withConditions(stored, failed, approved),
      metadata: { ...stored.metadata, labels: { a: 'b' }, annotations: { c: 'd' }, creationTimestamp: null },
    }));
    await decide(stage, 'bad metadata', (stored) => ({
      ...stored,
      metadata: { ...stored.metadata, labels: { 'a b': 'c' } },
    }));
    await decide(stage, 'take Failed back', (stored) => withConditions(stored, approved));
  }),
  ...Object.entries(conditionCases).map(([title, conditions]) =>
    afresh(title, (stage) => decide(stage, 'approval', (stored) => withConditions(stored, ...conditions))),
  ),
  afresh('names, versions and uids', async (stage) => {
    const stored = must(await stage.call('admin', 'GET', pathOf('a')), 200);
    const put = (step: string, fields: object) =>
      stage.see(step, 'approver', 'PUT', pathOf('a', 'approval'), {
        body: { ...withConditions(stored, approved), metadata: { ...stored.metadata, ...fields } },
      });
    await put('another uid', { uid: '11111111-2222-3333-4444-555555555555' });
    await put('a stale version', { resourceVersion: '1' });
    await put('a version that is no number', { resourceVersion: 'x' });
    await put('another name', { name: 'b' });
    await put('no name', { name: undefined });
    await put('a namespace', { namespace: 'prod' });
    await stage.see('another kind', 'approver', 'PUT', pathOf('a', 'approval'), {
      body: { ...stored, kind: 'Pod', apiVersion: 'v1' },
    });
    await stage.see('no JSON', 'approver', 'PUT', pathOf('a', 'approval'), { body: '{' });
    await put('without uid and version', {
      uid: undefined,
      resourceVersion: undefined,
      creationTimestamp: undefined,
    });
    await put('after that, a stale version', {});
  }),
  afresh('a dry run', async (stage) => {
    const stored = must(await stage.call('admin', 'GET', pathOf('a')), 200);
    const path = `${pathOf('a', 'approval')}?dryRun=All`;
    await stage.see('approve', 'approver', 'PUT', path, { body: withConditions(stored, approved) });
    await stage.see('not permitted', 'signer', 'PUT', path, { body: withConditions(stored, approved) });
  }),
  afresh('reading it', async (stage) => {
    await stage.see('as approver', 'approver', 'GET', pathOf('a', 'approval'));
    await stage.see('as admin', 'admin', 'GET', pathOf('a', 'approval'));
    await stage.see('status as admin', 'admin', 'GET', pathOf('a', 'status'));
  }),
  {
    title: 'approval: of one that was deleted and made anew',
    async play(stage) {
      const first = await submit(stage, janes('a'));
      await stage.call('admin', 'DELETE', pathOf('a'));
      await submit(stage, janes('a', { signerName: ourSigner, expirationSeconds: 7200 }));
      await stage.see('by uid and version', 'approver', 'PUT', pathOf('a', 'approval'), {
        body: withConditions(first, approved),
      });
      await stage.see('by uid', 'approver', 'PUT', pathOf('a', 'approval'), {
        body: { ...withConditions(first, approved), metadata: { name: 'a', uid: first.metadata.uid } },
      });
    },
  },
];

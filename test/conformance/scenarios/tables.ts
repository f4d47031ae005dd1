/** Tables, which kubectl prints. */
import { csrPath } from '../client.ts';
import {
  approve,
  approved,
  denied,
  encode,
  failed,
  janes,
  materialOf,
  must,
  pathOf,
  submit,
  withConditions,
} from '../objects.ts';
import type { Scenario, Stage } from '../scenario.ts';

const asTable = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

/** The table as kubectl reads it; ages are the server's clock against its own times. */
async function see(stage: Stage, step: string, path: string, headers = asTable): Promise<void> {
  const { code, json } = await stage.call('submitter', 'GET', path, { headers });
  const rows = json.rows?.map(({ cells, ...row }: { cells: unknown[] }) => ({
    ...row,
    cells: cells.map((cell) => (/^\d+s$/.test(String(cell)) ? '<age>' : cell)),
  }));
  // What the columns mean is said in Kubernetes' own documentation.
  const columnDefinitions = json.columnDefinitions?.map(
    ({ description: _description, ...column }: Readonly<Record<string, unknown>>) => column,
  );
  stage.note(step, { code, body: rows === undefined ? json : { ...json, columnDefinitions, rows } });
}

export const tableScenarios: readonly Scenario[] = [
  {
    title: 'tables: columns and conditions',
    async play(stage) {
      const put = async (
        name: string,
        subresource: string,
        user: string,
        ...conditions: readonly object[]
      ) => {
        const stored = must(await stage.call('admin', 'GET', pathOf(name)), 200);
        const body = withConditions(stored, ...(stored.status.conditions ?? []), ...conditions);
        must(await stage.call(user, 'PUT', pathOf(name, subresource), { body }), 200);
      };
      const signer = 'example.com/table';
      await submit(stage, janes('a', { signerName: signer }));
      await approve(
        stage,
        await submit(stage, janes('b', { signerName: signer, expirationSeconds: undefined })),
      );
      await submit(stage, janes('c', { signerName: signer, expirationSeconds: 86400 * 400 }));
      await put('c', 'approval', 'approver', denied);
      await submit(stage, janes('d', { signerName: signer, expirationSeconds: 86400 }));
      await put('d', 'approval', 'approver', approved);
      await put('d', 'status', 'signer', failed);
      const issued = await approve(
        stage,
        await submit(stage, janes('e', { signerName: signer, expirationSeconds: 5400 })),
      );
      await stage.call('signer', 'PUT', pathOf('e', 'status'), {
        body: { ...issued, status: { ...issued.status, certificate: encode(materialOf('certificate')) } },
      });
      await see(stage, 'list', `${csrPath}?fieldSelector=spec.signerName%3D${encodeURIComponent(signer)}`);
      await see(stage, 'one', pathOf('a'));
      await see(stage, 'one with its object', `${pathOf('b')}?includeObject=Object`);
      await see(stage, 'one without', `${pathOf('b')}?includeObject=None`);
      await see(stage, 'a bad choice', `${pathOf('b')}?includeObject=Some`);
      await see(stage, 'what is not there', pathOf('zz'));
      await see(stage, 'nothing', `${csrPath}?labelSelector=nothing`);
    },
  },
  {
    title: 'tables: partial metadata',
    async play(stage) {
      await submit(stage, janes('a', {}, { labels: { x: 'y' } }));
      const one = { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' };
      await see(stage, 'one', pathOf('a'), one);
      await see(stage, 'not accepted', pathOf('a'), {
        accept: 'application/json;as=Poem;v=v1;g=meta.k8s.io',
      });
    },
  },
];

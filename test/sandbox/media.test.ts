import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { negotiate } from '../../src/sandbox/media.ts';

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const protobuf = 'application/vnd.kubernetes.protobuf';

describe('negotiate', () => {
  for (const [accept, expected] of [
    [undefined, ['json']],
    ['', ['json']],
    ['*/*', ['json']],
    [`${protobuf},application/json`, ['protobuf', 'json']],
    [`application/json;q=0.5, ${protobuf}`, ['protobuf', 'json']],
    [`${table},application/json`, ['json Table', 'json']],
    ['application/json;as=Table;v=v1beta1;g=meta.k8s.io, application/json', ['json']],
    ['text/html, application/yaml', ['yaml']],
    [`${protobuf};as=Table;v=v1;g=meta.k8s.io,${table}`, ['json Table']],
  ] as const) {
    it(`takes ${JSON.stringify(accept)} for ${expected.join(', then ')}`, () => {
      const forms = negotiate(accept);
      assert.ok(!('refusal' in forms));
      assert.deepEqual(
        forms.map(({ encoding, as }) => (as === null ? encoding : `${encoding} ${as}`)),
        expected,
      );
    });
  }

  for (const accept of ['text/html', 'application/json;as=Poem;v=v1;g=meta.k8s.io', `${protobuf};as=Table`]) {
    it(`refuses ${accept} with 406`, () => {
      const forms = negotiate(accept);
      assert.ok('refusal' in forms);
      assert.deepEqual([forms.refusal.code, forms.refusal.reason], [406, 'NotAcceptable']);
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keptManagers } from '../../src/kubernetes/managed-fields.ts';

const entry = {
  manager: 'b',
  operation: 'Update',
  apiVersion: 'certificates.k8s.io/v1',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': {} } as unknown,
};

// Each observed at the oracle.
const cases: readonly (readonly [what: string, entries: readonly unknown[], managers: readonly string[]])[] =
  [
    ['a plain entry', [entry], ['b']],
    [
      'entries in order of operation, then manager',
      [entry, { ...entry, manager: 'a' }, { ...entry, operation: 'Apply' }],
      ['b', 'a', 'b'],
    ],
    [
      'entries without a time first',
      [{ ...entry, manager: 'a', time: '2026-01-01T00:00:00Z' }, entry],
      ['b', 'a'],
    ],
    ['one entry a manager', [entry, entry], ['b']],
    ['none of another version', [{ ...entry, apiVersion: 'v1' }], []],
    ['none where one has a version of three parts', [entry, { ...entry, apiVersion: 'a/b/c' }], []],
    ['none without fields', [{ ...entry, fieldsV1: { '.': {}, 'q:x': {} } }], []],
    ['none where one has no version', [entry, { ...entry, apiVersion: '' }], []],
    ['none where one has another operation', [entry, { ...entry, operation: 'update' }], []],
    ...[[], 'x', { x: {} }, { 'f:a': 1 }, { 'i:x': {} }, { 'k:x': {} }, { 'v:': {} }].map(
      (fieldsV1) =>
        [`none where one names ${JSON.stringify(fieldsV1)}`, [entry, { ...entry, fieldsV1 }], []] as const,
    ),
    ...[{ 'v:1': {} }, { 'k:{}': {} }, { 'i:0': {} }, { 'f:a': null }].map(
      (fieldsV1) => [`what names ${JSON.stringify(fieldsV1)}`, [{ ...entry, fieldsV1 }], ['b']] as const,
    ),
  ];

describe('keptManagers', () => {
  for (const [what, entries, managers] of cases) {
    it(`keeps ${what}`, () => assert.deepEqual(keptManagers(entries), managers));
  }
});

/** Owners and managed fields of an object. */
import type { JsonValue } from '../../../src/model.ts';
import { long } from './cases.ts';

export function owners(): JsonValue[] {
  const good = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };
  return [
    [good],
    [
      { ...good, controller: true },
      { ...good, uid: 'w', controller: true },
    ],
    [{}],
    [{ ...good, kind: 'Event' }],
    [{ ...good, apiVersion: 'a/b/c' }],
    [{ ...good, apiVersion: 'a/' }],
    [{ ...good, blockOwnerDeletion: false }],
    [{ ...good, extra: 1 }],
    [{ ...good, controller: 'yes' }],
  ];
}

export function managers(): JsonValue[] {
  const good = {
    manager: 'm',
    operation: 'Update',
    apiVersion: 'certificates.k8s.io/v1',
    fieldsType: 'FieldsV1',
  };
  return [
    { ...good, fieldsV1: {} },
    { ...good, operation: 'Delete' },
    { ...good, fieldsType: 'X' },
    { ...good, manager: long(200), fieldsV1: { 'f:spec': {} } },
    { ...good, time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:spec': {} } },
    { ...good, time: 'yesterday' },
    { ...good, fieldsV1: 'x' },
    {},
  ];
}

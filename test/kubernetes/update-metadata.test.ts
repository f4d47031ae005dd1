import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CertificateSigningRequest, ObjectMeta } from '../../src/kubernetes/object.ts';
import { type Updated, updateObject } from '../../src/kubernetes/update.ts';
import { janes } from '../conformance/objects.ts';

const stored = janes(
  'a',
  {},
  {
    uid: 'one',
    resourceVersion: '7',
    creationTimestamp: '2026-01-01T00:00:00Z',
    finalizers: ['example.com/f'],
  },
) as unknown as CertificateSigningRequest;

const dying = {
  ...stored,
  metadata: { ...stored.metadata, deletionTimestamp: '2026-01-02T00:00:00Z', deletionGracePeriodSeconds: 0 },
};

function update(object: CertificateSigningRequest, metadata: ObjectMeta): Updated {
  return updateObject(object, { ...object, metadata: { ...object.metadata, ...metadata } });
}

/** Field and message of each fault, once. */
function faults(updated: Updated): readonly string[] {
  if (!('refusal' in updated)) return [];
  return [...new Set(updated.refusal.causes.map(({ field, message }) => `${field}: ${message}`))];
}

// All seen on 1.36.4 (test/conformance).
describe('an update of metadata', () => {
  it('leaves what is the server’s own as it was', () => {
    const updated = update(stored, {
      namespace: 'prod',
      generation: 5,
      creationTimestamp: '2020-01-01T00:00:00Z',
    });
    assert.deepEqual(updated, { object: stored });
  });

  it('cannot mark an object as being deleted', () => {
    assert.deepEqual(faults(update(stored, { deletionTimestamp: '2020-01-01T00:00:00Z' })), [
      'metadata.deletionTimestamp: Invalid value: "2020-01-01T00:00:00Z": field is immutable',
    ]);
    assert.deepEqual(faults(update(stored, { deletionGracePeriodSeconds: 3 })), [
      'metadata.deletionGracePeriodSeconds: Invalid value: 3: field is immutable',
    ]);
  });

  it('cannot take the mark away, either', () => {
    const { deletionTimestamp: _time, deletionGracePeriodSeconds: _seconds, ...metadata } = dying.metadata;
    assert.deepEqual(updateObject(dying, { ...dying, metadata }), { object: dying });
  });

  it('gives an object that is being deleted no new finalizers, and lets go of old ones', () => {
    assert.deepEqual(
      faults(update(dying, { finalizers: ['example.com/h', 'example.com/f', 'example.com/g'] })),
      [
        'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, ' +
          'found new finalizers []string{"example.com/g", "example.com/h"}',
      ],
    );
    assert.deepEqual(faults(update(dying, { finalizers: [] })), []);
    assert.deepEqual(faults(update(stored, { finalizers: ['example.com/g'] })), []);
  });
});

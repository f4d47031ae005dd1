import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { certificateProfile } from '../../src/kubernetes/certificate-profile.ts';
import { csrOf, subjectOf } from './objects.ts';

const hour = 3600;
const now = new Date('2026-11-22T15:00:00.900Z');
const csr = csrOf({ subject: subjectOf('x') });

function seconds(expirationSeconds: number | undefined, caNotAfter: Date | null = null): number {
  const spec = { usages: [], ...(expirationSeconds === undefined ? {} : { expirationSeconds }) };
  return certificateProfile(csr, spec, { maxLifetimeSeconds: 24 * hour, now, caNotAfter }).seconds;
}

describe('certificateProfile', () => {
  // The figures of Kubernetes' own test, pkg/controller/certificates/signer, with a maximum of 24 hours.
  const figures: readonly (readonly [number | undefined, number])[] = [
    [undefined, 24 * hour],
    [48 * hour, 24 * hour],
    [20 * hour, 20 * hour],
    [10 * hour, 10 * hour],
    [8 * hour, 8 * hour],
    [8 * hour - 1, 8 * hour + 299],
    [2 * hour, 2 * hour + 300],
    [1800, 2100],
    [600, 900],
  ];
  for (const [asked, granted] of figures) {
    it(`grants ${granted} seconds for ${asked ?? 'nothing'} asked`, () => {
      assert.equal(seconds(asked), granted);
    });
  }

  it('is silently cut to the life of the CA', () => {
    assert.equal(seconds(20 * hour, new Date('2026-11-22T16:00:00Z')), hour + 300);
    assert.equal(seconds(hour, new Date('2027-01-01T00:00:00Z')), hour + 300);
  });

  it('backdates by five minutes, in whole seconds', () => {
    const { notBefore } = certificateProfile(csr, {}, { maxLifetimeSeconds: hour, now, caNotAfter: null });
    assert.equal(notBefore.toISOString(), '2026-11-22T14:55:00.000Z');
  });
});

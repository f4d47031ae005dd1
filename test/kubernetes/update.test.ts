import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestStatus,
} from '../../src/kubernetes/object.ts';
import {
  refuseStale,
  type Updated,
  updateApproval,
  updateObject,
  updateStatus,
} from '../../src/kubernetes/update.ts';
import { condition, objectOf } from './objects.ts';

const now = new Date('2026-11-22T15:00:00.700Z');
const plan = { subject: [] };
const stored = (status: CertificateSigningRequestStatus = {}) => objectOf(plan, {}, status);
const pending = stored();
const timed = { lastUpdateTime: '2026-11-22T14:30:00Z', lastTransitionTime: '2026-11-22T14:30:00Z' };
const approved = stored({ conditions: [condition('Approved', timed)] });

function makeCertificate(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  try {
    const [key, out] = [join(folder, 'key'), join(folder, 'crt')];
    const options = [
      '-newkey',
      'ed25519',
      '-nodes',
      '-keyout',
      key,
      '-out',
      out,
      '-subj',
      '/CN=x',
      '-days',
      '1',
    ];
    execFileSync('openssl', ['req', '-x509', ...options], { stdio: 'ignore' });
    return readFileSync(out, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const pem = makeCertificate();
const base64 = (text: string) => Buffer.from(text).toString('base64');

function withStatus(object: CertificateSigningRequest, status: CertificateSigningRequestStatus) {
  return { ...object, status };
}

function accepted(updated: Updated): CertificateSigningRequest {
  assert.ok('object' in updated, JSON.stringify(updated));
  return updated.object;
}

function causes(updated: Updated): string[] {
  assert.ok('refusal' in updated);
  assert.equal(updated.refusal.code, 422);
  return updated.refusal.causes.map((cause) => `${cause.field}: ${cause.message}`);
}

describe('updateApproval', () => {
  it('keeps the conditions of the body, fills in their times in whole seconds, and nothing else of status or spec', () => {
    const body = {
      ...withStatus(pending, {
        conditions: [condition('Approved', { reason: 'Merged' })],
        certificate: base64(pem),
      }),
      spec: { ...pending.spec, signerName: 'evil.example/other' },
    };
    const object = accepted(updateApproval(pending, body, now));
    const time = '2026-11-22T15:00:00Z';
    assert.deepEqual(object.status, {
      conditions: [
        condition('Approved', { reason: 'Merged', lastUpdateTime: time, lastTransitionTime: time }),
      ],
    });
    assert.deepEqual(object.spec, pending.spec);
  });

  it('believes the times of a client, even past ones', () => {
    const body = withStatus(pending, { conditions: [condition('Approved', timed)] });
    assert.deepEqual(accepted(updateApproval(pending, body, now)).status?.conditions, [
      condition('Approved', timed),
    ]);
  });

  it('keeps the transition time of a condition that is already there', () => {
    const body = withStatus(approved, { conditions: [condition('Approved', { message: 'again' })] });
    const [kept] = accepted(updateApproval(approved, body, now)).status?.conditions ?? [];
    assert.equal(kept?.lastTransitionTime, timed.lastTransitionTime);
    assert.equal(kept?.lastUpdateTime, '2026-11-22T15:00:00Z');
  });

  const refusals: readonly (readonly [
    string,
    CertificateSigningRequest,
    CertificateSigningRequestStatus,
    string[],
  ])[] = [
    [
      'removing an approval',
      approved,
      { conditions: [] },
      ['status.conditions: Forbidden: updates may not remove a condition of type "Approved"'],
    ],
    [
      'denying what is approved',
      approved,
      { conditions: [condition('Approved', timed), condition('Denied')] },
      ['status.conditions: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive'],
    ],
    [
      'a status other than True',
      pending,
      { conditions: [condition('Approved', { status: 'False' })] },
      ['status.conditions[0].status: Unsupported value: "False": supported values: "True"'],
    ],
    [
      'no status and no type',
      pending,
      { conditions: [condition('', { status: '' })] },
      ['status.conditions[0].type: Required value', 'status.conditions[0].status: Required value'],
    ],
    [
      'one type twice',
      pending,
      { conditions: [condition('Custom'), condition('Custom', { status: 'Unknown' })] },
      ['status.conditions[1].type: Duplicate value: "Custom"'],
    ],
  ];
  for (const [title, before, status, expected] of refusals) {
    it(`refuses ${title}`, () => {
      assert.deepEqual(causes(updateApproval(before, withStatus(before, status), now)), expected);
    });
  }

  it('tolerates both Approved and Denied where they are stored already', () => {
    const both = stored({ conditions: [condition('Approved', timed), condition('Denied', timed)] });
    accepted(
      updateApproval(
        both,
        withStatus(both, { conditions: [...(both.status?.conditions ?? []), condition('Failed')] }),
        now,
      ),
    );
  });
});

describe('updateStatus', () => {
  it('stores a certificate once and never another', () => {
    const first = accepted(
      updateStatus(approved, withStatus(approved, { ...approved.status, certificate: base64(pem) }), now),
    );
    const second = withStatus(first, { ...first.status, certificate: base64(makeCertificate()) });
    assert.deepEqual(causes(updateStatus(first, second, now)), [
      'status.certificate: Forbidden: updates may not modify existing certificate content',
    ]);
  });

  it('keeps Approved as stored, whatever the body makes of it', () => {
    const body = withStatus(approved, {
      conditions: [condition('Approved', { reason: 'Forged' }), condition('Failed')],
    });
    const conditions = accepted(updateStatus(approved, body, now)).status?.conditions ?? [];
    assert.deepEqual(conditions[0], condition('Approved', timed));
    assert.equal(conditions[1]?.type, 'Failed');
  });

  it('refuses a signer that approves', () => {
    assert.deepEqual(
      causes(updateStatus(pending, withStatus(pending, { conditions: [condition('Approved')] }), now)),
      ['status.conditions: Forbidden: updates may not add a condition of type "Approved"'],
    );
  });

  const block = (type: string, body: string) => `-----BEGIN ${type}-----\n${body}\n-----END ${type}-----\n`;
  const contents: readonly (readonly [string, string, string])[] = [
    ['no PEM', 'hello', 'must contain at least one CERTIFICATE PEM block'],
    [
      'another type',
      pem + block('PRIVATE KEY', 'YQ=='),
      'only CERTIFICATE PEM blocks are allowed, found "PRIVATE KEY"',
    ],
    ['headers', pem.replace('\n', '\nA: b\n\n'), 'no PEM block headers are permitted'],
    ['an empty block', block('CERTIFICATE', ''), 'found CERTIFICATE PEM block containing 0 certificates'],
    ['a broken certificate', block('CERTIFICATE', 'YQ=='), 'x509: malformed certificate'],
  ];
  for (const [title, text, fault] of contents) {
    it(`refuses a certificate of ${title}`, () => {
      assert.deepEqual(
        causes(
          updateStatus(
            approved,
            withStatus(approved, { ...approved.status, certificate: base64(text) }),
            now,
          ),
        ),
        [`status.certificate: Invalid value: "<certificate data>": ${fault}`],
      );
    });
  }

  it('allows text around the blocks, and a certificate before any approval: that is the signer’s own duty', () => {
    accepted(
      updateStatus(pending, withStatus(pending, { certificate: base64(`leaf\n${pem}chain\n${pem}`) }), now),
    );
  });
});

describe('updateObject', () => {
  it('changes metadata only: a changed CSR under the same name is dropped without a word', () => {
    const body = {
      ...objectOf({ subject: [[{ oid: '2.5.4.3', value: 'evil' }]] }),
      metadata: { ...pending.metadata, labels: { a: 'b' } },
      status: { conditions: [condition('Approved')] },
    };
    const object = accepted(updateObject(pending, body));
    assert.deepEqual(object, { ...pending, metadata: { ...pending.metadata, labels: { a: 'b' } } });
  });

  it('refuses another uid, and says each fault of metadata', () => {
    const body = { ...pending, metadata: { ...pending.metadata, uid: 'other', labels: { 'a b': 'c' } } };
    const fields = causes(updateObject(pending, body)).map((cause) => cause.split(':')[0]);
    assert.deepEqual(new Set(fields), new Set(['metadata.labels', 'metadata.uid']));
  });
});

describe('refuseStale', () => {
  const versions: readonly (readonly [string, object, number | null])[] = [
    ['the same version', {}, null],
    ['no version', { resourceVersion: '', uid: '' }, null],
    ['an older version', { resourceVersion: '6' }, 409],
    ['another uid', { uid: 'other' }, 409],
  ];
  for (const [title, change, code] of versions) {
    it(`answers ${code ?? 'nothing'} for ${title}`, () => {
      const body = { ...pending, metadata: { ...pending.metadata, ...change } };
      assert.equal(refuseStale(pending, body)?.code ?? null, code);
    });
  }
});

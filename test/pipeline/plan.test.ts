import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { finding } from '../../src/finding.ts';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestStatus,
} from '../../src/kubernetes/object.ts';
import type { Intent } from '../../src/pipeline/intent.ts';
import { emptyAccount } from '../../src/pipeline/ledger.ts';
import { planStep, type Situation } from '../../src/pipeline/plan.ts';

function object(status: CertificateSigningRequestStatus = {}): CertificateSigningRequest {
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'x', uid: 'u' },
    spec: { request: '', signerName: 'example.com/serving' },
    status,
  };
}

const condition = (type: string) => ({ type, status: 'True', reason: 'R', message: 'm' });
const pending = { kind: 'present', object: object(), differences: [] } as const;
const approved = { ...pending, object: object({ conditions: [condition('Approved')] }) };
const issued = { ...pending, object: object({ conditions: [condition('Approved')], certificate: 'AA==' }) };
const failed = { ...pending, object: object({ conditions: [condition('Approved'), condition('Failed')] }) };
const denied = { ...pending, object: object({ conditions: [condition('Denied')] }) };
const none = { kind: 'none', nextName: 'x' } as const;
const gone = { kind: 'gone' } as const;
const away = { kind: 'unknown', reason: 'away', hint: null } as const;
const altered = { ...approved, differences: ['metadata.labels is not ours'] };
const intent: Intent = {
  version: 1,
  path: 'requests/a/b.yaml',
  blob: 'b',
  mode: '100644',
  identity: 'i',
  cluster: 'a',
  object: { name: 'x', uid: 'u' },
  evidenceSha256: 'e',
  approver: 'p',
  startedAt: 't',
  run: null,
};
const fault = finding('record.unverified', { message: 'forged' });
const no = { kind: 'refused', findings: [finding('evidence.none', { message: 'none' })] } as const;

const fresh: Situation = {
  identity: 'i',
  verdict: { kind: 'allowed' },
  account: emptyAccount,
  intent: null,
  record: null,
  everStarted: false,
  object: none,
  authority: 'serving',
  withdrawn: false,
};
const begun: Situation = { ...fresh, intent, everStarted: true, object: approved };

const cases: readonly (readonly [string, Partial<Situation>, Situation, string])[] = [
  ['nothing there yet', {}, fresh, 'submit'],
  ['every name taken', { object: { kind: 'none', nextName: null } }, fresh, 'refuse'],
  ['pending and ours', { object: pending }, fresh, 'approve'],
  ['not allowed', { verdict: no }, fresh, 'refuse'],
  ['not allowed, pending and ours', { verdict: no, object: pending }, fresh, 'refuse'],
  ['the forge is away', { verdict: { kind: 'unknown', reason: 'r', hint: null } }, fresh, 'wait'],
  ['the cluster is away', { object: away }, fresh, 'wait'],
  ['the cluster is away and it is not allowed', { object: away, verdict: no }, fresh, 'refuse'],
  ['approved by somebody without an intent', { object: approved }, fresh, 'refuse'],
  ['issued without an intent: taken, to be recorded as refused', { object: issued }, fresh, 'collect'],
  ['started before, and the account of it gone', { everStarted: true }, fresh, 'refuse'],
  ['started before, and an object of ours there', { everStarted: true, object: pending }, fresh, 'refuse'],
  ['intent, still pending', { object: pending }, begun, 'approve'],
  ['intent, pending, no longer allowed', { object: pending, verdict: no }, begun, 'refuse'],
  ['intent, approved, our authority', {}, begun, 'sign'],
  ['intent, approved, no longer allowed', { verdict: no }, begun, 'refuse'],
  ['intent, approved, altered', { object: altered }, begun, 'refuse'],
  ["intent, approved, the cluster's signer", { authority: null }, begun, 'wait'],
  ['intent, issued', { object: issued }, begun, 'collect'],
  ['intent, issued, no longer allowed', { object: issued, verdict: no }, begun, 'collect'],
  ['intent, failed', { object: failed }, begun, 'refuse'],
  ['intent, denied', { object: denied }, begun, 'refuse'],
  ['intent, gone', { object: gone }, begun, 'lost'],
  ['intent, gone, withdrawn', { object: gone, withdrawn: true }, begun, 'nothing'],
  ['intent, issued, withdrawn', { object: issued, withdrawn: true, verdict: no }, begun, 'collect'],
  ['intent, approved, withdrawn', { withdrawn: true, verdict: no }, begun, 'wait'],
  ['a fault in the account', { account: { ...emptyAccount, faults: [fault] } }, fresh, 'refuse'],
  [
    'a fault in the account of what is issued',
    { account: { ...emptyAccount, faults: [fault] }, object: issued },
    begun,
    'refuse',
  ],
  ['a record that does not count', { record: fault }, begun, 'refuse'],
];

describe('planStep', () => {
  for (const [title, change, base, action] of cases)
    test(`${title}: ${action}`, () => {
      assert.equal(planStep({ ...base, ...change }).action, action);
    });

  test('nothing refused, forged or unproven is ever submitted, approved or signed', () => {
    const objects = [none, pending, approved, issued, failed, denied, gone, away, altered];
    const situations = fc.record({
      identity: fc.constant('i'),
      verdict: fc.constantFrom<Situation['verdict']>(
        { kind: 'allowed' },
        no,
        { kind: 'refused', findings: [] },
        { kind: 'unknown', reason: 'r', hint: null },
      ),
      account: fc.constantFrom(emptyAccount, { ...emptyAccount, faults: [fault] }),
      intent: fc.constantFrom(null, intent),
      record: fc.constantFrom(null, fault),
      everStarted: fc.boolean(),
      object: fc.constantFrom<Situation['object']>(...objects),
      authority: fc.constantFrom(null, 'serving'),
      withdrawn: fc.boolean(),
    });
    fc.assert(
      fc.property(situations, (situation) => {
        const { action } = planStep(situation);
        if (!['submit', 'approve', 'sign'].includes(action)) return;
        assert.equal(situation.verdict.kind, 'allowed');
        assert.deepEqual(situation.account.faults, []);
        assert.equal(situation.record, null);
        assert.equal(situation.withdrawn, false);
        assert.ok(!situation.everStarted || situation.intent !== null);
        if (action === 'sign') assert.ok(situation.object === approved && situation.intent !== null);
      }),
      { numRuns: 1000 },
    );
  });
});

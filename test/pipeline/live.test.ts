import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ApiRefusal, CertificateSigningRequest } from '../../src/kubernetes/object.ts';
import { evaluateLive } from '../../src/pipeline/live.ts';
import { quoteServer, refuserOf } from '../../src/pipeline/live-refuser.ts';
import type { TrialAnswer } from '../../src/pipeline/ports.ts';
import type { Prediction } from '../../src/report.ts';
import { servingPath } from '../support/stage.ts';
import { question } from './live-material.ts';

const issued: Prediction = { outcome: 'issued', reason: null, lifetimeSeconds: 3600, dropped: [] };
const restricted: Prediction = {
  outcome: 'admission-refused',
  reason: 'not allowed',
  lifetimeSeconds: null,
  dropped: [],
};

const refused = (message: string, code = 403, causes: ApiRefusal['causes'] = []): TrialAnswer => ({
  kind: 'refused',
  refusal: { code, reason: 'Forbidden', message, causes },
  warnings: [],
});

const accepted = (object: CertificateSigningRequest, warnings: readonly string[] = []): TrialAnswer => ({
  kind: 'accepted',
  object,
  warnings,
});

const forbidden = 'certificatesigningrequests.certificates.k8s.io "payments.web-api-1" is forbidden: ';
/** As a 1.36.2 API server wrote them, but for names. */
const byPolicy = `${forbidden}ValidatingAdmissionPolicy 'no-interns' with binding 'everywhere' denied request: ask the help desk`;
const byWebhook = 'admission webhook "csr.acme.com" denied the request: no:\nsecond line';
const unreachable =
  'Internal error occurred: failed calling webhook "csr.acme.com": failed to call webhook: Post "https://127.0.0.1:9444/x?timeout=10s": dial tcp 127.0.0.1:9444: connect: connection refused';

describe('evaluateLive', () => {
  it('has nothing to say where the cluster takes the object as it is', () => {
    const answered = {
      ...question.object,
      metadata: { ...question.object.metadata, uid: 'x', managedFields: [] },
    };
    assert.deepEqual(evaluateLive(question, issued, accepted(answered)), {
      findings: [],
      prediction: issued,
    });
    assert.deepEqual(evaluateLive(question, issued, { kind: 'exists', warnings: [] }).findings, []);
  });

  const refusals: readonly (readonly [string, TrialAnswer, RegExp])[] = [
    [
      'the policy that refuses, its binding and its words',
      refused(byPolicy, 422),
      /Cluster prod would refuse this object: the ValidatingAdmissionPolicy no-interns \(binding everywhere\) says "ask the help desk"\.$/,
    ],
    [
      'the webhook, its words on one line',
      refused(byWebhook),
      /the admission webhook csr\.acme\.com says "no: second line"\.$/,
    ],
    [
      'a webhook that gives no reason',
      refused('admission webhook "csr.acme.com" denied the request without explanation'),
      /csr\.acme\.com says "no more than no"/,
    ],
    [
      'a webhook that cannot be reached',
      refused(unreachable, 500),
      /csr\.acme\.com cannot be reached: "failed to call/,
    ],
    [
      'the field that the API server objects to',
      refused('is invalid', 422, [
        { reason: 'FieldValueInvalid', message: 'too long', field: 'spec.signerName' },
      ]),
      /which was not predicted: "spec\.signerName: too long"/,
    ],
    ['the status where the server says nothing', refused('', 413), /not predicted: HTTP 413 Forbidden\.$/],
  ];
  for (const [title, answer, message] of refusals) {
    it(`names ${title}`, () => {
      const { findings, prediction } = evaluateLive(question, issued, answer);
      assert.deepEqual(
        findings.map(({ code, severity }) => [code, severity]),
        [['cluster.live-refused', 'error']],
      );
      assert.match(findings[0]?.message ?? '', message);
      assert.equal(findings[0]?.file, servingPath);
      assert.equal(prediction?.lifetimeSeconds, null);
      assert.match(prediction?.outcome ?? '', /-refused$/);
    });
  }

  it('points at the field', () => {
    const cause = { reason: 'FieldValueInvalid', message: 'too long', field: 'spec.signerName' };
    const [found] = evaluateLive(question, issued, refused('is invalid', 422, [cause])).findings;
    assert.equal(found?.pointer, '/spec/signerName');
    assert.equal(found?.line, question.locate('/spec/signerName').line);
  });

  it('repeats no refusal of the API server that was predicted, and tells one of a webhook', () => {
    assert.deepEqual(evaluateLive(question, restricted, refused(`${forbidden}use of it`)).findings, []);
    assert.equal(evaluateLive(question, restricted, refused(byWebhook)).findings.length, 1);
  });

  it('warns where a refusal was predicted and the cluster accepts, and lets the prediction stand', () => {
    for (const answer of [accepted(question.object), { kind: 'exists', warnings: [] } as const]) {
      const { findings, prediction } = evaluateLive(question, restricted, answer);
      assert.deepEqual(
        findings.map(({ code }) => code),
        ['cluster.live-accepted'],
      );
      assert.equal(prediction, restricted);
    }
  });

  it('tells every warning, by its policy where it comes of one', () => {
    const texts = [
      "Validation failed for ValidatingAdmissionPolicy 'short' with binding 'all': an hour",
      'old signer',
    ];
    const { findings } = evaluateLive(question, issued, accepted(question.object, texts));
    assert.deepEqual(
      findings.map(({ message }) => message),
      [
        'Cluster prod warns of this object: the ValidatingAdmissionPolicy short (binding all) says "an hour".',
        'Cluster prod warns of this object: "old signer".',
      ],
    );
  });

  it('says what a mutating webhook adds, changes and takes away', () => {
    const { metadata, spec } = question.object;
    const { 'countersign.dev/path': _, ...annotations } = metadata.annotations ?? {};
    const changed: CertificateSigningRequest = {
      ...question.object,
      metadata: {
        ...metadata,
        labels: { 'app.kubernetes.io/managed-by': 'somebody', team: 'x' },
        annotations,
        finalizers: ['acme.com/hold'],
        ownerReferences: [{ kind: 'Pod' }],
      },
      spec: { ...spec, username: 'me', expirationSeconds: 31_536_000 },
    };
    const [found] = evaluateLive(question, issued, accepted(changed)).findings;
    assert.equal(found?.code, 'cluster.live-changed');
    assert.match(
      found?.message ?? '',
      /: the label app\.kubernetes\.io\/managed-by is changed; the label team is added; the annotation countersign\.dev\/path is taken away; the finalizer acme\.com\/hold is added; metadata\.ownerReferences is changed; spec\.expirationSeconds is changed\.$/,
    );
  });

  it('cannot tell where a webhook takes no dry runs', () => {
    const answer = refused('admission webhook "csr.acme.com" does not support dry run', 400);
    const { findings, prediction } = evaluateLive(question, issued, answer);
    assert.deepEqual(
      findings.map(({ code, severity }) => [code, severity]),
      [['cluster.live-unknown', 'warning']],
    );
    assert.equal(prediction, issued);
  });
});

describe("words of a server that may be the requester's own", () => {
  it('does not take a refusal for a missing answer since its words say so', () => {
    const echo = 'admission webhook "x" does not support dry run';
    for (const message of [`${byPolicy} ${echo}`, `${byWebhook} ${echo}`, `${forbidden}${echo}`])
      assert.notEqual(refuserOf({ code: 403, reason: '', message, causes: [] }).kind, 'untried');
  });

  it('leaves out the CSR, line breaks and signs that hide or re-order', () => {
    const csr = 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNU'.repeat(10);
    assert.equal(quoteServer(`bad "${csr}"\r\n\u202eevil\u001b[31m\u200b!`), `"bad '…' evil [31m !"`);
  });

  it('keeps every quotation on one line, in its marks and within bounds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const quoted = quoteServer(text);
        assert.match(quoted, /^"[^"\p{C}\p{Zl}\p{Zp}]*"$/u);
        assert.ok(quoted.length <= 403);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  refuseApproval,
  refuseSigning,
  restrictNode,
  restrictSubject,
} from '../../src/kubernetes/admission.ts';
import { autoApproval } from '../../src/kubernetes/approver.ts';
import { condition, csrOf, objectOf, subjectOf } from './objects.ts';

const client = 'kubernetes.io/kube-apiserver-client';
const kubelet = 'kubernetes.io/kube-apiserver-client-kubelet';

describe('restrictSubject', () => {
  it('refuses system:masters among several organizations, in the words of admission', () => {
    const refusal = restrictSubject(
      objectOf({ subject: subjectOf('x', ['dev', 'system:masters']) }, { signerName: client }),
    );
    assert.equal(refusal?.code, 403);
    assert.equal(
      refusal?.message,
      'certificatesigningrequests.certificates.k8s.io "web" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
    );
  });

  it('does not look at other signers, nor at other powerful groups: our own policy must', () => {
    const masters = { subject: subjectOf('x', ['system:masters']) };
    assert.equal(restrictSubject(objectOf(masters, { signerName: 'example.com/serving' })), null);
    const admins = { subject: subjectOf('x', ['kubeadm:cluster-admins']) };
    assert.equal(restrictSubject(objectOf(admins, { signerName: client })), null);
  });
});

describe('restrictNode', () => {
  const request = (name: string) =>
    objectOf({ subject: subjectOf(name, ['system:nodes']) }, { signerName: kubelet });

  it('lets a node ask for itself only', () => {
    assert.equal(restrictNode(request('system:node:n1'), 'system:node:n1'), null);
    const refusal = restrictNode(request('system:node:n2'), 'system:node:n1');
    assert.match(refusal?.message ?? '', /can only create a node CSR with CN=system:node:n1$/);
  });

  it('does not concern those who are no nodes', () => {
    assert.equal(restrictNode(request('system:node:n2'), 'mira'), null);
  });
});

describe('the rights to approve and to sign', () => {
  const stored = objectOf({ subject: subjectOf('x') });
  const only = (right: string) => (verb: string, signerName: string) => `${verb} ${signerName}` === right;

  for (const right of ['approve example.com/serving', 'approve example.com/*']) {
    it(`approves with the right "${right}"`, () => {
      assert.equal(refuseApproval(stored, only(right)), null);
    });
  }

  for (const right of [
    'approve example.com/other',
    'approve *',
    'approve kubernetes.io/*',
    'sign example.com/serving',
  ]) {
    it(`does not approve with the right "${right}"`, () => {
      assert.equal(
        refuseApproval(stored, only(right))?.message,
        'certificatesigningrequests.certificates.k8s.io "web" is forbidden: user not permitted to approve requests with signerName "example.com/serving"',
      );
    });
  }

  it('judges the stored signer name, not one that the body brings', () => {
    const allowed = only('sign evil.example/other');
    const body = {
      ...stored,
      spec: { ...stored.spec, signerName: 'evil.example/other' },
      status: { certificate: 'YQ==' },
    };
    assert.match(
      refuseSigning(stored, body, allowed)?.message ?? '',
      /not permitted to sign .*"example.com\/serving"$/,
    );
  });

  it('asks for no right to sign where neither certificate nor conditions change', () => {
    const nobody = () => false;
    assert.equal(
      refuseSigning(stored, { ...stored, metadata: { ...stored.metadata, labels: { a: 'b' } } }, nobody),
      null,
    );
    assert.equal(
      refuseSigning(stored, { ...stored, status: { conditions: [condition('Failed')] } }, nobody)?.code,
      403,
    );
  });
});

describe('autoApproval', () => {
  const usages = ['digital signature', 'client auth'];
  const plan = { subject: subjectOf('system:node:n1', ['system:nodes']) };
  const csr = csrOf(plan);
  const node = (username: string) => objectOf(plan, { signerName: kubelet, usages, username });

  it('approves a node that renews its own certificate', () => {
    const found = autoApproval(node('system:node:n1'), csr, (right) => right === 'selfnodeclient');
    assert.equal(found?.message, 'Auto approving self kubelet client certificate after SubjectAccessReview.');
  });

  it('approves a bootstrapping node with the other right', () => {
    const found = autoApproval(node('system:bootstrap:abc'), csr, (right) => right === 'nodeclient');
    assert.equal(found?.message, 'Auto approving kubelet client certificate after SubjectAccessReview.');
    assert.equal(found?.reason, 'AutoApproved');
  });

  const left: readonly (readonly [string, ReturnType<typeof node>, boolean])[] = [
    ['without a right', node('system:node:n1'), false],
    ['of another signer', { ...node('x'), spec: { ...node('x').spec, signerName: client } }, true],
    ['with usages of a server', { ...node('x'), spec: { ...node('x').spec, usages: ['server auth'] } }, true],
    ['that is denied already', { ...node('x'), status: { conditions: [condition('Denied')] } }, true],
  ];
  for (const [title, object, right] of left) {
    it(`leaves a request ${title} alone`, () => {
      assert.equal(
        autoApproval(object, csr, () => right),
        null,
      );
    });
  }
});

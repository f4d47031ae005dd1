import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { policyPath } from '../../src/pipeline/validate.ts';
import {
  added,
  cart,
  change,
  codes,
  edited,
  file,
  judge,
  laptop,
  load,
  only,
  removed,
} from '../support/validating.ts';

describe('validate', () => {
  test('passes a request that policy and cluster agree on, and says what it is and who must approve', () => {
    const report = judge({ change: change([added(cart)]) });
    const request = only(report);
    assert.deepEqual([report.verdict, request.verdict, request.change], ['pass', 'pass', 'added']);
    assert.deepEqual([request.cluster, request.namespace, request.name], ['demo', 'shop', 'cart']);
    assert.equal(request.rule, 'service-serving');
    assert.deepEqual(request.csr?.dnsNames, ['cart.shop.svc', 'cart.shop.svc.cluster.local']);
    assert.deepEqual(request.prediction, {
      outcome: 'issued',
      reason: null,
      lifetimeSeconds: 7776000,
      dropped: [],
    });
    assert.deepEqual(request.risk, { level: 'routine', reasons: [] });
    assert.deepEqual(request.approvals, [
      { from: 'codeowners', min: 1, have: [], missing: [], excluded: [], provable: null },
    ]);
    assert.equal(report.policy?.path, policyPath);
  });

  test('refuses the classic of the guides at its lines: kubelet-serving and a year for a service', () => {
    const classic = (text: string): string =>
      text
        .replace('example.com/serving', 'kubernetes.io/kubelet-serving')
        .replace('7776000 # 90 days', '31536000');
    const report = judge({ change: change([added(cart, classic(load(cart)))]) });
    const request = only(report);
    assert.equal(report.verdict, 'fail');
    assert.equal(request.prediction?.outcome, 'failed');
    const errors = request.findings.filter(({ severity }) => severity === 'error');
    assert.deepEqual(new Set(errors.map(({ line }) => line)), new Set([9, 10]));
    assert.ok(codes(errors).includes('policy.lifetime-over-maximum'));
    assert.ok(errors.every(({ hint }) => hint !== null));
    assert.ok(errors.some(({ suggestion }) => suggestion?.new === '  signerName: example.com/serving'));
  });

  test('mending what the suggestions say makes the classic pass', () => {
    const classic = load(cart)
      .replace('example.com/serving', 'kubernetes.io/kubelet-serving')
      .replace('7776000', '31536000');
    const { findings } = only(judge({ change: change([added(cart, classic)]) }));
    const lines = classic.split('\n');
    for (const { suggestion } of findings) {
      if (suggestion === null) continue;
      assert.equal(lines[suggestion.line - 1], suggestion.old);
      lines[suggestion.line - 1] = suggestion.new;
    }
    assert.equal(judge({ change: change([added(cart, lines.join('\n'))]) }).verdict, 'pass');
  });

  test('without a policy predicts and judges hygiene only', () => {
    const report = judge({ files: [{ ...file('any/name.yml', load(cart)), mode: null }] });
    const request = only(report);
    assert.deepEqual([report.policy, report.base, request.rule, request.approvals], [null, null, null, []]);
    assert.equal(request.csr?.key, 'ECDSA-P256');
  });

  test('says that a repository without a policy at the base issues nothing', () => {
    const report = judge({ change: change([added(laptop)], { policy: null }) });
    assert.deepEqual(codes(report.findings), ['policy.not-set-up']);
    assert.equal(report.policy, null);
    assert.equal(only(report).prediction?.outcome, 'issued');
    assert.deepEqual(judge({ change: change([added('README.md', 'hello')], { policy: null }) }).findings, []);
  });

  test('judges by the policy at the base, whatever policy the change brings (threat 1)', () => {
    const permissive = load(policyPath).replace('max: 90d', 'max: 900d');
    const long = edited(cart, (text) => text.replace('7776000', '31536000'));
    const policy = {
      path: policyPath,
      before: file(policyPath, load(policyPath)),
      after: file(policyPath, permissive),
    };
    assert.ok(
      codes(only(judge({ change: change([long, policy]) })).findings).includes(
        'policy.lifetime-over-maximum',
      ),
    );
  });

  test('reports the faults of a policy that the change brings, and fails', () => {
    const policy = { path: policyPath, before: null, after: file(policyPath, 'version: 1\nrulez: []\n') };
    const report = judge({ change: change([policy], { policy: null }) });
    assert.equal(report.verdict, 'fail');
    assert.ok(codes(report.findings).includes('policy.unknown-key'));
    assert.equal(report.findings[0]?.file, policyPath);
  });

  test('fails everything while the policy at the base is broken: no policy is not "all allowed"', () => {
    const report = judge({ change: change([added(cart)], { policy: file(policyPath, 'version: 9\n') }) });
    assert.deepEqual([report.verdict, report.policy], ['fail', null]);
  });
});

describe('validate compares with what was', () => {
  test('names, groups, usages gained and lost', () => {
    const request = only(
      judge({ change: change([edited(cart, (text) => text.replace('    - key encipherment\n', ''))]) }),
    );
    assert.equal(request.change, 'changed');
    assert.deepEqual([request.gained, request.lost], [[], ['usage key encipherment']]);
    assert.equal(request.before?.expirationSeconds, 7776000);
    assert.ok(judge({ change: change([added(cart)]) }).requests[0]?.gained.includes('cart.shop.svc'));
  });

  test('a removal asks for nothing and loses everything', () => {
    const request = only(judge({ change: change([removed(cart)]) }));
    assert.deepEqual([request.change, request.verdict, request.prediction], ['removed', 'pass', null]);
    assert.ok(request.lost.includes('cart.shop.svc'));
    assert.equal(request.rule, 'service-serving');
  });

  test('a rename is a removal and an addition that names where it came from', () => {
    const moved = 'requests/demo/billing/cart.yaml';
    const { requests } = judge({ change: change([removed(cart), added(moved, load(cart))]) });
    assert.deepEqual(
      requests.map(({ file: path, change: kind, predecessor }) => [path, kind, predecessor]),
      [
        [moved, 'renamed', cart],
        [cart, 'removed', null],
      ],
    );
    // The path carries the namespace, and with it the names that are allowed.
    assert.equal(requests[0]?.verdict, 'fail');
  });

  test('an unchanged file that was asked for is judged as one', () => {
    assert.equal(only(judge({ change: change([edited(cart, (text) => text)]) })).change, 'unchanged');
  });

  test('requests come in byte order, and a limit leaves the others out', () => {
    const all = change([added(cart), added(laptop), added('requests/demo/Z.yaml', 'x')]);
    const files = judge({ change: all }).requests.map((request) => request.file);
    assert.deepEqual(files, ['requests/demo/Z.yaml', laptop, cart]);
    assert.deepEqual(
      judge({ change: all, only: ['requests/demo/shop'] }).requests.map((one) => one.file),
      [cart],
    );
  });
});

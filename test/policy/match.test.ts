import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { selectRule } from '../../src/policy/match.ts';
import { policyOf, soundPolicy } from './policies.ts';

const policy = policyOf();
const serving = 'example.com/serving';
const path = 'requests/prod/payments/web-api.yaml';

describe('selectRule', () => {
  it('gives the rule with captures, cluster and what policy says of it', () => {
    const { selection, closest } = selectRule(policy, { path, signerName: serving });
    assert.equal(selection?.rule.name, 'service');
    assert.deepEqual(selection?.captures, { cluster: 'prod', namespace: 'payments', name: 'web-api' });
    assert.equal(selection?.clusterPolicy.maxLifetimeSeconds, 2_592_000);
    assert.equal(closest, selection);
  });

  it('gives the closest where only the signer is another (deckhouse#22901)', () => {
    const { selection, closest } = selectRule(policy, { path, signerName: 'example.com/other' });
    assert.deepEqual([selection, closest?.rule.name], [null, 'service']);
  });

  it('gives no closest where several are as close', () => {
    const [rule] = policy.rules;
    assert.ok(rule);
    const more = {
      ...policy,
      rules: [rule, { ...rule, name: 'more', match: { ...rule.match, signer: 'example.com/more' } }],
    };
    const { closest, here } = selectRule(more, { path, signerName: 'example.com/other' });
    assert.deepEqual([closest, here.length], [null, 2]);
  });

  it('takes the only cluster where the path names none', () => {
    const text = soundPolicy
      .replace(
        'requests/{cluster}/{namespace}/{name}.yaml"',
        'requests/all/{namespace}/{name}.yaml", clusters: [stage]',
      )
      .replace('requests/{cluster}/_users', 'requests/prod/_users')
      .replace('{user}/{name}.yaml"', '{user}/{name}.yaml", clusters: [prod]');
    const { selection } = selectRule(policyOf(text), {
      path: 'requests/all/payments/web-api.yaml',
      signerName: serving,
    });
    assert.equal(selection?.cluster, 'stage');
  });

  it('selects nothing for a cluster the rule does not serve', () => {
    const text = soundPolicy.replace(
      '{namespace}/{name}.yaml"',
      '{namespace}/{name}.yaml", clusters: [stage]',
    );
    const { selection, here, unknownCluster } = selectRule(policyOf(text), { path, signerName: serving });
    assert.deepEqual([selection, here, unknownCluster], [null, [], null]);
  });

  it('is not led astray by names of object properties', () => {
    for (const cluster of ['constructor', '__proto__', 'tostring']) {
      const { selection, unknownCluster } = selectRule(policy, {
        path: `requests/${cluster}/a/b.yaml`,
        signerName: serving,
      });
      assert.deepEqual([selection, unknownCluster], [null, cluster.startsWith('_') ? null : cluster]);
    }
  });
});

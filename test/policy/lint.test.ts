import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lintPolicy, placeFaults } from '../../src/policy/lint.ts';
import type { LintFault } from '../../src/policy/lint-fault.ts';
import { parseYaml } from '../../src/yaml.ts';
import { dnsNames, lintCases } from './lint-cases.ts';
import { policyOf, policyPath, soundPolicy } from './policies.ts';

const edited = (old: string, by: string): string => {
  assert.ok(soundPolicy.includes(old), old);
  return soundPolicy.replace(old, () => by);
};

function lint(text: string, owners: readonly string[] | null = null): readonly LintFault[] {
  return lintPolicy(policyOf(text), { owners });
}

/** `code pointer` of every fault that the sound policy does not have. */
function news(text: string, owners: readonly string[] | null = null): readonly string[] {
  const known = new Set(lint(soundPolicy).map(({ code, pointer }) => `${code} ${pointer}`));
  return lint(text, owners)
    .map(({ code, pointer }) => `${code} ${pointer}`)
    .filter((fault) => !known.has(fault));
}

describe('lintPolicy', () => {
  for (const { says, old, by, found } of lintCases) {
    it(`finds ${says}`, () => assert.deepEqual(news(edited(old, by)).toSorted(), found.toSorted()));
  }

  it('finds fewer DNS names than are required', () => {
    const text = edited('dnsNames: 1 }', 'dnsNames: 2 }').replace(dnsNames, '"{name}"');
    assert.deepEqual(news(text), [`policy.rule-never-met /rules/0/require/dnsNames`]);
  });

  it('finds a capture of clusters none of whose names is a label', () => {
    const text = edited('"{name}",', '"{name}.{cluster}",')
      .replace('prod: {', '"eu.prod": {')
      .replace('stage: {', '"eu.stage": {');
    assert.deepEqual(news(text), [`policy.pattern-never-matches /rules/0/allow/dnsNames/0`]);
  });

  it('finds a client rule for users whose requester is not stated (threat 15)', () => {
    const text = edited('kubernetes.io/kube-apiserver-client,', 'example.com/vpn,').replace(
      ', requester: "{user}"',
      '',
    );
    assert.ok(news(text).includes('policy.requester-unstated /rules/1'));
  });

  it('finds a merge as approval only where CODEOWNERS names several', () => {
    const text = edited('rules:', 'defaults: { evidence: merge }\nrules:');
    const found = [
      'policy.merge-is-approval /rules/0/evidence',
      'policy.merge-is-approval /rules/1/evidence',
    ];
    assert.deepEqual(news(text, ['@ada', '@ben']), found);
    assert.deepEqual(news(text, ['@acme/platform']), found);
    assert.deepEqual(news(text, ['@ada']), []);
    assert.deepEqual(news(text, null), []);
  });

  it('finds clients of the API server that are renewed without people', () => {
    const policy = policyOf();
    const rules = policy.rules.map((rule) => ({ ...rule, autoApprove: 'renewal' as const }));
    const found = lintPolicy({ ...policy, rules }, { owners: null });
    assert.deepEqual(
      found.filter(({ code }) => code === 'policy.auto-approved-client').map(({ pointer }) => pointer),
      ['/rules/1/autoApprove'],
    );
    assert.ok(
      !found.some(({ code, pointer }) => code === 'policy.renewal-window' && pointer.startsWith('/rules/0')),
    );
  });

  it('weighs the window for renewal exactly: 15 days leave three, and 14 do not', () => {
    const windows = (text: string): readonly LintFault[] =>
      lint(text).filter(
        ({ code, pointer }) => code === 'policy.renewal-window' && pointer.startsWith('/rules/0'),
      );
    assert.deepEqual(windows(edited('default: 7d', 'default: 15d')), []);
    const [short] = windows(edited('default: 7d', 'default: 14d'));
    assert.match(short?.hint ?? '', /default: 15d or more/);
  });

  it('takes a short life of API clients for right', () => {
    const [found] = lint(soundPolicy).filter(({ pointer }) => pointer.startsWith('/rules/1/lifetime'));
    assert.equal(found?.severity, 'note');
  });
});

describe('placeFaults', () => {
  it('shows what rules have from defaults there, once, and names the other rules', () => {
    const text = edited('rules:', 'defaults: { evidence: merge }\nrules:');
    const faults = lint(text, ['@ada', '@ben']).filter(({ code }) => code === 'policy.merge-is-approval');
    const [found, ...more] = placeFaults(faults, policyPath, parseYaml(text, { file: policyPath }));
    assert.deepEqual(more, []);
    assert.deepEqual([found?.line, found?.pointer], [6, '/defaults/evidence']);
    assert.match(found?.message ?? '', /The same holds for rule developer\.$/);
  });

  it('shows what nobody wrote at the rule', () => {
    const faults = lint(soundPolicy).map((fault) => ({ ...fault, pointer: '/rules/1/maxNames' }));
    const [found] = placeFaults(faults, policyPath, parseYaml(soundPolicy, { file: policyPath }));
    assert.equal(soundPolicy.split('\n')[(found?.line ?? 0) - 1]?.trim(), '- name: developer');
  });
});

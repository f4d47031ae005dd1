import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evaluateEvidence, evaluateLocal } from '../../src/approval/evaluate.ts';
import type { Evidence } from '../../src/approval/evidence.ts';
import { fillEntries } from '../../src/approval/fill.ts';
import type { EvidenceLevel } from '../../src/policy/policy.ts';
import { approver, entries, evidenceOf } from './material.ts';

const now = new Date('2026-11-22T13:00:00Z');
const ruleOf = (counts: Readonly<Record<string, number>>, evidence: EvidenceLevel = 'strict') => ({
  name: 'service',
  evidence,
  approvals: entries(counts),
  issueWithinSeconds: 72 * 3_600,
});
const owner = ruleOf({ codeowners: 1 });
const both = ruleOf({ codeowners: 1, 'team:security': 1 });

interface Case {
  readonly says: string;
  readonly evidence: Evidence;
  readonly rule?: ReturnType<typeof ruleOf>;
  readonly codes: readonly string[];
}

const missing = 'evidence.approvals-missing';
const cases: readonly Case[] = [
  { says: 'counts an owner', evidence: evidenceOf([approver('tomas')]), codes: [] },
  { says: 'needs one at all', evidence: evidenceOf([]), codes: [missing] },
  { says: 'never counts the author', evidence: evidenceOf([approver('mira')]), codes: [missing] },
  {
    says: 'knows the author by account id, whatever the login',
    evidence: evidenceOf([approver('renamed', { id: 1 })]),
    codes: [missing],
  },
  {
    says: 'knows the author by login in any case',
    evidence: evidenceOf([approver('MIRA', { id: null })]),
    codes: [missing],
  },
  {
    says: 'counts the author where the merge is the approval',
    evidence: evidenceOf([approver('mira')], { level: 'merge' }),
    rule: ruleOf({ codeowners: 1 }, 'merge'),
    codes: [],
  },
  { says: 'never counts bots', evidence: evidenceOf([approver('renovate[bot]')]), codes: [missing] },
  {
    says: 'never counts approvals after the merge',
    evidence: evidenceOf([approver('tomas', { at: '2026-11-22T12:00:01Z' })]),
    codes: [missing],
  },
  {
    says: 'never counts approvals at a time it cannot read',
    evidence: evidenceOf([approver('tomas', { at: 'yesterday' })]),
    codes: [missing],
  },
  {
    says: 'counts a team for its own entry only',
    evidence: evidenceOf([approver('tomas:team:security')]),
    codes: [missing],
  },
  {
    says: 'counts two people for two entries',
    evidence: evidenceOf([approver('tomas'), approver('ines:team:security')]),
    rule: both,
    codes: [],
  },
  {
    says: 'counts one person once (threat 21)',
    evidence: evidenceOf([approver('tomas'), approver('tomas:team:security')]),
    rule: both,
    codes: [missing],
  },
  {
    says: 'counts one person under two logins of one account once',
    evidence: evidenceOf([approver('tomas', { id: 2 }), approver('tom:team:security', { id: 2 })]),
    rule: both,
    codes: [missing],
  },
  {
    says: 'moves people about until both entries are filled',
    evidence: evidenceOf([approver('tomas'), approver('tomas:team:security'), approver('ines')]),
    rule: both,
    codes: [],
  },
  {
    says: 'needs as many as an entry says',
    evidence: evidenceOf([approver('tomas')]),
    rule: ruleOf({ codeowners: 2 }),
    codes: [missing],
  },
  {
    says: 'counts nobody twice for one entry',
    evidence: evidenceOf([approver('tomas'), approver('tomas')]),
    rule: ruleOf({ codeowners: 2 }),
    codes: [missing],
  },
  {
    says: 'lets no level stand in for another (threat 13)',
    evidence: evidenceOf([approver('tomas')], { level: 'ruleset' }),
    codes: ['evidence.level'],
  },
  {
    says: 'lets no stronger level stand in either',
    evidence: evidenceOf([approver('tomas')]),
    rule: ruleOf({ codeowners: 1 }, 'merge'),
    codes: ['evidence.level'],
  },
  {
    says: 'knows no break-glass yet',
    evidence: evidenceOf([approver('tomas')], { level: 'manual' }),
    codes: ['evidence.level'],
  },
  {
    says: 'takes a local file for any level',
    evidence: evidenceOf([approver('tomas')], { level: 'local' }),
    codes: [],
  },
];

function merged(mergedAt: string): Evidence {
  const evidence = evidenceOf([approver('tomas', { at: '2026-01-01T00:00:00Z' })]);
  return { ...evidence, pullRequest: { ...evidence.pullRequest, mergedAt } };
}

describe('evaluateEvidence', () => {
  for (const { says, evidence, rule, codes } of cases) {
    it(says, () =>
      assert.deepEqual(
        evaluateEvidence(evidence, rule ?? owner, now).map(({ code }) => code),
        codes,
      ),
    );
  }

  for (const [mergedAt, codes] of [
    ['2026-11-19T13:00:00Z', []],
    ['2026-11-19T12:59:59Z', ['evidence.expired']],
    ['2026-11-22T13:04:00Z', []],
    ['2026-11-22T13:06:00Z', ['evidence.from-the-future']],
    ['some day', ['evidence.expired', missing]],
  ] as const) {
    it(`says ${codes.join() || 'nothing'} of a merge at ${mergedAt} (threat 4)`, () => {
      assert.deepEqual(
        evaluateEvidence(merged(mergedAt), owner, now).map(({ code }) => code),
        codes,
      );
    });
  }

  it('names who is missing, who counted and who did not', () => {
    const evidence = evidenceOf([approver('mira'), approver('tomas'), approver('ci[bot]')]);
    const [found] = evaluateEvidence(evidence, ruleOf({ codeowners: 2 }), now);
    assert.equal(found?.message, '1 of 2 approvals from codeowners (tomas).');
    assert.match(found?.hint ?? '', /mira is the author; ci\[bot\] is a bot/);
    assert.equal(found?.file, 'requests/prod/payments/web-api.yaml');
  });
});

describe('evaluateLocal', () => {
  it('lets a local file count for the embedded cluster only (threat 22)', () => {
    const local = evidenceOf([], { level: 'local' });
    assert.deepEqual(evaluateLocal(local, true), []);
    assert.equal(evaluateLocal(local, false)[0]?.code, 'evidence.level');
    assert.deepEqual(evaluateLocal(evidenceOf([]), false), []);
  });
});

describe('fillEntries', () => {
  const people = fc.array(
    fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('codeowners', 'team:x', 'team:y')),
    { maxLength: 8 },
  );
  const asked = fc.record({ codeowners: fc.nat(2), 'team:x': fc.nat(2), 'team:y': fc.nat(2) });

  it('fills as many places as any way of choosing people could', () => {
    fc.assert(
      fc.property(people, asked, (pairs, counts) => {
        const evidence = evidenceOf(pairs.map(([login, entry]) => approver(`${login}:${entry}`)));
        const filled = fillEntries(entries(counts), evidence).flatMap(({ have }) => have);
        const places = Object.entries(counts).flatMap(([from, min]) =>
          Array.from({ length: min }, () => from),
        );
        assert.equal(new Set(filled.map(({ login }) => login)).size, filled.length);
        assert.equal(filled.length, most(places, pairs, new Set()));
      }),
    );
  });
});

/** The most places that can be filled, by trying every way. */
function most(
  places: readonly string[],
  pairs: readonly (readonly [string, string])[],
  used: ReadonlySet<string>,
): number {
  const [place, ...rest] = places;
  if (place === undefined) return 0;
  const able = pairs.filter(([login, entry]) => entry === place && !used.has(login));
  return Math.max(
    most(rest, pairs, used),
    ...able.map(([login]) => 1 + most(rest, pairs, new Set([...used, login]))),
  );
}

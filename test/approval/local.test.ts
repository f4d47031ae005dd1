import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateEvidence } from '../../src/approval/evaluate.ts';
import { findEvidence } from '../../src/approval/find.ts';
import { parseLocalEvidence } from '../../src/approval/local.ts';
import { commit, entries, evidenceOf } from './material.ts';

const blob = 'b'.repeat(40);
const path = 'requests/demo/shop/cart.yaml';
const sound = `version: 1
pullRequests:
  - number: 12
    title: "cart speaks TLS"
    author: mira
    mergedBy: tomas
    mergedAt: "2026-11-22T12:00:00Z"
    commit: ${commit}
    base: ${'d'.repeat(40)}
    approvers:
      - { login: tomas, commit: ${commit}, at: "2026-11-22T11:58:00Z", entries: [codeowners, "team:web"] }
    files:
      ${path}: { blob: ${blob}, mode: "100644" }
      requests/demo/shop/catalog.yaml: { blob: ${blob}, mode: "100644" }
`;

describe('parseLocalEvidence', () => {
  it('reads one evidence a file, with an approver for each entry they may fill', () => {
    const { evidence, findings } = parseLocalEvidence(sound);
    assert.deepEqual(findings, []);
    assert.deepEqual(
      evidence.map(({ level, file }) => [level, file.path]),
      [
        ['local', path],
        ['local', 'requests/demo/shop/catalog.yaml'],
      ],
    );
    assert.deepEqual(
      evidence[0]?.approvers.map(({ login, entry }) => [login, entry]),
      [
        ['tomas', 'codeowners'],
        ['tomas', 'team:web'],
      ],
    );
    const [first] = evidence;
    assert.ok(first);
    const rule = {
      name: 'service',
      evidence: 'strict' as const,
      approvals: entries({ codeowners: 1 }),
      issueWithinSeconds: 3_600,
    };
    assert.deepEqual(evaluateEvidence(first, rule, new Date('2026-11-22T12:30:00Z')), []);
  });

  it('reads JSON as well', () => {
    const { evidence } = parseLocalEvidence(sound);
    const [first] = evidence;
    assert.ok(first);
    const { number, title, mergedAt } = first.pullRequest;
    const files = { [path]: { blob, mode: '100644' } };
    const pullRequest = {
      number,
      title,
      author: 'mira',
      mergedBy: 'tomas',
      mergedAt,
      commit,
      base: first.base,
      approvers: [],
      files,
    };
    const json = parseLocalEvidence(JSON.stringify({ version: 1, pullRequests: [pullRequest] }, null, 2));
    assert.deepEqual(json.evidence, [{ ...first, approvers: [] }]);
  });

  const cases: readonly (readonly [string, string, string, number])[] = [
    ['a short commit', commit, 'c0ffee', 8],
    ['a time without quotes', '"2026-11-22T12:00:00Z"', '2026-11-22T12:00:00Z', 7],
    ['a time of another zone', '12:00:00Z"', '12:00:00+02:00"', 7],
    ['an unknown key', 'mergedBy:', 'merged:', 6],
    ['an approver of nothing', '[codeowners, "team:web"]', '[]', 11],
    ['a mode that Git does not have', '"100644"', '"100600"', 13],
    ['a title of two lines', '"cart speaks TLS"', '"cart\\nspeaks TLS"', 4],
    ['an absolute path', `      ${path}`, `      /${path}`, 13],
  ];
  for (const [what, from, to, line] of cases) {
    it(`refuses ${what}, at its line, and uses nothing of the file`, () => {
      const { evidence, findings } = parseLocalEvidence(sound.replace(from, to));
      assert.deepEqual(evidence, []);
      assert.ok(
        findings.some((found) => found.line === line && found.hint),
        JSON.stringify(findings),
      );
    });
  }

  it('refuses what is no YAML, naming the file', () => {
    const { evidence, findings } = parseLocalEvidence('{', 'demo/evidence.yaml');
    assert.deepEqual(evidence, []);
    assert.equal(findings[0]?.file, 'demo/evidence.yaml');
  });
});

describe('findEvidence', () => {
  const file = { path: 'requests/prod/payments/web-api.yaml', blob, mode: '100644' };
  const older = evidenceOf([], { file });
  const newer = evidenceOf([], { file: { ...file, blob: 'e'.repeat(40) } });

  it('finds the evidence of the very bytes and mode', () =>
    assert.equal(findEvidence([older], file).evidence, older));

  it('finds none for another path', () => {
    const { evidence, findings } = findEvidence([older], {
      ...file,
      path: 'requests/prod/billing/web-api.yaml',
    });
    assert.deepEqual([evidence, findings[0]?.code], [null, 'evidence.none']);
  });

  for (const [what, changed] of [
    ['other bytes', { blob: 'f'.repeat(40) }],
    ['another mode', { mode: '120000' }],
  ] as const) {
    it(`refuses ${what} under the approved name (KubeUser#114)`, () => {
      const { evidence, findings } = findEvidence([older], { ...file, ...changed });
      assert.deepEqual([evidence, findings[0]?.code], [null, 'evidence.other-bytes']);
    });
  }

  it('lets a later pull request end what an earlier one approved (threat 19)', () => {
    assert.equal(findEvidence([older, newer], file).findings[0]?.code, 'evidence.other-bytes');
    assert.equal(findEvidence([older, newer], newer.file).evidence, newer);
  });
});

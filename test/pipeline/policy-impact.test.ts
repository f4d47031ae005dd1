import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readImpactMatter } from '../../src/pipeline/impact-matter.ts';
import { comparePolicies } from '../../src/pipeline/policy-changes.ts';
import { assessImpact, type Impact } from '../../src/pipeline/policy-impact.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import type { Policy } from '../../src/policy/policy.ts';
import {
  clientPath,
  mergeBoth,
  policyText,
  type Stage,
  servingPath,
  servingRequest,
  setStage,
} from '../support/stage.ts';

function policyOf(text: string): Policy {
  const { policy, findings } = parsePolicy({
    path: '.github/countersign.yaml',
    bytes: Buffer.from(text),
    mode: null,
    blob: null,
  });
  assert.ok(policy, JSON.stringify(findings));
  return policy;
}

/** The impact of an edit of the policy in force, on what the stage has issued and what waits there. */
async function weigh(stage: Stage, ...edits: readonly (readonly [string, string])[]): Promise<Impact> {
  const { tip, issued, waiting } = await readImpactMatter(stage.ports);
  const text = edits.reduce((all, [old, by]) => {
    assert.ok(all.includes(old), old);
    return all.replace(old, by);
  }, policyText);
  return assessImpact({ before: tip.policy, after: policyOf(text), issued, waiting, now: stage.clock.now() });
}

const brief = ({ certificates, waiting }: Impact): readonly string[] => [
  ...certificates.map(({ effect, file }) => `${effect} ${file}`),
  ...waiting.map(({ effect, file }) => `${effect} ${file}`),
];

async function issuedStage(): Promise<Stage> {
  const stage = await setStage();
  mergeBoth(stage);
  await stage.issue();
  return stage;
}

describe('assessImpact', async () => {
  const stage = await issuedStage();

  it('finds nothing where nothing changes', async () => {
    const impact = await weigh(stage);
    assert.deepEqual(brief(impact), []);
    assert.deepEqual([impact.live, impact.unissued], [2, 0]);
    assert.deepEqual(impact.changes, { rules: [], other: [] });
  });

  it('finds the live certificates that a tighter policy would refuse, with the reason', async () => {
    const impact = await weigh(stage, [', "*.{namespace}.svc"', '']);
    assert.deepEqual(brief(impact), [`refused ${servingPath}`]);
    const [{ after, before, notAfter, serial } = assert.fail()] = impact.certificates;
    assert.deepEqual([before.allowed, before.rule, after.allowed], [true, 'service-serving', false]);
    assert.deepEqual(
      after.reasons.map(({ code }) => code),
      ['policy.name-not-allowed'],
    );
    assert.match(serial, /^[0-9a-f]+$/);
    assert.ok(Date.parse(notAfter) > stage.clock.now().getTime());
  });

  const refusals: readonly (readonly [string, string, string])[] = [
    ['a shorter maximum', '{ default: 8h, max: 24h }', '{ default: 4h, max: 4h }'],
    [
      'other usages',
      'organizations: ["dev-*"], usages: [digital signature, key',
      'organizations: ["dev-*"], usages: [key',
    ],
    ['other groups', '"dev-*"', '"ops-*"'],
    ['other users', 'commonName: ["{user}"]', 'commonName: ["x-{user}"]'],
    ['another path', '_users/{user}', '_people/{user}'],
    ['other kinds of key', '    lifetime: { default: 8h', '    keys: [Ed25519]\n    lifetime: { default: 8h'],
  ];
  for (const [what, old, by] of refusals) {
    it(`finds a client certificate that ${what} would refuse`, async () => {
      assert.deepEqual(brief(await weigh(stage, [old, by])), [`refused ${clientPath}`]);
    });
  }

  it('finds certificates that move to another rule', async () => {
    const impact = await weigh(stage, ['name: service-serving', 'name: services']);
    assert.deepEqual(brief(impact), [`moved ${servingPath}`]);
    assert.deepEqual(impact.changes.rules, [
      { rule: 'services', change: 'renamed', words: ['was "service-serving"'] },
    ]);
  });

  it('finds certificates that only the new policy would allow', async () => {
    const { issued, waiting, tip } = await readImpactMatter(stage.ports);
    const before = policyOf(policyText.replace('"dev-*"', '"ops-*"'));
    const impact = assessImpact({ before, after: tip.policy, issued, waiting, now: stage.clock.now() });
    assert.deepEqual(brief(impact), [`allowed ${clientPath}`]);
    const none = assessImpact({ before: null, after: tip.policy, issued, waiting, now: stage.clock.now() });
    assert.deepEqual(brief(none), [`allowed ${clientPath}`, `allowed ${servingPath}`]);
  });

  it('counts those that both refuse, and leaves out those that have ended', async () => {
    const { issued, waiting } = await readImpactMatter(stage.ports);
    const policy = policyOf(policyText.replace('"dev-*"', '"ops-*"'));
    const at = (now: Date): Impact => assessImpact({ before: policy, after: policy, issued, waiting, now });
    const now = stage.clock.now();
    assert.deepEqual([at(now).live, at(now).refusedAlready], [2, 1]);
    assert.equal(at(new Date(now.getTime() + 12 * 3_600_000)).live, 1);
    assert.equal(at(new Date(now.getTime() + 400 * 86_400_000)).live, 0);
  });

  it('does not judge by a key that nobody knows', async () => {
    const { issued, waiting, tip } = await readImpactMatter(stage.ports);
    const unknown = issued.map((each) => ({ ...each, key: null }));
    const impact = assessImpact({
      before: tip.policy,
      after: tip.policy,
      issued: unknown,
      waiting,
      now: stage.clock.now(),
    });
    assert.deepEqual([brief(impact), impact.refusedAlready], [[], 0]);
  });
});

describe('sleeping requests (threat 16)', () => {
  it('are found before a change wakes them, and stay refused after it until they are approved again', async () => {
    const stage = await setStage(policyText.replace('"*.{namespace}.svc"', '"{name}.{namespace}"'));
    stage.forge.merge({ [servingPath]: servingRequest() });
    await stage.issue();
    const { tip, issued, waiting } = await readImpactMatter(stage.ports);
    const after = policyOf(policyText);
    const impact = assessImpact({ before: tip.policy, after, issued, waiting, now: stage.clock.now() });
    assert.deepEqual(brief(impact), [`wakes ${servingPath}`]);
    assert.equal(impact.unissued, 1);

    stage.forge.merge({ '.github/countersign.yaml': policyText });
    const { report } = await stage.issue();
    assert.deepEqual(
      report.steps.map(({ action }) => action),
      ['refuse'],
    );
  });

  it('are found where only the kind of the cluster keeps them asleep', async () => {
    const stage = await setStage(policyText.replace('kind: upstream', 'kind: eks'));
    mergeBoth(stage);
    const { tip, issued, waiting } = await readImpactMatter(stage.ports);
    const impact = assessImpact({
      before: tip.policy,
      after: policyOf(policyText),
      issued,
      waiting,
      now: stage.clock.now(),
    });
    assert.deepEqual(brief(impact), [`wakes ${clientPath}`]);
    assert.deepEqual(impact.changes.other, ['clusters.prod.kind: eks → upstream']);
  });

  it('are told apart from waiting requests that a change would stop', async () => {
    const stage = await setStage();
    mergeBoth(stage);
    assert.deepEqual(brief(await weigh(stage, ['"dev-*"', '"ops-*"'])), [`stops ${clientPath}`]);
  });
});

describe('comparePolicies', () => {
  const words = (...edits: readonly (readonly [string, string])[]): readonly string[] => {
    const text = edits.reduce((all, [old, by]) => all.replace(old, by), policyText);
    const { rules, other } = comparePolicies(policyOf(policyText), policyOf(text));
    return [
      ...rules.map(({ rule, change, words: each }) => `${change} ${rule}: ${each.join('; ')}`),
      ...other,
    ];
  };
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['max: 90d', 'max: 60d', ['changed service-serving: lifetime.max: 90 days → 60 days']],
    [
      '"{name}", "*',
      '"{name}.x", "*',
      ['changed service-serving: allow.dnsNames gains {name}.x; loses {name}'],
    ],
    ['requester: "{user}"', 'requester: any', ['changed developer-client: require.requester: {user} → any']],
    [', clusters: [prod]', '', ['changed service-serving: match.clusters: prod → every cluster']],
    ['separation: three', 'separation: two', ['separation: three → two']],
    [
      'rules:',
      'defaults: { approvals: [{ from: codeowners, min: 2 }], lifetime: { renewAt: 70% } }\nrules:',
      [
        'changed service-serving: lifetime.renewAt: 80% → 70%; approvals gains 2 of codeowners; loses 1 of codeowners',
        'changed developer-client: lifetime.renewAt: 80% → 70%; approvals gains 2 of codeowners; loses 1 of codeowners',
      ],
    ],
    [
      'usages: [digital signature, key encipherment, server auth]',
      'usages: [server auth, key encipherment, digital signature]',
      ['changed service-serving: allow.usages: the same in another order'],
    ],
    ['clusters:\n', 'clusters:\n  stage: { kind: k3s }\n', ['clusters.stage is new']],
  ];
  for (const [old, by, expected] of cases) {
    it(`says ${expected[0]}`, () => assert.deepEqual(words([old, by]), expected));
  }

  it('says which rules are new and which are gone', () => {
    const text = policyText
      .replace('_users/{user}', '_people/{user}')
      .replace('name: developer-client', 'name: people');
    const { rules } = comparePolicies(policyOf(policyText), policyOf(text));
    assert.deepEqual(
      rules.map(({ rule, change }) => `${change} ${rule}`),
      ['added people', 'removed developer-client'],
    );
  });
});

/** A policy for each code that `policy lint` makes, as `docs/findings.md` shows it. */
import { lintSigners } from '../../src/pipeline/policy-signers.ts';
import { lintPolicy } from '../../src/policy/lint.ts';
import type { LintFault } from '../../src/policy/lint-fault.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { policyOf, soundPolicy } from '../policy/policies.ts';

type Example = () => readonly LintFault[];

const owners = ['@mira', '@tomas'];
const lint = (policy: Policy): readonly LintFault[] => [
  ...lintPolicy(policy, { owners }),
  ...lintSigners(policy),
];

const edited =
  (old: string, by: string): Example =>
  () =>
    lint(policyOf(soundPolicy.replace(old, () => by)));

/** `parsePolicy` refuses it for now, so it is put in afterwards. */
function autoApproved(): readonly LintFault[] {
  const policy = policyOf();
  return lint({
    ...policy,
    rules: policy.rules.map((rule) => ({ ...rule, autoApprove: 'renewal' as const })),
  });
}

export const lintExamples: Readonly<Record<string, Example>> = {
  'policy.rule-never-met': edited(
    'usages: [digital signature, key encipherment, server auth]\n    require: { usages: [server auth], dnsNames: 1 }',
    'usages: []',
  ),
  'policy.never-signed': edited('{ kind: upstream, maxLifetime: 30d }', '{ kind: eks, maxLifetime: 30d }'),
  'policy.trust-missing': edited('', ''),
  'policy.pattern-never-matches': edited('"Acme Ltd"', '"Acme "'),
  'policy.pattern-covered': edited('["dev-*", "Acme Ltd"]', '["dev-*", "dev-web"]'),
  'policy.public-suffix': edited('"{name}.{namespace}"', '"*.co.uk"'),
  'policy.wide-pattern': edited('"dev-*"', '"*"'),
  'policy.long-lifetime': edited(
    'lifetime: { default: 7d, max: 90d }',
    'lifetime: { default: 7d, max: 730d }',
  ),
  'policy.default-over-cluster': edited(
    'lifetime: { default: 7d, max: 90d }',
    'lifetime: { default: 60d, max: 90d }',
  ),
  'policy.renewal-window': edited('', ''),
  'policy.auto-approved-client': autoApproved,
  'policy.merge-is-approval': edited('    authority: serving', '    evidence: merge\n    authority: serving'),
  'policy.one-person': edited(
    '    authority: serving',
    '    evidence: merge\n    approvals: [{ from: codeowners, min: 2 }]\n    authority: serving',
  ),
};

import { blocks, type Finding } from '../../finding.ts';
import type { Explanation } from '../../policy/explain.ts';
import { placeOfRule } from '../../policy/lint.ts';
import type { ApprovalEntry, Policy } from '../../policy/policy.ts';
import { fillPattern } from '../../policy/profile.ts';
import type { RequestReading } from '../../request/request.ts';
import type { YamlReading } from '../../yaml/node.ts';

/** What `policy explain --format json` prints, and its text is made from. Lines are those of the policy. */
export interface DescribedExplanation {
  readonly version: 1;
  readonly file: string;
  readonly policy: { readonly path: string; readonly sha256: string };
  readonly verdict: 'allowed' | 'refused';
  /** The rule that selects the request; null where none does, or more than one. */
  readonly rule: string | null;
  /** The rule the values are judged by; it differs from `rule` only where that is null. */
  readonly judgedBy: DescribedRule | null;
  readonly values: readonly DescribedValue[];
  readonly findings: readonly Finding[];
  readonly passedOver: readonly { readonly rule: string; readonly why: string; readonly line: number }[];
  /** Faults of the file itself, which `validate` explains. */
  readonly fileErrors: number;
}

export interface DescribedRule {
  readonly name: string;
  readonly line: number;
  readonly signer: string;
  readonly path: string;
  readonly cluster: string;
  readonly captures: Readonly<Record<string, string>>;
  readonly lifetime: {
    readonly maxSeconds: number;
    readonly defaultSeconds: number;
    readonly renewAt: number;
  };
  readonly approvals: readonly ApprovalEntry[];
  readonly evidence: string;
  readonly issueWithinSeconds: number;
  readonly requester: string | null;
  readonly authority: string | null;
}

export interface DescribedValue {
  readonly field: string;
  readonly value: string;
  readonly allowed: boolean;
  /** What of the rule allows it, as written; null where nothing does. */
  readonly pattern: string | null;
  /** The pattern with the captures of the path filled in. */
  readonly filled: string | null;
  readonly pointer: string | null;
  /** Null where the value is built in and written nowhere. */
  readonly line: number | null;
  readonly findings: readonly Finding[];
}

interface Explained {
  readonly policy: Policy;
  readonly reading: RequestReading;
  readonly explanation: Explanation;
  readonly yaml: Pick<YamlReading, 'at' | 'locate'>;
}

/** Puts an explanation in the words of its JSON. */
export function describeExplanation(explained: Explained): DescribedExplanation {
  const { policy, reading, explanation, yaml } = explained;
  const { selection, values, findings, passedOver } = explanation;
  return {
    version: 1,
    file: reading.file.path,
    policy: { path: policy.path, sha256: policy.sha256 },
    verdict: explanation.allowed ? 'allowed' : 'refused',
    rule: selection?.rule.name ?? null,
    judgedBy: describeRule(explained),
    values: values.map((value) => describeValue(explained, value)),
    findings,
    passedOver: passedOver.map(({ rule, pointer, why }) => ({
      rule: rule.name,
      why,
      line: yaml.locate(pointer).line,
    })),
    fileErrors: reading.findings.filter((found) => blocks([found])).length,
  };
}

function describeRule({ explanation, yaml }: Explained): DescribedRule | null {
  const { closest, at, maxSeconds } = explanation;
  if (closest === null || at === null || maxSeconds === null) return null;
  const { rule, captures, cluster } = closest;
  const { defaultSeconds, renewAt } = rule.lifetime;
  return {
    name: rule.name,
    line: yaml.locate(at).line,
    signer: rule.match.signer,
    path: rule.match.path,
    cluster,
    captures,
    lifetime: { maxSeconds, defaultSeconds, renewAt },
    approvals: rule.approvals,
    evidence: rule.evidence,
    issueWithinSeconds: rule.issueWithinSeconds,
    requester: rule.require.requester === null ? null : fillPattern(rule.require.requester, captures),
    authority: rule.authority,
  };
}

function describeValue(
  { explanation: { at, closest }, yaml }: Explained,
  { by, ...value }: Explanation['values'][number],
): DescribedValue {
  if (by === null || at === null) return { ...value, pattern: null, filled: null, pointer: null, line: null };
  const pointer = placeOfRule(`${at}${by.pointer}`, yaml);
  const isWritten = yaml.at(pointer) !== undefined;
  return {
    ...value,
    pattern: by.pattern,
    filled: by.pattern === '{san}' ? null : fillPattern(by.pattern, closest?.captures ?? {}),
    pointer,
    line: isWritten ? yaml.locate(pointer).line : null,
  };
}

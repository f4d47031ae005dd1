/**
 * Why each value of a request is allowed or not. Every value is judged alone by the very functions that judge the
 * whole, and a pattern is what allows it if the rule, with that pattern alone, does: so that what is explained here
 * cannot differ from what is decided there.
 */
import type { Finding } from '../finding.ts';
import type { Csr, NameAttribute, San } from '../model.ts';
import type { RequestReading } from '../request/request.ts';
import type { Judged } from './judged.ts';
import { evaluateKeyKind } from './key.ts';
import { evaluateLifetime } from './lifetime.ts';
import { listOfKind } from './name-pattern.ts';
import { evaluateNames } from './names.ts';
import { evaluateNever } from './never.ts';
import type { Allowed, Rule } from './policy.ts';
import { evaluateRequester } from './requester.ts';
import { evaluateSubject, listedField } from './subject.ts';
import { evaluateUsages } from './usages.ts';

/** One value of a request and what the rule makes of it. */
export interface ExplainedValue {
  /** `common name`, `DNS name`, `usage`, … */
  readonly field: string;
  readonly value: string;
  readonly allowed: boolean;
  /** What of the rule allows it, as written, with its pointer inside the rule (`/allow/dnsNames/2`); null where nothing does. */
  readonly by: { readonly pattern: string; readonly pointer: string } | null;
  /** Why it is refused; empty where it is allowed. */
  readonly findings: readonly Finding[];
}

/** Explains every value that a rule judges, in the order of the request. `author` is null where nobody said. */
export function explainValues(judged: Judged, author: string | null): readonly ExplainedValue[] {
  const { csr } = judged.reading.partial;
  return [
    ...(csr?.subject.rdns.flat() ?? []).map((attribute) => explainAttribute(judged, csr as Csr, attribute)),
    ...(csr?.sans ?? []).map((san) => explainSan(judged, csr as Csr, san)),
    ...(judged.reading.partial.usages ?? []).map((usage) => explainUsage(judged, usage)),
    ...(csr === null ? [] : [explainKey(judged, csr)]),
    ...explainLifetime(judged),
    ...explainRequester(judged, author),
  ];
}

const words: Readonly<Record<San['kind'], string>> = {
  dns: 'DNS name',
  ip: 'IP address',
  email: 'email address',
  uri: 'URI',
  other: 'other name',
  directory: 'directory name',
  'registered-id': 'registered ID',
  x400: 'X.400 address',
  edi: 'EDI party name',
};

function explainAttribute(judged: Judged, csr: Csr, attribute: NameAttribute): ExplainedValue {
  const list = listedField(attribute.oid);
  const subject = { ...csr.subject, rdns: [[attribute]] };
  const judge = (rule: Rule): readonly Finding[] => [
    ...evaluateSubject(alone(judged, rule, { csr: { ...csr, subject } })),
    ...never(judged, rule, { ...csr, subject, sans: [] }),
  ];
  const field =
    list === null ? `attribute ${attribute.type}` : list === 'commonName' ? 'common name' : 'organization';
  return explain(judged, field, attribute.value ?? '(unreadable)', list, judge);
}

function explainSan(judged: Judged, csr: Csr, san: San): ExplainedValue {
  const only: Csr = { ...csr, subject: { ...csr.subject, rdns: [] }, sans: [san] };
  const judge = (rule: Rule): readonly Finding[] => [
    ...evaluateNames(alone(judged, rule, { csr: only })),
    ...never(judged, rule, only),
  ];
  return explain(judged, words[san.kind], san.value, listOfKind(san.kind), judge);
}

function explainUsage(judged: Judged, usage: string): ExplainedValue {
  const judge = (rule: Rule): readonly Finding[] => evaluateUsages(alone(judged, rule, { usages: [usage] }));
  return explain(judged, 'usage', usage, 'usages', judge);
}

/** Judges by the whole list, then looks for the first entry that would do alone. */
function explain(
  { selection: { rule } }: Judged,
  field: string,
  value: string,
  list: keyof Allowed | null,
  judge: (rule: Rule) => readonly Finding[],
): ExplainedValue {
  const findings = judge(rule);
  const patterns = list === null || findings.length > 0 ? [] : rule.allow[list];
  const index = patterns.findIndex(
    (pattern) =>
      list !== null && judge({ ...rule, allow: { ...rule.allow, [list]: [pattern] } }).length === 0,
  );
  const pattern = patterns[index];
  const by = pattern === undefined ? null : { pattern, pointer: `/allow/${list}/${index}` };
  return { field, value, allowed: findings.length === 0, by, findings };
}

type Values = RequestReading['partial'];

/** The request with one value only, judged by a rule that requires nothing. */
function alone({ reading, selection }: Judged, rule: Rule, partial: Partial<Values>): Judged {
  const require = { usages: [], commonName: false, dnsNames: 0, requester: null };
  return {
    reading: { ...reading, partial: { ...reading.partial, ...partial } },
    selection: { ...selection, rule: { ...rule, require, maxNames: Number.POSITIVE_INFINITY } },
  };
}

function never({ reading, selection }: Judged, rule: Rule, csr: Csr): readonly Finding[] {
  const only = { ...reading, partial: { ...reading.partial, csr } };
  return evaluateNever(only, { ...selection, rule }, new Map());
}

function explainKey(judged: Judged, csr: Csr): ExplainedValue {
  const findings = evaluateKeyKind(judged);
  const index = judged.selection.rule.keys.indexOf(csr.key.name);
  const by = index < 0 ? null : { pattern: csr.key.name, pointer: `/keys/${index}` };
  return { field: 'key', value: csr.key.name, allowed: findings.length === 0, by, findings };
}

function explainLifetime(judged: Judged): readonly ExplainedValue[] {
  const findings = evaluateLifetime(judged);
  const asked = judged.reading.partial.expirationSeconds;
  if (asked === null && findings.length === 0) return [];
  const by = { pattern: 'max', pointer: '/lifetime/max' };
  const value = asked === null ? 'not stated' : String(asked);
  return [
    {
      field: 'lifetime',
      value,
      allowed: findings.length === 0,
      by: findings.length === 0 ? by : null,
      findings,
    },
  ];
}

/** Says nothing where the rule does not ask, or nobody said who the author is. */
function explainRequester(judged: Judged, author: string | null): readonly ExplainedValue[] {
  const { requester } = judged.selection.rule.require;
  if (author === null || requester === null) return [];
  const findings = evaluateRequester(judged, author);
  const by = { pattern: requester, pointer: '/require/requester' };
  return [
    {
      field: 'requester',
      value: author,
      allowed: findings.length === 0,
      by: findings.length === 0 ? by : null,
      findings,
    },
  ];
}

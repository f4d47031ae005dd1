/** Rules that no request can ever meet. */
import { formatDuration } from '../duration.ts';
import { evaluatePath, nameOf } from '../request/path.ts';
import { isListDead } from './lint-dead.ts';
import { type LintedRule, type LintFault, lifetimesOf } from './lint-fault.ts';
import { samplePattern } from './sample.ts';

/** Kubernetes takes no `expirationSeconds` below (`pkg/apis/certificates/validation`). */
const shortestSeconds = 600;

/** Every reason for which no request can ever meet a rule. */
export function lintNeverMet(linted: LintedRule): readonly LintFault[] {
  return [pathFault, usageFault, commonNameFault, dnsNamesFault, lifetimeFault].flatMap(
    (find) => find(linted) ?? [],
  );
}

function neverMet({ rule, at }: LintedRule, key: string, why: string, hint: string): LintFault {
  const message = `No request can ever meet rule "${rule.name}": ${why}`;
  return { code: 'policy.rule-never-met', pointer: `${at}/${key}`, message, hint };
}

/** A stem is `metadata.name` as well, and so a DNS-1123 subdomain. */
const subdomain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

function pathFault(linted: LintedRule): LintFault | null {
  const { path } = linted.rule.match;
  const sample = samplePattern(path);
  const [fault] = evaluatePath({ path: sample, mode: null });
  if (fault !== undefined)
    return neverMet(linted, 'match/path', `no file may lie at ${path}.`, `For ${sample}: ${fault.message}`);
  const { stem } = nameOf(sample);
  if (subdomain.test(stem)) return null;
  const why = `a file of ${path} is named as no object of Kubernetes can be.`;
  return neverMet(
    linted,
    'match/path',
    why,
    'Use lower-case letters, digits, dots and hyphens before .yaml.',
  );
}

function usageFault(linted: LintedRule): LintFault | null {
  if (linted.rule.allow.usages.length > 0) return null;
  const why = 'it allows no usages, and a request must have one.';
  return neverMet(linted, 'allow', why, 'List usages, such as digital signature and server auth.');
}

function commonNameFault(linted: LintedRule): LintFault | null {
  if (!linted.rule.require.commonName || !isListDead(linted, 'commonName')) return null;
  const why = 'it requires a common name, and its patterns for one match nothing.';
  return neverMet(linted, 'require/commonName', why, 'Correct the patterns in allow.commonName.');
}

function dnsNamesFault(linted: LintedRule): LintFault | null {
  const { require, allow } = linted.rule;
  if (require.dnsNames === 0) return null;
  const hint = 'Correct the patterns in allow.dnsNames, or require fewer.';
  if (isListDead(linted, 'dnsNames')) {
    const why = 'it requires DNS names, and its patterns for them match nothing.';
    return neverMet(linted, 'require/dnsNames', why, hint);
  }
  const names = new Set(allow.dnsNames);
  if ([...names].some((pattern) => pattern.includes('*')) || names.size >= require.dnsNames) return null;
  const why = `it requires ${require.dnsNames} DNS name${require.dnsNames === 1 ? '' : 's'}, and its patterns allow ${names.size} at any one path.`;
  return neverMet(linted, 'require/dnsNames', why, hint);
}

/** Our own authorities fill in a lifetime that is left out; others must be told one. */
function lifetimeFault(linted: LintedRule): LintFault | null {
  const longest = Math.max(0, ...lifetimesOf(linted).values());
  if (linted.rule.authority !== null || longest === 0 || longest >= shortestSeconds) return null;
  const why = `it allows ${formatDuration(longest)} at most, and Kubernetes takes no lifetime under 10 minutes.`;
  return neverMet(linted, 'lifetime/max', why, 'Write max: 10m or more.');
}

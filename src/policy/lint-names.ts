/** Patterns that allow more names than their writer is likely to have meant. */
import { parseNetwork } from './address.ts';
import { type PatternList, patternLists } from './lint-dead.ts';
import type { LintedRule, LintFault } from './lint-fault.ts';
import { isLiteral } from './pattern.ts';
import type { Rule } from './policy.ts';
import { isPublicSuffix } from './public-suffix.ts';
import { identitySigners } from './service-names.ts';

/** Every pattern of a rule that reaches further than one organization, namespace or person. */
export function lintWideNames({ rule, at }: LintedRule): readonly LintFault[] {
  return patternLists.flatMap((list) =>
    rule.allow[list].flatMap((pattern, index): readonly LintFault[] => {
      const fault = findWidth(rule, list, pattern);
      return fault === null ? [] : [{ ...fault, pointer: `${at}/allow/${list}/${index}` }];
    }),
  );
}

type Width = Omit<LintFault, 'pointer'>;

function findWidth(rule: Rule, list: PatternList, pattern: string): Width | null {
  switch (list) {
    case 'dnsNames':
      return suffixFault(rule, pattern) ?? dnsFault(rule, pattern);
    case 'commonName':
    case 'organizations':
      return identityFault(rule, list, pattern);
    case 'ipAddresses':
      return networkFault(rule, pattern);
    case 'uris':
      return hostFault(rule, pattern, /^[a-z][a-z0-9+.-]*:\/\/\*/, 'URIs');
    case 'emailAddresses':
      return hostFault(rule, pattern, /@\*/, 'addresses');
  }
}

function wide(rule: Rule, pattern: string, what: string, hint: string): Width {
  const message = `${JSON.stringify(pattern)} of rule "${rule.name}" allows ${what}.`;
  return { code: 'policy.wide-pattern', message, hint };
}

/** A pattern that begins with stars right below a name where anybody gets one (peers section 4). */
function suffixFault(rule: Rule, pattern: string): Width | null {
  const labels = pattern.split('.');
  const first = labels.findIndex((label) => !label.includes('*'));
  const below = first <= 0 ? '' : labels.slice(first).join('.');
  if (below === '' || !isLiteral(below) || !isPublicSuffix(below)) return null;
  return {
    code: 'policy.public-suffix',
    message: `${JSON.stringify(pattern)} of rule "${rule.name}" allows names of strangers: anybody can have one below ${below}.`,
    hint: `Write the name that is yours before the suffix, such as *.example.${below}.`,
  };
}

function dnsFault(rule: Rule, pattern: string): Width | null {
  if (/^[*.]+$/.test(pattern)) return wide(rule, pattern, 'any name of that many labels', nameIt);
  const [before, after] = [/(?:^|\.)([^.]+)\.svc(?:\.|$)/.exec(pattern)?.[1] ?? '', 'the services of'];
  if (!before.includes('*')) return null;
  return wide(
    rule,
    pattern,
    `${after} every namespace`,
    'Write {namespace} before .svc, and have the path capture it.',
  );
}

const nameIt = 'Say whose names are meant, with text or a capture of the path.';

/** Users and groups of the API server: what begins with a star begins with anybody's name. */
function identityFault(rule: Rule, list: 'commonName' | 'organizations', pattern: string): Width | null {
  const isClient = identitySigners.has(rule.match.signer);
  if (!pattern.startsWith('*') || !isClient) return null;
  const what = list === 'commonName' ? 'the names of many users' : 'many groups, whatever they are bound to';
  return wide(rule, pattern, what, 'Begin with text or a capture, such as {user} or dev-*.');
}

/** A network of more than a sixteenth of all IPv4 addresses, or as short a prefix of IPv6. */
function networkFault(rule: Rule, text: string): Width | null {
  const prefix = parseNetwork(text)?.prefix ?? 128;
  if (prefix > 4) return null;
  return wide(
    rule,
    text,
    'a great part of all addresses there are',
    'Write the network of your services or pods.',
  );
}

function hostFault(rule: Rule, pattern: string, host: RegExp, what: string): Width | null {
  if (!host.test(pattern)) return null;
  return wide(rule, pattern, `${what} of many hosts`, nameIt);
}

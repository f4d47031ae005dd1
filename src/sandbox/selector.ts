/** What list, watch and deletecollection choose: fields (`apimachinery/pkg/fields`) and labels. */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import { parseLabelSelector } from './label-selector.ts';
import { badRequest, type Refusal } from './status.ts';

/** Chooses objects. */
export interface Selector {
  matches(object: CertificateSigningRequest): boolean;
  /** The one name the field selector asks for, or empty; RBAC's `resourceNames` looks at it. */
  readonly name: string;
}

interface Term {
  readonly key: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** Fields that can be selected by; others are refused, as by the real API server. */
const fields: Readonly<Record<string, (object: CertificateSigningRequest) => string>> = {
  'metadata.name': (object) => object.metadata.name ?? '',
  'spec.signerName': (object) => object.spec.signerName,
};

/** Reads both selectors; empty text selects all. */
export function parseSelector(
  fieldText: string,
  labelText: string,
): Selector | { readonly refusal: Refusal } {
  const terms = parseFieldTerms(fieldText);
  if ('refusal' in terms) return terms;
  const tests = parseLabelSelector(labelText);
  if ('refusal' in tests) return tests;
  const named = terms.find((term) => term.key === 'metadata.name' && term.operator === '=');
  return {
    name: named?.value ?? '',
    matches: (object) =>
      terms.every((term) => matchesTerm(term, object)) &&
      tests.every((test) => test(object.metadata.labels ?? {})),
  };
}

function matchesTerm(term: Term, object: CertificateSigningRequest): boolean {
  return (fields[term.key]?.(object) === term.value) === (term.operator === '=');
}

function parseFieldTerms(text: string): readonly Term[] | { readonly refusal: Refusal } {
  const terms: Term[] = [];
  for (const part of splitUnescaped(text)) {
    const found = /^(.*?)(!=|==|=)(.*)$/s.exec(part);
    if (found === null) {
      return { refusal: badRequest(`invalid selector: '${text}'; can't understand '${part}'`) };
    }
    const [, key = '', operator, value = ''] = found;
    if (!Object.hasOwn(fields, key)) {
      return { refusal: badRequest(`field label not supported: ${key}`) };
    }
    if (value.replace(/\\[\\,=]/g, '').includes('=')) {
      // 61 is the code of the sign itself.
      return { refusal: badRequest('invalid field selector: unescaped character in value: 61') };
    }
    terms.push({ key, operator: operator === '!=' ? '!=' : '=', value: value.replace(/\\([\\,=])/g, '$1') });
  }
  return terms;
}

/** Splits at commas that no backslash guards. */
function splitUnescaped(text: string): readonly string[] {
  return (text.match(/(?:\\.|[^,\\])+/gs) ?? []).filter((part) => part !== '');
}

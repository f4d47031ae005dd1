/** Field and label selectors of list and watch (`apimachinery/pkg/fields`, `…/labels`). */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
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

type Test = (labels: Readonly<Record<string, string>>) => boolean;

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
  const tests = parseLabelTests(labelText);
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
      const why = `invalid selector: '${text}'; can't understand '${part}'`;
      return { refusal: badRequest(`unable to parse requirement: ${why}`) };
    }
    const [, key = '', operator, value = ''] = found;
    if (!Object.hasOwn(fields, key)) {
      return { refusal: badRequest(`field label not supported: ${key}`) };
    }
    terms.push({ key, operator: operator === '!=' ? '!=' : '=', value: value.replace(/\\([\\,=])/g, '$1') });
  }
  return terms;
}

/** Splits at commas that no backslash guards. */
function splitUnescaped(text: string): readonly string[] {
  return (text.match(/(?:\\.|[^,\\])+/gs) ?? []).filter((part) => part !== '');
}

const labelForms: readonly { readonly form: RegExp; readonly test: (key: string, list: string) => Test }[] = [
  { form: /^!\s*([\w./-]+)$/, test: (key) => (labels) => !Object.hasOwn(labels, key) },
  { form: /^([\w./-]+)$/, test: (key) => (labels) => Object.hasOwn(labels, key) },
  { form: /^([\w./-]+)\s*==?\s*([\w.-]*)$/, test: (key, value) => (labels) => labels[key] === value },
  { form: /^([\w./-]+)\s*!=\s*([\w.-]*)$/, test: (key, value) => (labels) => labels[key] !== value },
  {
    form: /^([\w./-]+)\s+in\s*\(([^()]*)\)$/,
    test: (key, list) => (labels) => Object.hasOwn(labels, key) && listed(list, labels[key]),
  },
  {
    form: /^([\w./-]+)\s+notin\s*\(([^()]*)\)$/,
    test: (key, list) => (labels) => !(Object.hasOwn(labels, key) && listed(list, labels[key])),
  },
];

function listed(list: string, value: string | undefined): boolean {
  return list.split(',').some((item) => item.trim() === value);
}

function parseLabelTests(text: string): readonly Test[] | { readonly refusal: Refusal } {
  const tests: Test[] = [];
  for (const part of text.match(/(?:\([^()]*\)|[^,()])+/g) ?? []) {
    const test = labelTest(part.trim());
    if (test === null) return { refusal: badRequest(`unable to parse requirement: ${part.trim()}`) };
    tests.push(test);
  }
  return tests;
}

function labelTest(text: string): Test | null {
  for (const { form, test } of labelForms) {
    const found = form.exec(text);
    if (found !== null) return test(found[1] ?? '', found[2] ?? '');
  }
  return null;
}

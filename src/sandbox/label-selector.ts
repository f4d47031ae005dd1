/** Label selectors (`apimachinery/pkg/labels/selector.go`): `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, `a>1`, `a<1`. */
import { labelValueFaults, qualifiedNameFaults } from '../kubernetes/names.ts';
import { badRequest, type Refusal } from './status.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether labels fulfil one requirement. */
export type LabelTest = (labels: Labels) => boolean;

/** The text ends the parsing: a fault in Go's words. */
class SelectorFault extends Error {}

/** Reads a selector; an empty one has no requirements. */
export function parseLabelSelector(text: string): readonly LabelTest[] | { readonly refusal: Refusal } {
  const tokens = [...text.matchAll(/[=!<>]+|[(),]|[^=!<>(),\s]+/g)].flatMap(([token]) =>
    splitOperators(token),
  );
  try {
    return parseAll(tokens);
  } catch (error) {
    if (error instanceof SelectorFault) return { refusal: badRequest(error.message) };
    throw error;
  }
}

const operators: readonly string[] = ['==', '!=', '=', '!', '<', '>'];

/** A run of operator signs, cut greedily; what is none stays as it is. */
function splitOperators(token: string): readonly string[] {
  if (!/^[=!<>]/.test(token)) return [token];
  const found = operators.find((operator) => token.startsWith(operator)) ?? token;
  const rest = token.slice(found.length);
  return rest === '' ? [found] : [found, ...splitOperators(rest)];
}

const isIdentifier = (token: string): boolean => !/^[=!<>(),]/.test(token) && token !== '';

function parseAll(tokens: readonly string[]): readonly LabelTest[] {
  const tests: LabelTest[] = [];
  const reader = { tokens, at: 0 };
  while (reader.at < tokens.length) {
    const first = peek(reader);
    if (first !== '!' && !isIdentifier(first)) throw expected(first, "!, identifier, or 'end of string'");
    tests.push(parseRequirement(reader));
    const after = peek(reader);
    if (after === '') break;
    if (after !== ',') throw expected(after, "',' or 'end of string'");
    reader.at += 1;
    const next = peek(reader);
    if (next !== '!' && !isIdentifier(next)) throw expected(next, "identifier after ','");
  }
  return tests;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function peek({ tokens, at }: Reader): string {
  return tokens[at] ?? '';
}

function take(reader: Reader): string {
  const token = peek(reader);
  reader.at += 1;
  return token;
}

function expected(found: string, what: string, prefix = ''): SelectorFault {
  return new SelectorFault(`${prefix}found '${found}', expected: ${what}`);
}

const requirement = 'unable to parse requirement: ';

function parseRequirement(reader: Reader): LabelTest {
  const isAbsence = peek(reader) === '!';
  if (isAbsence) reader.at += 1;
  const key = parseKey(reader);
  if (isAbsence) return (labels) => !Object.hasOwn(labels, key);
  const next = peek(reader);
  if (next === '' || next === ',') return (labels) => Object.hasOwn(labels, key);
  const operator = take(reader);
  if (operator === 'in' || operator === 'notin') return parseSet(reader, key, operator);
  if (operator === '<' || operator === '>') return parseOrder(reader, key, operator);
  if (!operators.includes(operator) || operator === '!') {
    throw expected(operator, 'in, notin, =, ==, !=, gt, lt', requirement);
  }
  const value = checkValue(key, parseValue(reader));
  return operator === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
}

function parseKey(reader: Reader): string {
  const key = take(reader);
  if (!isIdentifier(key)) throw expected(key, 'identifier', requirement);
  const [fault] = qualifiedNameFaults(key);
  if (fault !== undefined) {
    throw new SelectorFault(`${requirement}<nil>: Invalid value: ${JSON.stringify(key)}: ${fault}`);
  }
  return key;
}

/** An exact value; none before a comma or the end is the empty one. */
function parseValue(reader: Reader): string {
  const next = peek(reader);
  if (next === '' || next === ',') return '';
  if (!isIdentifier(next)) throw expected(next, 'identifier', requirement);
  return take(reader);
}

function checkValue(key: string, value: string): string {
  const [fault] = labelValueFaults(value);
  if (fault === undefined) return value;
  const place = `values[0][${key}]`;
  throw new SelectorFault(`${requirement}${place}: Invalid value: ${JSON.stringify(value)}: ${fault}`);
}

function parseSet(reader: Reader, key: string, operator: 'in' | 'notin'): LabelTest {
  const opening = take(reader);
  if (opening !== '(') throw new SelectorFault(`${requirement}found '${opening}' expected: '('`);
  const values = new Set(takeList(reader).map((value) => checkValue(key, value)));
  const isIn: LabelTest = (labels) => Object.hasOwn(labels, key) && values.has(labels[key] ?? '');
  return operator === 'in' ? isIn : (labels) => !isIn(labels);
}

/** What may stand in a list: at its beginning, behind a comma, behind a value. */
function expectedIn(values: readonly string[]): string {
  if (values.at(-1) !== '') return "',' or ')'";
  return values.length === 1 ? "',', ')' or identifier" : "',', or identifier";
}

/** The values up to the closing bracket; between two commas, and beside one, stands the empty one. */
function takeList(reader: Reader): readonly string[] {
  const values = [''];
  for (let token = take(reader); token !== ')'; token = take(reader)) {
    if (token === ',') values.push('');
    else if (isIdentifier(token) && values.at(-1) === '') values[values.length - 1] = token;
    else throw expected(token, expectedIn(values), requirement);
  }
  return values;
}

/** Whole numbers; a label that is none does not match. */
function parseOrder(reader: Reader, key: string, operator: '<' | '>'): LabelTest {
  const text = parseValue(reader);
  if (!isInteger(text)) {
    const why = `values[0]: Invalid value: ${JSON.stringify(text)}: for 'Gt', 'Lt' operators, the value must be an integer`;
    throw new SelectorFault(`${requirement}${why}`);
  }
  const bound = BigInt(text);
  return (labels) => {
    const value = labels[key] ?? '';
    if (!isInteger(value)) return false;
    return operator === '>' ? BigInt(value) > bound : BigInt(value) < bound;
  };
}

function isInteger(text: string): boolean {
  return /^-?\d{1,18}$/.test(text);
}

/**
 * How three readers resolve a plain scalar: YAML 1.1 (yaml.org/type, as PyYAML and libyaml users know it),
 * YAML 1.2 core schema (section 10.3.2), and Kubernetes (`go.yaml.in/yaml/v2` resolve.go behind
 * `sigs.k8s.io/yaml`). None of the three is a subset of another.
 */
import type { JsonValue } from '../model.ts';

/** A resolved scalar; `json` is undefined for what JSON cannot say (infinities, not a number). */
interface Resolved {
  readonly type: 'string' | 'null' | 'boolean' | 'number' | 'date' | 'special';
  readonly json: JsonValue | undefined;
}

export interface PlainReading {
  /** What Kubernetes reads; undefined where it has no JSON form, which fails the whole document. */
  readonly value: JsonValue | undefined;
  /** Whether all three readers agree. */
  readonly alike: boolean;
  /** Each reader's view in words, for a finding. */
  readonly views: () => { readonly kubernetes: string; readonly yaml11: string; readonly yaml12: string };
}

const words = dictionary([
  [null, ['', '~', 'null', 'Null', 'NULL']],
  [true, ['true', 'True', 'TRUE']],
  [false, ['false', 'False', 'FALSE']],
]);

/** Booleans of YAML 1.1 only, which Kubernetes kept. */
const oldWords = dictionary([
  [true, ['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']],
  [false, ['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']],
]);

const special: Resolved = { type: 'special', json: undefined };
const specialWord = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
/** First characters of everything that is not plainly a string to all three. */
const suspicious = /^[-+.0-9yYnNtTfFoO~=<]/;

function dictionary(
  entries: readonly (readonly [boolean | null, readonly string[]])[],
): ReadonlyMap<string, Resolved> {
  const all = new Map<string, Resolved>();
  for (const [json, spellings] of entries) {
    const resolved: Resolved = { type: json === null ? 'null' : 'boolean', json };
    for (const spelling of spellings) all.set(spelling, resolved);
  }
  return all;
}

/** Reads a plain (unquoted, untagged) scalar in all three ways. */
export function readPlain(text: string): PlainReading {
  if (text !== '' && !suspicious.test(text)) return asText(text);
  const shared = words.get(text) ?? (specialWord.test(text) ? special : undefined);
  const kubernetes = shared ?? oldWords.get(text) ?? kubernetesNumber(text) ?? string(text);
  const yaml11 = shared ?? oldWords.get(text) ?? yaml11Number(text) ?? string(text);
  const yaml12 = shared ?? yaml12Number(text) ?? string(text);
  return {
    value: kubernetes.json,
    alike: same(kubernetes, yaml11) && same(kubernetes, yaml12) && !isAtEdge(kubernetes),
    views: () => ({ kubernetes: inWords(kubernetes), yaml11: inWords(yaml11), yaml12: inWords(yaml12) }),
  };
}

/** At the edge of 64 bits, integers and doubles cannot be told apart here, and Kubernetes tells them apart. */
function isAtEdge({ json }: Resolved): boolean {
  return typeof json === 'number' && Math.abs(json) === 2 ** 63;
}

function asText(text: string): PlainReading {
  const view = inWords(string(text));
  return { value: text, alike: true, views: () => ({ kubernetes: view, yaml11: view, yaml12: view }) };
}

function string(text: string): Resolved {
  return { type: 'string', json: text };
}

function number(value: number): Resolved {
  return { type: 'number', json: value };
}

function same(a: Resolved, b: Resolved): boolean {
  return a.type === b.type && a.json === b.json;
}

function inWords({ type, json }: Resolved): string {
  if (type === 'date') return 'a date';
  if (type === 'string') return `the text "${String(json)}"`;
  return type === 'number' ? `the number ${String(json)}` : String(json ?? 'no value');
}

const goFloat = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const maxUint64 = 2n ** 64n - 1n;
const minInt64 = -(2n ** 63n);

/** go-yaml v2 `resolve`: underscores vanish anywhere, then Go's base-0 integers, then decimal floats. */
function kubernetesNumber(text: string): Resolved | undefined {
  if (text.startsWith('.')) return goFloat.test(text) ? finite(text) : undefined;
  if (!/^[-+0-9]/.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  const integer = goInteger(plain);
  if (integer !== undefined) return number(Number(integer));
  return goFloat.test(plain) ? finite(plain) : undefined;
}

function finite(text: string): Resolved | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? number(value) : undefined;
}

/** `strconv.ParseInt(text, 0, 64)`, then `ParseUint`, then go-yaml's own `0b` with a sign behind the prefix. */
function goInteger(text: string): bigint | undefined {
  const signed = /^0b([-+])([01]+)$/.exec(text);
  if (signed !== null) return inRange(signed[1] === '-', `0b${signed[2]}`);
  const found = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)$/.exec(text);
  if (found === null) return undefined;
  const digits = found[2] ?? '';
  const value = inRange(found[1] === '-', /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return found[1] === '+' && value !== undefined && value > maxUint64 >> 1n ? undefined : value;
}

function inRange(negative: boolean, literal: string): bigint | undefined {
  const value = negative ? -BigInt(literal) : BigInt(literal);
  return value > maxUint64 || value < minInt64 ? undefined : value;
}

const yaml11Integer = /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*(?::[0-5]?[0-9])*)$/;
const yaml11Float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/;
const yaml11Date =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}$|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?$/;

/** Numbers and dates of YAML 1.1, base 60 included; `=` and `<<` have types of their own there. */
function yaml11Number(text: string): Resolved | undefined {
  if (text === '=' || text === '<<') return special;
  if (yaml11Date.test(text)) return { type: 'date', json: undefined };
  if (yaml11Integer.test(text)) return number(yaml11IntegerValue(text.replaceAll('_', '')));
  return yaml11Float.test(text) ? number(sexagesimal(text.replaceAll('_', ''))) : undefined;
}

function yaml11IntegerValue(text: string): number {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '');
  const value = /^0[0-7]+$/.test(digits) ? Number(`0o${digits.slice(1)}`) : sexagesimal(digits);
  return negative && value !== 0 ? -value : value;
}

/** Colon-separated base 60; without a colon the plain number. */
function sexagesimal(text: string): number {
  if (!text.includes(':')) return Number(text);
  const negative = text.startsWith('-');
  const value = text
    .replace(/^[-+]/, '')
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
  return negative ? -value : value;
}

/** YAML 1.2 core schema. */
function yaml12Number(text: string): Resolved | undefined {
  if (/^[-+]?[0-9]+$/.test(text)) return number(Number(text) || 0);
  if (/^0o[0-7]+$/.test(text) || /^0x[0-9a-fA-F]+$/.test(text)) return number(Number(text));
  return goFloat.test(text) ? number(Number(text)) : undefined;
}

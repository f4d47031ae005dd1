/**
 * Decodes JSON values into Go's types as `sigs.k8s.io/json` does: names of fields exactly, null leaves a field
 * as it was, the first type error is kept and the rest still read, unknown fields are gathered.
 */
import type { JsonValue } from '../model.ts';
import { decodeGoBase64 } from './go-base64.ts';
import { parseGoTime } from './go-time.ts';

/** A Go type; `go` is its name in messages (`v1.KeyUsage`, `[]string`). */
export type GoType =
  | { readonly kind: 'string' | 'bool' | 'bytes' | 'time' | 'raw'; readonly go: string }
  | { readonly kind: 'integer'; readonly go: string; readonly min: bigint; readonly max: bigint }
  | { readonly kind: 'list' | 'map'; readonly go: string; readonly of: GoType }
  | { readonly kind: 'struct'; readonly go: string; readonly fields: Readonly<Record<string, GoType>> };

export interface GoReading {
  /** What was read; absent fields are left out, bytes are canonical base64. */
  readonly value: JsonValue;
  /** Go's words for the first fault, or null. */
  readonly fault: string | null;
  /** Paths of unknown fields, in order: `spec.duration`. */
  readonly unknown: readonly string[];
}

interface Reader {
  saved: string | null;
  /** A fault that ends the reading at once (a custom decoder's); it hides a saved one. */
  fatal: string | null;
  readonly unknown: string[];
}

/** Where the reader is: the innermost struct and the fields' names for messages, the full path for unknown fields. */
interface Place {
  readonly struct: string;
  readonly fields: readonly string[];
  readonly path: string;
}

/** Reads a document as one Go struct. Keys are taken in sorted order, which is how YAML becomes JSON in Go. */
export function readGoJson(value: JsonValue, type: GoType): GoReading {
  const reader: Reader = { saved: null, fatal: null, unknown: [] };
  const read = readValue(reader, value, type, { struct: '', fields: [], path: '' });
  return { value: read ?? null, fault: reader.fatal ?? reader.saved, unknown: reader.unknown };
}

function readValue(reader: Reader, value: JsonValue, type: GoType, place: Place): JsonValue | undefined {
  if (reader.fatal !== null) return undefined;
  if (type.kind === 'raw') return value;
  if (value === null) return undefined;
  if (type.kind === 'time') return readTime(reader, value, place);
  if (Array.isArray(value)) return readArray(reader, value, type, place);
  if (typeof value === 'object') {
    return readObject(reader, value as Readonly<Record<string, JsonValue>>, type, place);
  }
  return readScalar(reader, value as string | number | boolean, type, place);
}

function readScalar(
  reader: Reader,
  value: string | number | boolean,
  type: GoType,
  place: Place,
): JsonValue | undefined {
  if (typeof value === 'number') return readNumber(reader, value, type, place);
  if (typeof value === type.kind) return value;
  if (typeof value === 'boolean' && type.kind === 'bool') return value;
  if (typeof value === 'string' && type.kind === 'bytes') {
    const decoded = decodeGoBase64(value);
    if (typeof decoded !== 'number') return Buffer.from(decoded).toString('base64');
    reader.saved ??= `illegal base64 data at input byte ${decoded}`;
    return undefined;
  }
  return misfit(reader, typeof value === 'boolean' ? 'bool' : 'string', type, place);
}

function readNumber(reader: Reader, value: number, type: GoType, place: Place): JsonValue | undefined {
  if (type.kind !== 'integer') return misfit(reader, 'number', type, place);
  if (Number.isInteger(value) && Math.abs(value) < 1e21) {
    const exact = BigInt(value);
    if (exact >= type.min && exact <= type.max) return value;
  }
  return misfit(reader, `number ${Object.is(value, -0) ? '-0' : value}`, type, place);
}

function readTime(reader: Reader, value: JsonValue, place: Place): JsonValue | undefined {
  if (typeof value !== 'string') {
    reader.fatal = typeFault(kindOf(value), 'string', place);
    return undefined;
  }
  const time = parseGoTime(value);
  reader.fatal = time.fault;
  return time.text ?? undefined;
}

function readArray(
  reader: Reader,
  value: readonly JsonValue[],
  type: GoType,
  place: Place,
): JsonValue | undefined {
  if (type.kind === 'bytes') return readByteArray(reader, value, place);
  if (type.kind !== 'list') return misfit(reader, 'array', type, place);
  return value.map(
    (item, index) =>
      readValue(reader, item, type.of, { ...place, path: `${place.path}[${index}]` }) ?? zero(type.of),
  );
}

/** Go reads a list of numbers as bytes, too. */
function readByteArray(reader: Reader, value: readonly JsonValue[], place: Place): JsonValue {
  const uint8: GoType = { kind: 'integer', go: 'uint8', min: 0n, max: 255n };
  const bytes = value.map((item) => readValue(reader, item, uint8, place) ?? 0);
  return Buffer.from(bytes as number[]).toString('base64');
}

function readObject(
  reader: Reader,
  value: Readonly<Record<string, JsonValue>>,
  type: GoType,
  place: Place,
): JsonValue | undefined {
  const keys = Object.keys(value).sort();
  if (type.kind === 'map') {
    return collect(keys, (key) => {
      const at = { ...place, path: join(place.path, key) };
      return readValue(reader, value[key] ?? null, type.of, at) ?? zero(type.of);
    });
  }
  if (type.kind !== 'struct') return misfit(reader, 'object', type, place);
  const struct = type.go.slice(type.go.indexOf('.') + 1);
  return collect(keys, (key) => {
    const field = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
    const path = join(place.path, key);
    if (field === undefined) {
      if (reader.fatal === null) reader.unknown.push(path);
      return undefined;
    }
    return readValue(reader, value[key] ?? null, field, { struct, fields: [...place.fields, key], path });
  });
}

/** Builds an object that may hold any key, `__proto__` included. */
function collect(keys: readonly string[], read: (key: string) => JsonValue | undefined): JsonValue {
  const entries = keys.map((key) => [key, read(key)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** What Go has where a list or map holds null. */
function zero(type: GoType): JsonValue {
  if (type.kind === 'integer') return 0;
  if (type.kind === 'bool') return false;
  if (type.kind === 'struct' || type.kind === 'map') return {};
  return type.kind === 'list' ? [] : '';
}

function misfit(reader: Reader, found: string, type: GoType, place: Place): undefined {
  reader.saved ??= typeFault(found, type.go, place);
  return undefined;
}

function typeFault(found: string, go: string, place: Place): string {
  const target =
    place.fields.length === 0 ? 'Go value' : `Go struct field ${place.struct}.${place.fields.join('.')}`;
  return `json: cannot unmarshal ${found} into ${target} of type ${go}`;
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Messages to and from the values that their JSON form has. */
import type { JsonValue } from '../../model.ts';
import type { ProtoField, ProtoMessage, ProtoType } from './schema.ts';
import { bytesField, readFields, varintField, type WireField } from './wire.ts';

type JsonObject = Readonly<Record<string, JsonValue>>;

/** Writes a message as Kubernetes does: fields by number, single values even when empty, map keys in order. */
export function encodeMessage(value: JsonValue, message: ProtoMessage): Buffer {
  const source = (message.isList === true ? { [onlyField(message)]: value } : (value ?? {})) as JsonObject;
  const parts = Object.entries(message.fields).flatMap(([number, field]) =>
    encodeField(Number(number), field, source[field.name] ?? null),
  );
  return Buffer.concat(parts);
}

function onlyField({ fields }: ProtoMessage): string {
  return Object.values(fields)[0]?.name ?? '';
}

function encodeField(number: number, field: ProtoField, value: JsonValue): readonly Buffer[] {
  switch (field.shape) {
    case 'list':
      return ((value ?? []) as readonly JsonValue[]).map((item) => encodeOne(number, field.type, item));
    case 'map':
      return Object.entries((value ?? {}) as JsonObject)
        .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .map(([key, item]) => {
          const entry = [bytesField(1, Buffer.from(key)), encodeOne(2, field.type, item)];
          return bytesField(number, Buffer.concat(entry));
        });
    case 'optional':
      return value === null ? [] : [encodeOne(number, field.type, value)];
    default:
      return [encodeOne(number, field.type, value)];
  }
}

function encodeOne(number: number, type: ProtoType, value: JsonValue): Buffer {
  switch (type) {
    case 'string':
      return bytesField(number, Buffer.from(String(value ?? '')));
    case 'bytes':
      return bytesField(number, Buffer.from(String(value ?? ''), 'base64'));
    case 'bool':
      return varintField(number, value === true ? 1n : 0n);
    case 'int':
      return varintField(number, BigInt(Number(value ?? 0)));
    case 'time':
      return bytesField(number, encodeTime(value));
    case 'raw':
      return bytesField(number, bytesField(1, Buffer.from(JSON.stringify(value))));
    default:
      return bytesField(number, encodeMessage(value, type));
  }
}

/** Seconds since 1970 and nanoseconds; no time at all is an empty message. */
function encodeTime(value: JsonValue): Buffer {
  if (typeof value !== 'string' || value === '') return Buffer.alloc(0);
  const seconds = BigInt(Math.floor(Date.parse(value) / 1000));
  return Buffer.concat([varintField(1, seconds), varintField(2, 0n)]);
}

/** How deep messages may lie in one another; Kubernetes' own are far below. */
const maxDepth = 16;

/** A message that is being read: lists and maps grow in place, since a body may hold a million members. */
type Reading = Map<string, JsonValue | JsonValue[] | Map<string, JsonValue>>;

/** Reads a message; empty single values are left out, as JSON does. Undefined where the bytes do not fit. */
export function decodeMessage(bytes: Buffer, message: ProtoMessage, depth = 0): JsonValue | undefined {
  const fields = depth > maxDepth ? null : readFields(bytes);
  if (fields === null) return undefined;
  const result: Reading = new Map();
  for (const wire of fields) {
    const field = message.fields[wire.number];
    // What newer clients write and we do not know is left unread, as by any Protocol Buffers reader.
    if (field !== undefined && !addField(result, field, wire, depth)) return undefined;
  }
  const entries = [...result].map(
    ([name, value]) => [name, value instanceof Map ? Object.fromEntries(value) : value] as const,
  );
  const object = Object.fromEntries(entries) as Readonly<Record<string, JsonValue>>;
  return message.isList === true ? (object[onlyField(message)] ?? []) : object;
}

function addField(result: Reading, field: ProtoField, wire: WireField, depth: number): boolean {
  const { name, type, shape } = field;
  if (shape === 'map') return addEntry(result, field, wire, depth);
  const value = decodeOne(type, wire, depth);
  if (value === undefined) return false;
  if (shape === 'list') memberOf(result, name, (): JsonValue[] => []).push(value);
  else if (shape === 'optional' || !isZero(value)) result.set(name, value);
  return true;
}

/** The list or map of this name, made where it is not there yet. */
function memberOf<T extends JsonValue[] | Map<string, JsonValue>>(
  result: Reading,
  name: string,
  make: () => T,
): T {
  const found = result.get(name) as T | undefined;
  if (found !== undefined) return found;
  const made = make();
  result.set(name, made);
  return made;
}

function isZero(value: JsonValue): boolean {
  return value === '' || value === 0 || value === false || value === null;
}

/** A map is a list of messages of a key and a value. */
function addEntry(result: Reading, { name, type }: ProtoField, { value }: WireField, depth: number): boolean {
  const parts = typeof value === 'bigint' ? null : readFields(value);
  if (parts === null) return false;
  const keyPart = parts.find(({ number }) => number === 1)?.value ?? Buffer.alloc(0);
  const itemPart = parts.find(({ number }) => number === 2);
  const item = itemPart === undefined ? '' : decodeOne(type, itemPart, depth);
  if (item === undefined || typeof keyPart === 'bigint') return false;
  memberOf(result, name, () => new Map<string, JsonValue>()).set(keyPart.toString('utf8'), item);
  return true;
}

function decodeOne(type: ProtoType, { value }: WireField, depth: number): JsonValue | undefined {
  if (typeof value === 'bigint') {
    if (type === 'bool') return value !== 0n;
    return type === 'int' ? Number(BigInt.asIntN(64, value)) : undefined;
  }
  switch (type) {
    case 'string':
      return value.toString('utf8');
    case 'bytes':
      return value.toString('base64');
    case 'time':
      return decodeTime(value);
    case 'raw':
      return decodeRaw(value);
    case 'bool':
    case 'int':
      return undefined;
    default:
      return decodeMessage(value, type, depth + 1);
  }
}

function decodeTime(bytes: Buffer): JsonValue | undefined {
  const fields = readFields(bytes);
  if (fields === null) return undefined;
  const seconds = fields.find(({ number }) => number === 1)?.value;
  if (seconds === undefined) return null;
  if (typeof seconds !== 'bigint') return undefined;
  const time = new Date(Number(BigInt.asIntN(64, seconds)) * 1000);
  return Number.isNaN(time.getTime()) ? undefined : `${time.toISOString().slice(0, 19)}Z`;
}

function decodeRaw(bytes: Buffer): JsonValue | undefined {
  const text = readFields(bytes)?.find(({ number }) => number === 1)?.value;
  try {
    return text === undefined || typeof text === 'bigint'
      ? undefined
      : (JSON.parse(text.toString('utf8')) as JsonValue);
  } catch {
    return undefined;
  }
}

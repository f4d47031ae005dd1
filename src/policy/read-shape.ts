import { parseDuration } from '../duration.ts';
import type { FindingCode } from '../finding-codes.ts';
import type { JsonValue } from '../model.ts';
import { nearest } from '../nearest.ts';
import type { FieldsShape, FlagShape, ListShape, Shape, TableShape, ValueOf, WholeShape } from './shape.ts';
import { missingHint, valueHint } from './shape-hint.ts';
import { tableOf } from './table.ts';

/** Where a file departs from its shape. */
export interface ShapeFault {
  readonly code: Extract<FindingCode, `policy.${string}`>;
  /** RFC 6901 pointer to the value, or to the entry whose key is at fault. */
  readonly pointer: string;
  /** Whether the key of the entry is at fault rather than its value. */
  readonly atKey: boolean;
  readonly message: string;
  readonly hint: string;
  /** The right text in place of the wrong one, where there is one right answer. */
  readonly replace?: { readonly old: string; readonly new: string };
}

export type ReportFault = (fault: ShapeFault) => void;

/**
 * Reads a value by its shape. Every fault is reported, not just the first; what is at fault is left out of
 * the result, so it may be used only if nothing was reported.
 */
export function readShape<S extends Shape>(
  shape: S,
  value: JsonValue,
  report: ReportFault,
): ValueOf<S> | undefined {
  return read(shape, value, '', report) as ValueOf<S> | undefined;
}

function read(shape: Shape, value: JsonValue, at: string, report: ReportFault): unknown {
  switch (shape.kind) {
    case 'fields':
      return readFields(shape, value, at, report);
    case 'table':
      return readTable(shape, value, at, report);
    case 'list':
      return readList(shape, value, at, report);
    default:
      return readScalar(shape, value, at, report);
  }
}

type ScalarShape = Exclude<Shape, FieldsShape | TableShape | ListShape>;

/** What a scalar must be, in words that follow "must be". */
function formOf(shape: ScalarShape): string {
  switch (shape.kind) {
    case 'text':
      return shape.form;
    case 'choice':
      return shape.of.length > 8 ? 'one of the known words' : `one of ${shape.of.join(', ')}`;
    case 'duration':
      return 'a duration such as 30m, 8h or 90d';
    case 'percent':
      return 'a share such as 80%';
    case 'whole':
      return shape.min === shape.max ? `${shape.min}` : `a whole number from ${shape.min} to ${shape.max}`;
    case 'flag':
      return 'true or false';
  }
}

/** The value a scalar stands for, or undefined where it is not of its form. */
function convert(shape: ScalarShape, value: JsonValue): unknown {
  if (shape.kind === 'flag') return typeof value === 'boolean' ? value : undefined;
  if (shape.kind !== 'whole') return typeof value === 'string' ? convertText(shape, value) : undefined;
  return isWhole(value) && value >= shape.min && value <= shape.max ? value : undefined;
}

function convertText(shape: Exclude<ScalarShape, FlagShape | WholeShape>, text: string): unknown {
  switch (shape.kind) {
    case 'duration':
      return parseDuration(text) ?? undefined;
    case 'percent':
      return parsePercent(text);
    case 'choice':
      return shape.of.includes(text) ? text : undefined;
    case 'text':
      return text.length <= 1024 && shape.pattern.test(text) ? text : undefined;
  }
}

const isWhole = (value: JsonValue): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value);

function parsePercent(text: string): number | undefined {
  return /^[1-9][0-9]?%$/.test(text) ? Number(text.slice(0, -1)) / 100 : undefined;
}

function readScalar(shape: ScalarShape, value: JsonValue, at: string, report: ReportFault): unknown {
  const read = convert(shape, value);
  if (read !== undefined) return read;
  const message = `${placeOf(at)} ${quote(value)} must be ${formOf(shape)}.`;
  report({
    code: 'policy.bad-value',
    pointer: at,
    atKey: false,
    message,
    ...valueHint(shape, value, at),
  });
  return undefined;
}

function readList(shape: ListShape, value: JsonValue, at: string, report: ReportFault): unknown {
  if (!Array.isArray(value)) return wrongType('a list', value, shape, at, report);
  if (value.length < shape.min) {
    report(badList(at, `${placeOf(at)} must have at least one item.`, valueHint(shape, value, at).hint));
  } else if (shape.holds && !value.some((item) => isHolding(item, shape.holds))) {
    const { field, text } = shape.holds;
    report(
      badList(
        at,
        `${placeOf(at)} must have an entry with ${field}: ${text}.`,
        valueHint(shape, value, at).hint,
      ),
    );
  }
  return value.map((item: JsonValue, index) => read(shape.of, item, `${at}/${index}`, report));
}

function badList(pointer: string, message: string, hint: string): ShapeFault {
  return { code: 'policy.bad-value', pointer, atKey: false, message, hint };
}

function isHolding(item: JsonValue, holds: ListShape['holds']): boolean {
  return isMap(item) && holds !== undefined && item[holds.field] === holds.text;
}

function readTable(shape: TableShape, value: JsonValue, at: string, report: ReportFault): unknown {
  if (!isMap(value)) return wrongType('a map', value, shape, at, report);
  const entries = Object.entries(value).map(([key, item]) => {
    const pointer = `${at}/${escapePointer(key)}`;
    if (!shape.key.test(key)) {
      const message = `The key ${quote(key)} of ${placeOf(at)} must be ${shape.keyForm}.`;
      report({
        code: 'policy.bad-value',
        pointer,
        atKey: true,
        message,
        hint: `Write for example ${shape.keyExample}.`,
      });
    }
    return [key, read(shape.of, item, pointer, report)] as const;
  });
  return tableOf(entries);
}

function readFields(shape: FieldsShape, value: JsonValue, at: string, report: ReportFault): unknown {
  if (!isMap(value)) return wrongType('a map', value, shape, at, report);
  const known = Object.entries(value).filter(([key]) => Object.hasOwn(shape.fields, key));
  for (const key of Object.keys(value))
    if (!Object.hasOwn(shape.fields, key)) report(unknownKey(shape, key, at));
  for (const key of shape.required) if (!Object.hasOwn(value, key)) report(missingKey(key, shape, at));
  if (shape.one && known.length !== 1) report(notOne(shape, at));
  const entries = known.map(([key, item]) => [key, readField(shape, key, item, at, report)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

function readField(
  shape: FieldsShape,
  key: string,
  item: JsonValue,
  at: string,
  report: ReportFault,
): unknown {
  const field = shape.fields[key];
  return field && read(field, item, `${at}/${escapePointer(key)}`, report);
}

function unknownKey(shape: FieldsShape, key: string, at: string): ShapeFault {
  const keys = Object.keys(shape.fields);
  const meant = nearest(key, keys);
  const hint = meant ? `Did you mean ${quote(meant)}?` : `Known here: ${keys.join(', ')}.`;
  return {
    code: 'policy.unknown-key',
    pointer: `${at}/${escapePointer(key)}`,
    atKey: true,
    message: `${quote(key)} is not a key of ${placeOf(at)}.`,
    hint,
    ...(meant && { replace: { old: key, new: meant } }),
  };
}

function missingKey(key: string, shape: FieldsShape, at: string): ShapeFault {
  const message = `${placeOf(at)} has no ${quote(key)}.`;
  const hint = missingHint(key, shape.fields[key]);
  return { code: 'policy.missing-key', pointer: at, atKey: false, message, hint };
}

function notOne(shape: FieldsShape, at: string): ShapeFault {
  const message = `${placeOf(at)} must have exactly one of ${Object.keys(shape.fields).join(', ')}.`;
  return {
    code: 'policy.missing-key',
    pointer: at,
    atKey: false,
    message,
    hint: valueHint(shape, {}, at).hint,
  };
}

function wrongType(
  wanted: string,
  value: JsonValue,
  shape: Shape,
  pointer: string,
  report: ReportFault,
): undefined {
  const message = `${placeOf(pointer)} must be ${wanted}, not ${typeName(value)}.`;
  const { hint } = valueHint(shape, value, pointer);
  report({ code: 'policy.bad-value', pointer, atKey: false, message, hint });
}

function isMap(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeName(value: JsonValue): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : quote(value);
}

/** A value as a message shows it: JSON, cut where it would drown the sentence. */
function quote(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** `/rules/0/match/signer` as people say it: `rules[0].match.signer`. */
export function placeOf(pointer: string): string {
  if (pointer === '') return 'the file';
  const parts = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return parts
    .map((part, index) => (/^[0-9]+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

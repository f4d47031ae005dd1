/** What to write where a value does not have its shape: an example of the right form, not the rule once more. */
import { meantDuration, shortDuration } from '../duration.ts';
import type { JsonValue } from '../model.ts';
import { nearest } from '../nearest.ts';
import type { FieldsShape, Shape } from './shape.ts';

/** A right value as a file would hold it on one line; null where nobody can make one up. */
export function exampleOf(shape: Shape): string | null {
  if (shape.kind === 'text' || shape.example !== undefined)
    return shape.example === undefined ? null : written(shape.example, shape.kind);
  switch (shape.kind) {
    case 'choice':
      return written(shape.of[0] ?? '', 'text');
    case 'duration':
      return '30d';
    case 'percent':
      return '80%';
    case 'whole':
      return String(Math.max(shape.min, 1));
    case 'flag':
      return 'true';
    case 'list':
      return wrap('[', exampleOf(shape.of), ']');
    case 'table':
      return wrap(`{ ${written(shape.keyExample, 'text')}: `, exampleOf(shape.of), ' }');
    case 'fields':
      return exampleOfFields(shape);
  }
}

function exampleOfFields({ fields, required }: FieldsShape): string | null {
  const keys = required.length > 0 ? required : Object.keys(fields).slice(0, 1);
  const parts = keys.map((key) => {
    const shape = fields[key];
    return wrap(`${key}: `, shape === undefined ? null : exampleOf(shape), '');
  });
  return parts.includes(null) ? null : `{ ${parts.join(', ')} }`;
}

function wrap(before: string, inner: string | null, after: string): string | null {
  return inner === null ? null : `${before}${inner}${after}`;
}

/** Text in quotes where YAML would take it for anything else. */
function written(text: string, kind: Shape['kind']): string {
  return kind !== 'text' || /^[A-Za-z.][\w./ -]*$/.test(text) ? text : JSON.stringify(text);
}

/** What to write where `key` is missing. */
export function missingHint(key: string, shape: Shape | undefined): string {
  const example = shape === undefined ? null : exampleOf(shape);
  const about = shape?.about ?? '';
  return example === null ? about : `Write for example ${key}: ${example}. ${about}`.trimEnd();
}

/** What to write in place of a value that is not of its form; `replace` where there is one right answer. */
export function valueHint(
  shape: Shape,
  value: JsonValue,
  pointer: string,
): { readonly hint: string; readonly replace?: { readonly old: string; readonly new: string } } {
  const meant = meantBy(shape, value);
  if (meant !== null) {
    const hint = `Did you mean ${typeof meant === 'string' ? JSON.stringify(meant) : `${meant}, without quotes`}?`;
    return typeof meant === 'string' ? { hint, replace: { old: String(value), new: meant } } : { hint };
  }
  if (shape.kind === 'duration' && typeof value === 'number')
    return { hint: `Write a unit: ${value}d for days, ${value}h for hours, ${value}m for minutes.` };
  if (shape.kind === 'list' && typeof value === 'string')
    return { hint: `Write a list, be it of one: ${keyed(pointer, `[${written(value, 'text')}]`)}` };
  const example = exampleOf(shape);
  return {
    hint: example === null ? shape.about : `Write for example ${keyed(pointer, example)}. ${shape.about}`,
  };
}

/** With the key it belongs to, unless it is an item of a list. */
function keyed(pointer: string, text: string): string {
  const key = pointer.slice(pointer.lastIndexOf('/') + 1);
  return key === '' || /^\d+$/.test(key) || key.includes('~') ? text : `${key}: ${text}`;
}

/** The value that somebody surely meant. */
function meantBy(shape: Shape, value: JsonValue): string | number | boolean | null {
  if (typeof value !== 'string') return null;
  switch (shape.kind) {
    case 'choice':
      return nearest(value, shape.of);
    case 'duration': {
      const seconds = meantDuration(value);
      return seconds === null ? null : shortDuration(seconds);
    }
    case 'whole':
      return /^\d{1,9}$/.test(value) && Number(value) >= shape.min && Number(value) <= shape.max
        ? Number(value)
        : null;
    case 'flag':
      return value === 'true' || value === 'false' ? value === 'true' : null;
    default:
      return null;
  }
}

/** Validation errors in the words of `k8s.io/apimachinery/pkg/util/validation/field/errors.go`. */
import { goQuote } from './go-text.ts';
import type { StatusCause } from './object.ts';

/** `value` is printed as Go prints a string; give `printed` where it is of another type. */
export function invalid(field: string, value: string, detail: string): StatusCause {
  return invalidPrinted(field, goQuote(value), detail);
}

/** As `invalid`, for a value that Go prints in another form: a number, or JSON. */
export function invalidPrinted(field: string, printed: string, detail: string): StatusCause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${printed}: ${detail}`, field };
}

export function required(field: string, detail = ''): StatusCause {
  const message = detail === '' ? 'Required value' : `Required value: ${detail}`;
  return { reason: 'FieldValueRequired', message, field };
}

/** `printed` is the value as JSON: the API's string types print so. */
export function duplicate(field: string, printed: string): StatusCause {
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${printed}`, field };
}

export function notSupported(field: string, printed: string, supported: readonly string[]): StatusCause {
  const list = supported.map(goQuote).join(', ');
  const message = `Unsupported value: ${printed}: supported values: ${list}`;
  return { reason: 'FieldValueNotSupported', message, field };
}

export function fieldForbidden(field: string, detail: string): StatusCause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${detail}`, field };
}

export function tooLong(field: string, maxBytes: number): StatusCause {
  return { reason: 'FieldValueTooLong', message: `Too long: may not be more than ${maxBytes} bytes`, field };
}

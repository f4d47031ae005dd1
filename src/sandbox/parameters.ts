/** The query of a write, read as `CreateOptions`, `UpdateOptions`, `PatchOptions` and `DeleteOptions` of `meta.k8s.io`. */
import type { StatusCause } from '../kubernetes/object.ts';
import { invalid, type Refusal } from './status.ts';

const metaGroup = 'meta.k8s.io';

export type FieldValidationMode = 'Ignore' | 'Warn' | 'Strict';

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldValidation: FieldValidationMode;
  /** Who writes, for server-side apply; empty where the client does not say. */
  readonly fieldManager: string;
}

export type Parsed<T> = T | { readonly refusal: Refusal };

type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions';

/** Reads the options; `kind` names their type in a refusal, `isApply` a patch that needs a manager and may be forced. */
export function parseWriteOptions(
  query: URLSearchParams,
  kind: OptionsKind,
  isApply = false,
): Parsed<WriteOptions> {
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  const fieldValidation = query.get('fieldValidation') || 'Warn';
  const fieldManager = query.get('fieldManager') ?? '';
  const causes = [
    ...(kind === 'PatchOptions' ? patchFaults(query, fieldManager, isApply) : []),
    ...managerFaults(fieldManager),
    ...dryRunFaults(dryRun),
    ...(isFieldValidation(fieldValidation) ? [] : [validationFault(fieldValidation)]),
  ];
  if (causes.length > 0 || !isFieldValidation(fieldValidation)) {
    return { refusal: invalid(kind, metaGroup, '', causes) };
  }
  return { dryRun: dryRun.length > 0, fieldValidation, fieldManager };
}

const fieldValidationModes = ['Ignore', 'Strict', 'Warn'] as const;

function isFieldValidation(value: string): value is FieldValidationMode {
  return (fieldValidationModes as readonly string[]).includes(value);
}

function validationFault(value: string): StatusCause {
  return unsupported('fieldValidation', JSON.stringify(value), ['', ...fieldValidationModes]);
}

/** Values of `dryRun` that there are not; the whole list is told. */
export function dryRunFaults(values: readonly string[]): readonly StatusCause[] {
  return values.every((value) => value === 'All')
    ? []
    : [unsupported('dryRun', JSON.stringify(values), ['All'])];
}

/** `value` as Go prints it. */
export function unsupported(field: string, value: string, supported: readonly string[]): StatusCause {
  const list = supported.map((word) => JSON.stringify(word)).join(', ');
  return {
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${value}: supported values: ${list}`,
    field,
  };
}

function patchFaults(query: URLSearchParams, fieldManager: string, isApply: boolean): readonly StatusCause[] {
  if (isApply) {
    const message = 'Required value: is required for apply patch';
    return fieldManager === '' ? [{ reason: 'FieldValueRequired', message, field: 'fieldManager' }] : [];
  }
  if (parseFlag(query.get('force')) === null) return [];
  const message = 'Forbidden: may not be specified for non-apply patch';
  return [{ reason: 'FieldValueForbidden', message, field: 'force' }];
}

const maxManagerBytes = 128;

/** `validation.ValidateFieldManager`: short and printable. */
function managerFaults(manager: string): readonly StatusCause[] {
  const field = 'fieldManager';
  if (Buffer.byteLength(manager) > maxManagerBytes) {
    const message = `Too long: may not be more than ${maxManagerBytes} bytes`;
    return [{ reason: 'FieldValueTooLong', message, field }];
  }
  const found = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.exec(manager);
  if (found === null) return [];
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const why = `invalid character U+${code} (at position ${Buffer.byteLength(manager.slice(0, found.index))})`;
  return [
    { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(manager)}: ${why}`, field },
  ];
}

/** Go's reading of a boolean in a query: everything but `0` and `false` is true; null where it is absent. */
export function parseFlag(value: string | null): boolean | null {
  return value === null ? null : !/^(0|false)$/i.test(value);
}

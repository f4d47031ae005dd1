/** The query of a call, read as the option types of `meta.k8s.io/v1`. */
import { badRequest, invalid, type Refusal } from './status.ts';

const metaGroup = 'meta.k8s.io';

export type FieldValidationMode = 'Ignore' | 'Warn' | 'Strict';

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldValidation: FieldValidationMode;
}

export interface ListOptions {
  readonly fieldSelector: string;
  readonly labelSelector: string;
  /** Null where none was sent; `0` means any state will do. */
  readonly resourceVersion: number | null;
  readonly exactVersion: boolean;
  /** 0: no limit. */
  readonly limit: number;
  readonly continue: string;
  /** 0: the server's choice. */
  readonly timeoutSeconds: number;
  readonly allowBookmarks: boolean;
  /** Null where the client does not say. */
  readonly sendInitialEvents: boolean | null;
}

type Parsed<T> = T | { readonly refusal: Refusal };

/** Reads `dryRun` and `fieldValidation`; `kind` names the option type in a refusal. */
export function parseWriteOptions(
  query: URLSearchParams,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions',
): Parsed<WriteOptions> {
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  const fieldValidation = query.get('fieldValidation') || 'Warn';
  const causes = [
    ...dryRun.filter((value) => value !== 'All').map((value) => unsupported('dryRun', value, ['All'])),
    ...(isFieldValidation(fieldValidation)
      ? []
      : [unsupported('fieldValidation', fieldValidation, fieldValidationModes)]),
  ];
  if (causes.length > 0 || !isFieldValidation(fieldValidation)) {
    return { refusal: invalid(kind, metaGroup, '', causes) };
  }
  return { dryRun: dryRun.length > 0, fieldValidation };
}

const fieldValidationModes = ['Ignore', 'Strict', 'Warn'] as const;

function isFieldValidation(value: string): value is FieldValidationMode {
  return (fieldValidationModes as readonly string[]).includes(value);
}

function unsupported(field: string, value: string, supported: readonly string[]) {
  const list = supported.map((word) => JSON.stringify(word)).join(', ');
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`;
  return { reason: 'FieldValueNotSupported', message, field };
}

/** Reads the options of list and watch. */
export function parseListOptions(query: URLSearchParams): Parsed<ListOptions> {
  const bad = refuseCounts(query);
  if (bad !== null) return { refusal: bad };
  const version = query.get('resourceVersion') || null;
  return {
    fieldSelector: query.get('fieldSelector') ?? '',
    labelSelector: query.get('labelSelector') ?? '',
    resourceVersion: version === null ? null : Number(version),
    exactVersion: query.get('resourceVersionMatch') === 'Exact',
    limit: Number(query.get('limit')),
    continue: query.get('continue') ?? '',
    timeoutSeconds: Number(query.get('timeoutSeconds')),
    allowBookmarks: parseFlag(query.get('allowWatchBookmarks')) ?? false,
    sendInitialEvents: parseFlag(query.get('sendInitialEvents')),
  };
}

function refuseCounts(query: URLSearchParams): Refusal | null {
  const counts = ['resourceVersion', 'limit', 'timeoutSeconds'];
  const bad = counts.find((key) => !isCount(query.get(key) || '0'));
  if (bad === undefined) return null;
  return badRequest(`${bad}: Invalid value: ${JSON.stringify(query.get(bad))}: must be a whole number`);
}

function isCount(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}

/** Go's reading of a boolean in a query: everything but `0` and `false` is true; null where it is absent. */
export function parseFlag(value: string | null): boolean | null {
  return value === null ? null : !/^(0|false)$/i.test(value);
}

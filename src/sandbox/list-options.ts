/** The query of list, watch and deletecollection: `ListOptions` (`apimachinery/pkg/apis/meta/internalversion/validation`). */
import type { StatusCause } from '../kubernetes/object.ts';
import { type Parsed, parseFlag, unsupported } from './parameters.ts';
import { badRequest, invalid, type Refusal, unreasoned } from './status.ts';

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

/** Reads the options of a list, or of a watch. */
export function parseListOptions(query: URLSearchParams, isWatch: boolean): Parsed<ListOptions> {
  const refusal = refuseCounts(query) ?? refuseCombination(query, isWatch) ?? refuseVersion(query, isWatch);
  if (refusal !== null) return { refusal };
  const version = query.get('resourceVersion') || null;
  return {
    fieldSelector: query.get('fieldSelector') ?? '',
    labelSelector: query.get('labelSelector') ?? '',
    resourceVersion: version === null ? null : Number(version),
    exactVersion: query.get('resourceVersionMatch') === 'Exact',
    limit: Math.max(0, Number(query.get('limit'))),
    continue: query.get('continue') ?? '',
    timeoutSeconds: Number(query.get('timeoutSeconds')),
    allowBookmarks: parseFlag(query.get('allowWatchBookmarks')) ?? false,
    sendInitialEvents: parseFlag(query.get('sendInitialEvents')),
  };
}

function refuseCounts(query: URLSearchParams): Refusal | null {
  const values = ['limit', 'timeoutSeconds'].map((key) => query.get(key) || '0');
  const bad = values.find((value) => !/^[+-]?\d{1,15}$/.test(value));
  return bad === undefined ? null : badRequest(parseFault('ParseInt', bad));
}

/** Go's words for a text that is no number. */
function parseFault(parser: string, value: string): string {
  return `strconv.${parser}: parsing ${JSON.stringify(value)}: invalid syntax`;
}

/** A number that Go's `ParseUint` reads. */
export function isVersion(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}

/** A watch has no reason for this fault, and a list has. */
function refuseVersion(query: URLSearchParams, isWatch: boolean): Refusal | null {
  const value = query.get('resourceVersion') || '0';
  if (isVersion(value) || (query.get('continue') ?? '') !== '') return null;
  const fault = `resourceVersion: Invalid value: ${JSON.stringify(value)}: ${parseFault('ParseUint', value)}`;
  return isWatch ? unreasoned(fault) : badRequest(`invalid resource version: ${fault}`);
}

function refuseCombination(query: URLSearchParams, isWatch: boolean): Refusal | null {
  const causes = isWatch ? watchFaults(query) : listFaults(query);
  return causes.length === 0 ? null : invalid('ListOptions', 'meta.k8s.io', '', causes);
}

const matchField = 'resourceVersionMatch';

function forbidden(field: string, why: string): StatusCause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field };
}

function watchFaults(query: URLSearchParams): readonly StatusCause[] {
  const match = query.get(matchField) ?? '';
  const initial = parseFlag(query.get('sendInitialEvents'));
  const faults: StatusCause[] = [];
  if (initial !== null && match !== 'NotOlderThan') {
    faults.push(
      forbidden(matchField, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    );
  }
  if (initial === null && match !== '') {
    faults.push(
      forbidden(
        matchField,
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    );
  }
  if (match !== '' && match !== 'NotOlderThan') {
    faults.push(unsupported(matchField, JSON.stringify(match), ['NotOlderThan']));
  }
  if ((query.get('continue') ?? '') !== '') {
    faults.push(forbidden(matchField, 'resourceVersionMatch is forbidden when continue is provided'));
  }
  return faults;
}

function listFaults(query: URLSearchParams): readonly StatusCause[] {
  const initial = parseFlag(query.get('sendInitialEvents'));
  return [
    ...((query.get(matchField) ?? '') === '' ? [] : matchFaults(query)),
    ...(initial === null ? [] : [forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list')]),
  ];
}

/** A list says which version it means in one way only. */
function matchFaults(query: URLSearchParams): readonly StatusCause[] {
  const match = query.get(matchField) ?? '';
  const version = query.get('resourceVersion') ?? '';
  const faults: StatusCause[] = [];
  if (version === '') {
    faults.push(
      forbidden(matchField, 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
    );
  }
  if ((query.get('continue') ?? '') !== '') {
    faults.push(forbidden(matchField, 'resourceVersionMatch is forbidden when continue is provided'));
  }
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    faults.push(unsupported(matchField, JSON.stringify(match), ['Exact', 'NotOlderThan', '']));
  }
  if (match === 'Exact' && version === '0') {
    faults.push(forbidden(matchField, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  return faults;
}

/** Lists, whole or in pages of one consistent state. */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import type { ListOptions } from './list-options.ts';
import type { Selector } from './selector.ts';
import { badRequest, expired, futureVersion, type Refusal } from './status.ts';
import type { Store } from './store.ts';

/** As JSON carries it; items have no `kind` and `apiVersion`, as in the lists of a real server. */
export interface CsrList {
  readonly kind: 'CertificateSigningRequestList';
  readonly apiVersion: 'certificates.k8s.io/v1';
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly Omit<CertificateSigningRequest, 'kind' | 'apiVersion'>[];
}

/** Lists what is selected. */
export type Lister = (
  selector: Selector,
  options: ListOptions,
) => { readonly list: CsrList } | { readonly refusal: Refusal };

/** States that are kept for the next page of a list; older ones get 410. */
const snapshotsKept = 16;

const staleToken = 'The provided continue parameter is too old to display a consistent list result.';
const staleVersion = 'The resourceVersion for the provided list is too old.';

/** Makes the lister of a store; it remembers the states whose pages are still being read. */
export function createLister(store: Store): Lister {
  const snapshots = new Map<number, readonly CertificateSigningRequest[]>();
  return (selector, options) => {
    const start = startOf(store, options);
    if ('refusal' in start) return start;
    const { version } = start;
    const state = version === store.version() ? store.list() : snapshots.get(version);
    if (state === undefined || store.changesSince(version) === null) {
      return { refusal: expired(options.continue === '' ? staleVersion : staleToken) };
    }
    const { page, remaining } = pageOf(state, selector, options, start);
    if (remaining > 0) keep(snapshots, version, state);
    return { list: formatList(version, page, remaining, options) };
  };
}

function pageOf(
  state: readonly CertificateSigningRequest[],
  selector: Selector,
  { limit }: ListOptions,
  { after }: Start,
): { readonly page: readonly CertificateSigningRequest[]; readonly remaining: number } {
  const items = state.filter((object) => nameOf(object) > after && selector.matches(object));
  const page = limit > 0 ? items.slice(0, limit) : items;
  return { page, remaining: items.length - page.length };
}

function nameOf({ metadata }: CertificateSigningRequest): string {
  return metadata.name ?? '';
}

function keep<T>(snapshots: Map<number, T>, version: number, state: T): void {
  snapshots.set(version, state);
  const oldest = snapshots.keys().next().value;
  if (snapshots.size > snapshotsKept && oldest !== undefined) snapshots.delete(oldest);
}

interface Start {
  readonly version: number;
  /** The list goes on behind this name. */
  readonly after: string;
}

function startOf(store: Store, options: ListOptions): Start | { readonly refusal: Refusal } {
  const current = store.version();
  if (options.continue !== '') return continueAt(options);
  const asked = options.resourceVersion ?? 0;
  if (asked > current) return { refusal: futureVersion(asked, current) };
  return { version: options.exactVersion ? asked : current, after: '' };
}

function continueAt(options: ListOptions): Start | { readonly refusal: Refusal } {
  const start = parseToken(options.continue);
  if ('refusal' in start || (options.resourceVersion ?? 0) === 0) return start;
  return { refusal: badRequest('specifying resource version is not allowed when using continue') };
}

/** A continue token is opaque to clients: base64 of JSON with version and last name (`apiserver/pkg/storage/continue.go`). */
function parseToken(token: string): Start | { readonly refusal: Refusal } {
  try {
    const { v, rv, start } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (v === 'meta.k8s.io/v1' && Number.isInteger(rv) && typeof start === 'string') {
      return { version: rv, after: start.replace(/\0$/, '') };
    }
  } catch {
    // Said below.
  }
  const why = 'continue key is not valid: unrecognized encoded version';
  return { refusal: badRequest(`invalid continue token: ${why}`) };
}

function formatToken(version: number, page: readonly CertificateSigningRequest[]): string {
  const last = page.at(-1);
  const start = `${last === undefined ? '' : nameOf(last)}\0`;
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start })).toString('base64url');
}

/** How many are left is told only where nothing is selected: a real server does not look. */
function formatList(
  version: number,
  page: readonly CertificateSigningRequest[],
  remaining: number,
  { fieldSelector, labelSelector }: ListOptions,
): CsrList {
  const isSelected = fieldSelector !== '' || labelSelector !== '';
  return {
    kind: 'CertificateSigningRequestList',
    apiVersion: 'certificates.k8s.io/v1',
    metadata: {
      resourceVersion: String(version),
      ...(remaining > 0 ? { continue: formatToken(version, page) } : {}),
      ...(remaining > 0 && !isSelected ? { remainingItemCount: remaining } : {}),
    },
    items: page.map(({ kind: _kind, apiVersion: _apiVersion, ...item }) => item),
  };
}

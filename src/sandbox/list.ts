/** Lists, whole or in pages of one consistent state. */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import type { ListOptions } from './parameters.ts';
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

/** Makes the lister of a store; it remembers the states whose pages are still being read. */
export function createLister(store: Store): Lister {
  const snapshots = new Map<number, readonly CertificateSigningRequest[]>();
  return (selector, options) => {
    const start = startOf(store, options);
    if ('refusal' in start) return start;
    const { version, offset } = start;
    const state = version === store.version() ? store.list() : snapshots.get(version);
    if (state === undefined || store.changesSince(version) === null) return { refusal: expired(staleToken) };
    const items = state.filter((object) => selector.matches(object)).slice(offset);
    const page = options.limit > 0 ? items.slice(0, options.limit) : items;
    if (page.length < items.length) keep(snapshots, version, state);
    return { list: formatList(version, offset + page.length, page, items.length - page.length) };
  };
}

function keep<T>(snapshots: Map<number, T>, version: number, state: T): void {
  snapshots.set(version, state);
  const oldest = snapshots.keys().next().value;
  if (snapshots.size > snapshotsKept && oldest !== undefined) snapshots.delete(oldest);
}

interface Start {
  readonly version: number;
  readonly offset: number;
}

function startOf(store: Store, options: ListOptions): Start | { readonly refusal: Refusal } {
  const current = store.version();
  if (options.continue !== '') return parseToken(options.continue);
  const asked = options.resourceVersion ?? 0;
  if (asked > current) return { refusal: futureVersion(asked, current) };
  return { version: options.exactVersion ? asked : current, offset: 0 };
}

/** A continue token is opaque to clients: version and offset, in base64. */
function parseToken(token: string): Start | { readonly refusal: Refusal } {
  const found = /^v1:(\d{1,15}):(\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  if (found === null)
    return { refusal: badRequest('continue key is not valid: unrecognized encoded version') };
  return { version: Number(found[1]), offset: Number(found[2]) };
}

function formatList(
  version: number,
  next: number,
  page: readonly CertificateSigningRequest[],
  remaining: number,
): CsrList {
  const token = Buffer.from(`v1:${version}:${next}`).toString('base64url');
  return {
    kind: 'CertificateSigningRequestList',
    apiVersion: 'certificates.k8s.io/v1',
    metadata: {
      resourceVersion: String(version),
      ...(remaining > 0 ? { continue: token, remainingItemCount: remaining } : {}),
    },
    items: page.map(({ kind: _kind, apiVersion: _apiVersion, ...item }) => item),
  };
}

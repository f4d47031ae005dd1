/** Watches: what changed since a resourceVersion, as it happens (`apiserver/pkg/storage/cacher`). */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import type { ListOptions } from './list-options.ts';
import type { Selector } from './selector.ts';
import { expired, formatRefusal, type Status } from './status.ts';
import type { Change, Store } from './store.ts';

/** Marks the bookmark after which a client has seen everything that was there when it began. */
const initialEventsEnd = 'k8s.io/initial-events-end';

const bookmarkEveryMilliseconds = 60_000;

/** A real server picks half an hour to an hour where the client names no end. */
const defaultTimeoutSeconds = 1_800;

/** The longest delay a timer takes. */
const longestTimeoutSeconds = 2_147_483;

/** A bookmark: only a resourceVersion. */
interface Bookmark {
  readonly kind: 'CertificateSigningRequest';
  readonly apiVersion: 'certificates.k8s.io/v1';
  readonly metadata: {
    readonly resourceVersion: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  /** As Go writes an empty object. */
  readonly spec: { readonly request: null; readonly signerName: '' };
  readonly status: Readonly<Record<string, never>>;
}

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: CertificateSigningRequest }
  | { readonly type: 'BOOKMARK'; readonly object: Bookmark }
  | { readonly type: 'ERROR'; readonly object: Status };

/** Where a watch writes to. */
export interface WatchSink {
  send(event: WatchEvent): void;
  /** Ends the stream; called once, by the watch itself. */
  end(): void;
}

/**
 * Starts a watch; the function returned ends it without a word. A version that is forgotten gives one ERROR event
 * with code 410 and the end, as a real server does once it has answered 200.
 */
export function startWatch(
  store: Store,
  selector: Selector,
  options: ListOptions,
  sink: WatchSink,
): () => void {
  const since = options.resourceVersion ?? 0;
  const fromNow = startsFromState(options);
  const missed = fromNow || since === 0 ? [] : store.changesSince(since);
  if (missed === null) {
    const message = `too old resource version: ${since} (${store.version()})`;
    sink.send({ type: 'ERROR', object: formatRefusal(expired(message)) });
    sink.end();
    return () => undefined;
  }
  const tell = (change: Change): void => {
    const event = change.version > since ? selectedEvent(change, selector) : null;
    if (event !== null) sink.send(event);
  };
  if (fromNow) sendState(store, selector, options, sink);
  for (const change of missed) tell(change);
  return keepTelling(store, options, sink, tell);
}

/** Whether the watch begins with the objects there are, instead of with changes since a version. */
function startsFromState({ resourceVersion, sendInitialEvents }: ListOptions): boolean {
  return sendInitialEvents ?? (resourceVersion ?? 0) === 0;
}

function sendState(store: Store, selector: Selector, options: ListOptions, sink: WatchSink): void {
  for (const object of store.list()) {
    if (selector.matches(object)) sink.send({ type: 'ADDED', object });
  }
  if (options.allowBookmarks) {
    sink.send(bookmark(store.version(), { [initialEventsEnd]: 'true' }));
  }
}

function keepTelling(
  store: Store,
  options: ListOptions,
  sink: WatchSink,
  tell: (change: Change) => void,
): () => void {
  const unsubscribe = store.subscribe(tell);
  const mark = (): void => {
    if (options.allowBookmarks) sink.send(bookmark(store.version()));
  };
  const marks = setInterval(mark, bookmarkEveryMilliseconds);
  const seconds = Math.min(options.timeoutSeconds || defaultTimeoutSeconds, longestTimeoutSeconds);
  const timeout = setTimeout(() => {
    stop();
    sink.end();
  }, seconds * 1_000);
  const stop = (): void => {
    unsubscribe();
    clearInterval(marks);
    clearTimeout(timeout);
  };
  return stop;
}

/** What a watch with this selector sees of a change: an object may enter or leave what is selected. */
function selectedEvent(change: Change, selector: Selector): WatchEvent | null {
  const isIn = change.type !== 'DELETED' && selector.matches(change.object);
  const wasIn = change.previous !== null && selector.matches(change.previous);
  if (isIn) return { type: wasIn ? 'MODIFIED' : 'ADDED', object: change.object };
  return wasIn ? { type: 'DELETED', object: change.object } : null;
}

function bookmark(version: number, annotations?: Readonly<Record<string, string>>): WatchEvent {
  const metadata = {
    resourceVersion: String(version),
    ...(annotations === undefined ? {} : { annotations }),
  };
  return {
    type: 'BOOKMARK',
    object: {
      kind: 'CertificateSigningRequest',
      apiVersion: 'certificates.k8s.io/v1',
      metadata,
      spec: { request: null, signerName: '' },
      status: {},
    },
  };
}

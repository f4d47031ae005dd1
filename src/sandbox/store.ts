/**
 * The objects and their history, in memory: what etcd and the watch cache are to a real API server.
 *
 * One counter numbers every change; an object's `resourceVersion` is the number of the change that made it.
 * Every call is synchronous, so that a check and the write that follows it cannot be torn apart.
 */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';

/** One change. `object` is the state after it; for DELETED the last state, numbered by the deletion. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: CertificateSigningRequest;
  /** The state before; null for ADDED. */
  readonly previous: CertificateSigningRequest | null;
  readonly version: number;
}

export interface Store {
  /** Number of the newest change. */
  version(): number;
  /** The stored object, or null. */
  get(name: string): CertificateSigningRequest | null;
  /** All objects in the order of their names. */
  list(): readonly CertificateSigningRequest[];
  /** Stores an object, new or changed, under `metadata.name`; returns it with its resourceVersion. */
  put(object: CertificateSigningRequest): CertificateSigningRequest;
  /** Removes an object that is there; returns its last state. */
  remove(name: string): CertificateSigningRequest;
  /** Every change after `version`, or null where they are forgotten. */
  changesSince(version: number): readonly Change[] | null;
  /** Calls back for every change from now on, until the function returned is called. */
  subscribe(listener: (change: Change) => void): () => void;
  /** Forgets all history, as etcd's compaction does every five minutes: older watches and pages get 410. */
  compact(): void;
}

/** Changes that are remembered for watches that resume. */
const historyLength = 1000;

function numbered(object: CertificateSigningRequest, version: number): CertificateSigningRequest {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}

/** An empty store. */
export function openStore(): Store {
  const objects = new Map<string, CertificateSigningRequest>();
  const listeners = new Set<(change: Change) => void>();
  let history: Change[] = [];
  let version = 1;
  let forgotten = 1;

  function record(
    type: Change['type'],
    object: CertificateSigningRequest,
    previous: Change['previous'],
  ): void {
    const change = { type, object, previous, version };
    history.push(change);
    if (history.length > historyLength) forgotten = history.shift()?.version ?? forgotten;
    for (const listener of [...listeners]) listener(change);
  }

  return {
    version: () => version,
    get: (name) => objects.get(name) ?? null,
    list: () => [...objects.values()].sort(byName),
    put(object) {
      const name = object.metadata.name ?? '';
      const previous = objects.get(name) ?? null;
      const stored = numbered(object, ++version);
      objects.set(name, stored);
      record(previous === null ? 'ADDED' : 'MODIFIED', stored, previous);
      return stored;
    },
    remove(name) {
      const previous = objects.get(name);
      if (previous === undefined) throw new Error(`nothing is stored as ${JSON.stringify(name)}`);
      const last = numbered(previous, ++version);
      objects.delete(name);
      record('DELETED', last, previous);
      return last;
    },
    changesSince: (since) => (since < forgotten ? null : history.filter((change) => change.version > since)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    compact() {
      history = [];
      forgotten = version;
    },
  };
}

function byName(a: CertificateSigningRequest, b: CertificateSigningRequest): number {
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}

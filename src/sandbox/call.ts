/** One call, as the endpoints see it, and what they may answer. */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import type { Requester } from '../kubernetes/prepare.ts';
import type { Access } from './authorizer.ts';
import type { Lister } from './list.ts';
import { formatRefusal, type Refusal } from './status.ts';
import type { Store } from './store.ts';
import type { WatchSink } from './watch.ts';

/** An authenticated, authorised call. */
export interface Call {
  readonly user: Requester;
  readonly access: Access;
  readonly query: URLSearchParams;
  /** Media type of the body without parameters, lower case; empty where none was sent. */
  readonly contentType: string;
  readonly body: Buffer;
}

/** What the endpoints work on. */
export interface World {
  readonly store: Store;
  readonly list: Lister;
  readonly now: () => Date;
  /** Whether RBAC allows the user the access. */
  readonly isAllowed: (user: Requester, access: Access) => boolean;
}

/** An answer that is whole at once: JSON or plain text. */
export type Answer =
  | { readonly code: number; readonly json: unknown; readonly warnings?: readonly string[] }
  | { readonly code: number; readonly text: string };

/** A stream of watch events; `watch` begins to send and returns how to stop it. */
export interface Stream {
  readonly watch: (sink: WatchSink) => () => void;
}

export type Reply = Answer | Stream;

/** The answer that refuses. */
export function refuse(refusal: Refusal, warnings: readonly string[] = []): Answer {
  return { code: refusal.code, json: formatRefusal(refusal), warnings };
}

/** What a write leaves: the object as it is now, or why not. */
export type Written = { readonly object: CertificateSigningRequest } | { readonly refusal: Refusal };

/** A time as Kubernetes writes it: RFC 3339 in UTC, whole seconds. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

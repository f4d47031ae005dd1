/**
 * An operation failed: the cluster refused, the forge could not be reached, a file could not be read.
 *
 * Faults in the user's own files are findings (`finding.ts`), bugs of ours are assertions; neither is ever
 * a `CountersignError`. Codes are closed, so that callers decide by code and never by text.
 */
export type ErrorCode =
  | 'usage'
  | 'file-unreadable'
  | 'file-unwritable'
  | 'git-failed'
  | 'branch-moved'
  | 'cluster-unreachable'
  | 'cluster-unauthorized'
  | 'cluster-forbidden'
  | 'cluster-not-found'
  | 'cluster-already-exists'
  | 'cluster-conflict'
  | 'cluster-invalid'
  | 'cluster-failed'
  | 'cannot-listen'
  | 'evidence-unavailable'
  | 'record-unverified'
  | 'key-missing'
  | 'key-unusable'
  | 'not-set-up'
  | 'not-yet'
  | 'timeout';

const retryable: ReadonlySet<ErrorCode> = new Set([
  'branch-moved',
  'cluster-unreachable',
  'cluster-conflict',
  'cluster-failed',
  'timeout',
]);

interface ErrorDetails {
  /** What the reader should do next, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** Seconds the other side asked us to wait (`Retry-After`). */
  readonly retryAfterSeconds?: number;
}

export class CountersignError extends Error {
  override readonly name = 'CountersignError';
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly retryAfterSeconds: number | null;

  /** `message` is lower case, without a full stop, and never holds CSR bodies, tokens, keys or kubeconfigs. */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.hint = details.hint ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }

  /** Whether the same call may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return retryable.has(this.code);
  }
}

/** Narrows a caught value to a CountersignError, optionally of one code. */
export function isCountersignError(value: unknown, code?: ErrorCode): value is CountersignError {
  return isOurs(value) && (code === undefined || value.code === code);
}

/** By name too: the built command line holds the class twice, once in `quick.cjs`. */
function isOurs(value: unknown): value is CountersignError {
  return value instanceof CountersignError || (value instanceof Error && value.name === 'CountersignError');
}

/** The process exit statuses of the command line and the Action (design section 5). */
export const exitStatus = { clean: 0, blocked: 1, usage: 2, failed: 3, bug: 70 } as const;

/** Maps whatever ended a run to its exit status. */
export function exitStatusOf(error: unknown): number {
  if (!isCountersignError(error)) return exitStatus.bug;
  return error.code === 'usage' ? exitStatus.usage : exitStatus.failed;
}

/** States that a branch cannot be reached; the compiler proves it where the argument is `never`. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

import { CountersignError, type ErrorCode, isCountersignError } from '../errors.ts';

/** An answer of the API server that is no success, whatever class the SDK wraps it in. */
interface ApiFault {
  readonly code: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** The part of `metav1.Status` that is read: never the message of a 422, which quotes the whole CSR. */
interface Status {
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly details?: { readonly causes?: readonly { readonly field?: unknown; readonly reason?: unknown }[] };
}

/**
 * Translates what the SDK throws. `what` says what was tried (`create object x`). The SDK's own message holds the
 * body and the headers of the answer (trap 2.11), so nothing of it is kept, not even as the cause.
 */
export function clusterError(error: unknown, what: string): CountersignError {
  if (isCountersignError(error)) return error;
  return isApiFault(error) ? answerError(error, what) : connectionError(error, what);
}

function isApiFault(error: unknown): error is ApiFault {
  const fault = error as Partial<ApiFault> | null;
  return typeof fault?.code === 'number' && typeof fault.headers === 'object';
}

function answerError(fault: ApiFault, what: string): CountersignError {
  const status = parseStatus(fault.body);
  const code = codeOf(fault.code, status);
  const retryAfter = Number(fault.headers['retry-after']);
  return new CountersignError(code, `the cluster refused to ${what}: ${explain(fault.code, status)}`, {
    ...(hints[code] === undefined ? {} : { hint: hints[code] }),
    ...(Number.isFinite(retryAfter) && retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {}),
  });
}

const codes: Readonly<Record<number, ErrorCode>> = {
  400: 'cluster-invalid',
  401: 'cluster-unauthorized',
  403: 'cluster-forbidden',
  404: 'cluster-not-found',
  413: 'cluster-invalid',
  422: 'cluster-invalid',
};

function codeOf(httpStatus: number, status: Status): ErrorCode {
  if (httpStatus === 409)
    return status.reason === 'AlreadyExists' ? 'cluster-already-exists' : 'cluster-conflict';
  return codes[httpStatus] ?? 'cluster-failed';
}

const hints: Partial<Record<ErrorCode, string>> = {
  'cluster-unauthorized': 'the credential is wrong or has expired: get a fresh one',
  'cluster-forbidden': 'grant this credential the role of its power (deploy/)',
};

/** For a 403 the server's sentence names who may not do what; other messages may quote what we sent. */
function explain(httpStatus: number, status: Status): string {
  if (httpStatus === 403 && typeof status.message === 'string') return printable(status.message);
  const fields = (status.details?.causes ?? [])
    .filter((cause) => typeof cause.field === 'string')
    .map((cause) => `${String(cause.field)} (${String(cause.reason)})`);
  const reason = typeof status.reason === 'string' ? status.reason : 'no reason given';
  return printable([`HTTP ${httpStatus}`, reason, ...fields].join(', '));
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 300);
}

function parseStatus(body: unknown): Status {
  try {
    const value: unknown = typeof body === 'string' ? JSON.parse(body) : body;
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function connectionError(error: unknown, what: string): CountersignError {
  if (error instanceof Error && error.name === 'TimeoutError')
    return new CountersignError('timeout', `the cluster did not answer in time to ${what}`);
  const reason = reasonOf(error);
  const isTls = /CERT|SIGNED|ALTNAME/.test(reason);
  return new CountersignError(
    'cluster-unreachable',
    `the cluster could not be reached to ${what}: ${reason}`,
    {
      hint: isTls
        ? "the server's certificate does not fit the CA of the kubeconfig"
        : 'look at the server address in the kubeconfig, and whether this machine may reach it',
    },
  );
}

/** The system's own code (`ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`), wherever fetch has put it. */
function reasonOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string') return code;
  }
  return 'the connection failed';
}

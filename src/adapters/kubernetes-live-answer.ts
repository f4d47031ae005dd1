import { CountersignError } from '../errors.ts';
import type { ApiRefusal, CertificateSigningRequest, StatusCause } from '../kubernetes/object.ts';
import type { TrialAnswer } from '../pipeline/ports.ts';

/** An answer of the API server as it came. */
export interface TrialResponse {
  readonly code: number;
  /** Names in lower case; headers of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** HTTP statuses by which a server refuses this object; others speak of the caller or of the moment. */
const refusing: ReadonlySet<number> = new Set([400, 403, 413, 422]);

/**
 * Reads an answer to a create that was only tried; null where it is no answer to the question (401, 404, 429, …).
 * Throws `cluster-forbidden` where the caller may not even ask.
 */
export function readTrialAnswer({ code, headers, body }: TrialResponse): TrialAnswer | null {
  const json = parseObject(body);
  const warnings = parseWarnings(headers['warning'] ?? '');
  if (code === 200 || code === 201) return readAccepted(json, warnings);
  const refusal = readRefusal(code, json);
  if (code === 409) return refusal.reason === 'AlreadyExists' ? { kind: 'exists', warnings } : null;
  const user = mayNotAsk(refusal);
  if (user !== null) throw notAllowed(user);
  // A webhook that cannot be reached answers 500, and would do so to the real create.
  const isRefused =
    refusing.has(code) || (code === 500 && refusal.message.includes('failed calling webhook'));
  return isRefused ? { kind: 'refused', refusal, warnings } : null;
}

type Fields = Readonly<Record<string, unknown>>;

function parseObject(body: string): Fields {
  try {
    const value: unknown = JSON.parse(body);
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** An answer that is not the object we sent a change of (a proxy's page, say) is none. */
function readAccepted(json: Fields, warnings: readonly string[]): TrialAnswer | null {
  if (json['kind'] !== 'CertificateSigningRequest' || !isFields(json['metadata']) || !isFields(json['spec']))
    return null;
  return { kind: 'accepted', object: json as unknown as CertificateSigningRequest, warnings };
}

function readRefusal(code: number, json: Fields): ApiRefusal {
  const details = isFields(json['details']) ? json['details'] : {};
  const causes = Array.isArray(details['causes']) ? details['causes'].filter(isFields) : [];
  return {
    code,
    reason: textOf(json['reason']),
    message: textOf(json['message']),
    causes: causes.map(
      ({ reason, message, field }): StatusCause => ({
        reason: textOf(reason),
        message: textOf(message),
        field: textOf(field),
      }),
    ),
  };
}

/** RBAC's refusal names the user and no object; admission's names the object, or begins with the webhook. */
function mayNotAsk({ code, message }: ApiRefusal): string | null {
  const pattern =
    /^certificatesigningrequests\.certificates\.k8s\.io is forbidden: User ("(?:[^"\\]|\\.)*") cannot create resource/;
  return code === 403 ? (pattern.exec(message)?.[1] ?? null) : null;
}

function notAllowed(user: string): CountersignError {
  const who = user.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200);
  return new CountersignError(
    'cluster-forbidden',
    `the cluster does not let ${who} create certificatesigningrequests, not even as a dry run`,
    {
      hint: 'bind a ClusterRole with this rule to that user: { apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests], verbs: [create] }; RBAC has no right to a dry run alone',
    },
  );
}

/**
 * The texts of Warning headers (RFC 7234 section 5.5): `299 - "text"`, several joined by commas, `\` before a
 * quote or backslash inside a text. What is not of that form is left out.
 */
export function parseWarnings(header: string): string[] {
  const warnings = header.matchAll(/(?:^|,)\s*\d{3} \S+ "((?:[^"\\]|\\.)*)"/g);
  return [...warnings].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
}

import { requestOfResults, resultsFolderOf } from '../request/path.ts';

/** Where things lie on the results branch (design section 4, "Results"). */

/** What a path of the results branch accounts for, told from its name alone. */
export type AccountPath =
  | { readonly kind: 'intent'; readonly stem: string; readonly identity: string }
  | { readonly kind: 'record'; readonly stem: string; readonly label: string };

/** What belongs to one request: `certificates/prod/payments/web-api`. */
export function stemOf(requestPath: string): string {
  return resultsFolderOf(requestPath);
}

/** `certificates/prod/payments/web-api` → `requests/prod/payments/web-api.yaml`. */
export function requestPathOf(stem: string): string {
  return requestOfResults(stem);
}

/** The certificate to use now: leaf, then intermediates. */
export function currentPath(stem: string): string {
  return `${stem}.crt`;
}

/** Most hex digits that the name of a record or certificate has: the 20 octets of RFC 5280 section 4.1.2.2. */
const labelDigits = 40;

/**
 * What a record and its certificate may be filed under: the serial, or else the beginning of the digest of the
 * record's payload. Signers that break their promises use a serial twice, or a longer one.
 */
export function labelsOf(serial: string, payloadSha256: string): readonly string[] {
  return [...(serial.length <= labelDigits ? [serial] : []), payloadSha256.slice(0, labelDigits)];
}

export function recordPath(stem: string, label: string): string {
  return `${stem}/${label}.json`;
}

export function certificatePath(stem: string, label: string): string {
  return `${stem}/${label}.crt`;
}

/** The identity is in the name, so that history tells what was started without a blob being read. */
export function intentPath(stem: string, identity: string): string {
  return `${stem}/${identity}.intent.json`;
}

/**
 * Reads the path of an intent or a record back; null for every other file. Certificates are looked up from their
 * record, never the other way round, since a request may itself be named like a serial.
 */
export function parseAccountPath(path: string): AccountPath | null {
  const intent = /^(certificates\/.+)\/([0-9a-f]{64})\.intent\.json$/.exec(path);
  if (intent !== null) return { kind: 'intent', stem: intent[1] ?? '', identity: intent[2] ?? '' };
  const record = /^(certificates\/.+)\/([0-9a-f]{1,40})\.json$/.exec(path);
  return record === null ? null : { kind: 'record', stem: record[1] ?? '', label: record[2] ?? '' };
}

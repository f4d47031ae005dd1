/** What makes two requests the same one (design section 4, "Identity"; threats.md 17). */
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { nameOf } from './path.ts';
import type { Request } from './request.ts';

/** The part of a request that its identity covers. */
export type IdentifiedRequest = Pick<Request, 'path' | 'signerName' | 'usages' | 'expirationSeconds'> & {
  readonly annotations: Pick<Request['annotations'], 'generation'>;
  readonly csr: Pick<Request['csr'], 'der'>;
};

/**
 * Lower-case hex SHA-256 of the canonical text. `repository` is policy's, such as `github.com/acme/certs`, so
 * that two repositories on one cluster never share an identity.
 */
export function identityOf(request: IdentifiedRequest, repository: string): string {
  return sha256(canonicalIdentity(request, repository));
}

/** The RFC 8785 text that is hashed; `test/vectors/identity.json` has worked examples. */
export function canonicalIdentity(request: IdentifiedRequest, repository: string): string {
  const { path, signerName, usages, expirationSeconds, annotations, csr } = request;
  const text = canonicalize({
    ...(expirationSeconds === null ? {} : { expirationSeconds }),
    generation: annotations.generation,
    path,
    repository,
    request: Buffer.from(csr.der).toString('base64'),
    signerName,
    usages,
  });
  if (text === undefined) throw new Error('an object has a canonical form');
  return text;
}

/** Kubernetes' bound for names that are DNS-1123 subdomains. */
const maxNameLength = 253;
const hexDigits = 16;

/** Most names tried where others hold ours; `attempt` runs from 0 to this. */
export const maxAttempts = 5;

/**
 * Name of the cluster object: `<last folder without _>.<name>-<16 hex>`.
 *
 * The hex is the beginning of the identity; for attempt n > 0 that of the SHA-256 of the ASCII text
 * `<identity>/<n>`, n in decimal. The words before it are for people alone: underscores become hyphens, what a
 * DNS-1123 subdomain cannot hold falls away, and a name too long for 253 characters is cut.
 */
export function objectNameOf(path: string, identity: string, attempt = 0): string {
  const hex = (attempt === 0 ? identity : sha256(`${identity}/${attempt}`)).slice(0, hexDigits);
  const { folders, stem } = nameOf(path);
  const words = [folders.at(-1) ?? '', stem].map(subdomain).filter((word) => word !== '');
  const prefix = subdomain(words.join('.').slice(0, maxNameLength - hexDigits - 1));
  return prefix === '' ? hex : `${prefix}-${hex}`;
}

/** All names an identity's object may have, in the order they are tried. */
export function objectNamesOf(path: string, identity: string): readonly string[] {
  return Array.from({ length: maxAttempts + 1 }, (_, attempt) => objectNameOf(path, identity, attempt));
}

/** The text as far as a DNS-1123 subdomain can hold it: labels of a-z, 0-9 and inner hyphens. */
function subdomain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/-*\.[.-]*/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '');
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

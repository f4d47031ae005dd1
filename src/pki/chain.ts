/** Certification paths (RFC 5280 section 6), as far as certificates of a cluster need it. Anything odd is refused. */
import type { Certificate } from '../model.ts';
import { verifySignedBy } from './certificate.ts';
import { decodeBasicConstraints } from './extension.ts';
import { formatName } from './name.ts';
import { oids } from './oids.ts';

export type ChainVerdict = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** Longer chains do not occur; the bound keeps the number of signature checks small. */
const maxLength = 10;

/** Extensions that may be critical because they are looked at here or bind nobody. */
const understood: ReadonlySet<string> = new Set([
  oids.keyUsage,
  oids.extKeyUsage,
  oids.basicConstraints,
  oids.subjectAltName,
]);

/**
 * Verifies a leaf and its intermediates, in this order, up to one of the roots: every issuer named and proven by
 * signature, a CA with the right to sign and room for what follows, and all of them valid at `at`. Name constraints
 * are not evaluated: a CA that has them is refused.
 */
export function verifyChain(
  chain: readonly Certificate[],
  roots: readonly Certificate[],
  at: Date,
): ChainVerdict {
  const [leaf] = chain;
  if (leaf === undefined) return refuse('there is no certificate');
  if (chain.length > maxLength)
    return refuse(`the chain has ${chain.length} certificates, more than ${maxLength}`);
  const path = completePath(chain, roots);
  if ('ok' in path) return path;
  for (const [depth, certificate] of path.entries()) {
    const why = certificateFault(certificate, depth, at) ?? linkFault(certificate, path[depth + 1]);
    if (why !== null) return refuse(`${formatName(certificate.subject) || 'the certificate'} ${why}`);
  }
  return { ok: true };
}

function refuse(why: string): ChainVerdict {
  return { ok: false, why };
}

/** The chain with the root that signed its last certificate; a root that the chain brings along is not doubled. */
function completePath(
  chain: readonly Certificate[],
  roots: readonly Certificate[],
): readonly Certificate[] | ChainVerdict {
  const last = chain.at(-1);
  if (last === undefined || (chain.length > 1 && roots.some((root) => root.sha256 === last.sha256)))
    return chain;
  const root = roots.find((one) => linkFault(last, one) === null);
  if (root !== undefined) return [...chain, root];
  return refuse(`no trusted root signed ${formatName(last.subject) || 'the last certificate'}`);
}

function linkFault(certificate: Certificate, issuer: Certificate | undefined): string | null {
  if (issuer === undefined) return null;
  if (Buffer.compare(certificate.issuer.der, issuer.subject.der) !== 0) {
    return `is not issued by the next certificate, ${formatName(issuer.subject)}`;
  }
  return verifySignedBy(certificate, issuer) ? null : `is not signed by ${formatName(issuer.subject)}`;
}

/** `depth` is 0 for the leaf; a CA at depth d has d - 1 CA certificates below it. */
function certificateFault(certificate: Certificate, depth: number, at: Date): string | null {
  if (at < certificate.notBefore) return `is valid only from ${certificate.notBefore.toISOString()}`;
  if (at > certificate.notAfter) return `expired at ${certificate.notAfter.toISOString()}`;
  const odd = certificate.extensions.find((one) => one.critical && !understood.has(one.oid));
  if (odd !== undefined) return `has the critical extension ${odd.name}, which is not evaluated`;
  return depth === 0 ? null : authorityFault(certificate, depth);
}

function authorityFault(certificate: Certificate, depth: number): string | null {
  if (!certificate.isCa) return 'is not a CA';
  if (certificate.extensions.some((one) => one.name === 'nameConstraints'))
    return 'has name constraints, which are not evaluated';
  const limitsUsage = certificate.extensions.some((one) => one.oid === oids.keyUsage);
  if (limitsUsage && !certificate.usages.includes('cert sign')) return 'may not sign certificates';
  const pathLength = pathLengthOf(certificate);
  return pathLength !== null && depth - 1 > pathLength
    ? `allows at most ${pathLength} CA certificates below it`
    : null;
}

function pathLengthOf(certificate: Certificate): number | null {
  const constraints = certificate.extensions.find((one) => one.oid === oids.basicConstraints);
  return constraints === undefined ? null : decodeBasicConstraints(constraints.value).pathLength;
}

import { X509Certificate } from 'node:crypto';

/**
 * Why a chain (leaf, then intermediates, DER) does not lead to one of the anchors, or null when it does.
 *
 * Each certificate must be issued by the next, names and signatures both (RFC 5280 section 6.1.3 a), every issuer
 * must be a CA, and nothing may be left over. Validity times are not looked at: an account of the past stays true.
 */
export function faultOfChain(chain: readonly Uint8Array[], anchors: readonly Uint8Array[]): string | null {
  const certificates = chain.map((der) => new X509Certificate(der));
  const roots = anchors.map((der) => new X509Certificate(der));
  for (const [index, certificate] of certificates.entries()) {
    const next = certificates[index + 1];
    if (next === undefined)
      return roots.some((root) => isIssuedBy(certificate, root))
        ? null
        : 'no certificate of the trust bundle issued it';
    if (!isIssuedBy(certificate, next))
      return `certificate ${index + 1} is not issued by certificate ${index + 2}`;
  }
  return 'it holds no certificate';
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  if (certificate.fingerprint256 === issuer.fingerprint256) return issuer.ca;
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

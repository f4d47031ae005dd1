import type { Csr } from '../model.ts';
import type { ReportedCsr } from '../report.ts';

/** What the report tells of a CSR. */
export function describeCsr(csr: Csr): ReportedCsr {
  const values = (kind: string): string[] =>
    csr.sans.filter((san) => san.kind === kind).map((san) => san.value);
  return {
    subject: { commonName: csr.subject.commonName, organizations: csr.subject.organizations },
    dnsNames: values('dns'),
    ipAddresses: values('ip'),
    uris: values('uri'),
    emailAddresses: values('email'),
    key: csr.key.name,
    signatureAlgorithm: csr.signatureAlgorithm.name,
    spkiSha256: csr.key.spkiSha256,
    sha256: csr.sha256,
  };
}

/**
 * An identity as a list of short words: each name as it is, `group X`, `usage Y`. Two identities differ by what
 * one list holds and the other does not.
 */
export function identityWords(csr: ReportedCsr | null, usages: readonly string[] | null): readonly string[] {
  const words = [...(usages ?? []).map((usage) => `usage ${usage}`)];
  if (csr === null) return words;
  const { commonName, organizations } = csr.subject;
  const names = [...csr.dnsNames, ...csr.ipAddresses, ...csr.uris, ...csr.emailAddresses];
  if (commonName !== null) names.push(commonName);
  return [...new Set([...names, ...organizations.map((group) => `group ${group}`), ...words])];
}

/** Words of `a` that `b` does not have, in their order. */
export function wordsBeyond(a: readonly string[], b: readonly string[]): readonly string[] {
  const known = new Set(b);
  return a.filter((word) => !known.has(word));
}

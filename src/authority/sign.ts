import { randomBytes } from 'node:crypto';
import { CountersignError } from '../errors.ts';
import type { Certificate, Csr, NameAttribute, San } from '../model.ts';
import { encodeCertificate } from '../pki/certificate-writer.ts';
import { decodeSubjectKeyId } from '../pki/extension.ts';
import { signingAlgorithmOf } from '../pki/keys.ts';
import { oids } from '../pki/oids.ts';
import { isUsage, type Usage } from '../pki/usages.ts';
import type { Selection } from '../policy/policy.ts';
import type { Request } from '../request/request.ts';
import type { Authority } from './authority.ts';
import { grantValidity } from './validity.ts';

export interface SigningOrder {
  /** What the cluster's object asks for; must be the CSR that was reviewed. */
  readonly csr: Csr;
  /** What was reviewed. */
  readonly request: Pick<Request, 'csr' | 'signerName' | 'usages' | 'expirationSeconds'>;
  /** The rule that selects it now. */
  readonly selection: Selection;
  /** The rule that selected it at review; its bounds hold as well (threat 12). */
  readonly reviewed?: Selection | null;
  readonly authority: Authority;
  readonly now: Date;
  /** A positive number, big-endian; random where left out. */
  readonly serial?: Uint8Array;
}

export interface SignedCertificate {
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER: the leaf, then intermediates up to but without the root. */
  readonly chain: readonly Uint8Array[];
}

/**
 * Signs a request by the profile of its rule, never by that of the CSR: the reviewed names, the reviewed usages,
 * CA:FALSE, the least lifetime. Policy has been evaluated by the caller just before; what this function can see
 * for itself is checked once more, and throws `cluster-invalid`: it means that a caller skipped a step.
 */
export async function signCertificate(order: SigningOrder): Promise<SignedCertificate> {
  const { csr, authority, now } = order;
  const selections = [order.selection, ...(order.reviewed ? [order.reviewed] : [])];
  for (const selection of selections) assertCovered(order, selection);
  const ca = authority.certificate;
  const template = {
    serial: order.serial ?? randomBytes(16),
    issuer: ca.subject.der,
    subject: reviewedSubject(csr),
    ...grantValidity(order.request.expirationSeconds, selections, ca, now),
    spki: csr.key.spki,
    sans: csr.sans.filter(isCarried),
    usages: order.request.usages.filter(isUsage),
    isCa: false,
    authorityKeyId: keyIdOf(ca),
  };
  const algorithm = signingAlgorithmOf(authority.key.spki);
  const certificate = await encodeCertificate(template, {
    algorithm,
    sign: (bytes) => authority.key.sign(bytes),
  });
  return { certificate, chain: isSelfIssued(ca) ? [certificate] : [certificate, ca.der] };
}

/** Usages that would make a certificate an authority, whatever a rule lists. */
const neverSigned: ReadonlySet<string> = new Set<Usage>(['cert sign', 'crl sign']);

function assertCovered({ csr, request }: SigningOrder, { rule }: Selection): void {
  if (csr.sha256 !== request.csr.sha256) refuse('the CSR is not the one that was reviewed');
  if (rule.authority === null) refuse(`rule ${rule.name} leaves signing to the cluster`);
  if (rule.match.signer !== request.signerName) refuse(`rule ${rule.name} is for another signer`);
  if (!rule.keys.includes(csr.key.name)) refuse(`rule ${rule.name} does not allow ${csr.key.name} keys`);
  const excess = request.usages.find((usage) => !rule.allow.usages.includes(usage) || neverSigned.has(usage));
  if (excess !== undefined) refuse(`usage ${JSON.stringify(excess)} is not signed under rule ${rule.name}`);
}

function refuse(message: string): never {
  throw new CountersignError('cluster-invalid', message, {
    hint: 'policy must be evaluated on what the server returned, just before signing',
  });
}

/** Common name and organizations, all that a rule can allow, in the order received. */
function reviewedSubject({ subject }: Csr): readonly (readonly NameAttribute[])[] {
  const isReviewed = ({ oid, value }: NameAttribute): boolean =>
    value !== null && (oid === oids.commonName || oid === oids.organization);
  return subject.rdns.map((rdn) => rdn.filter(isReviewed)).filter((rdn) => rdn.length > 0);
}

function isCarried({ kind }: San): boolean {
  return kind === 'dns' || kind === 'ip' || kind === 'email' || kind === 'uri';
}

/** The CA's subjectKeyIdentifier, by which verifiers find the key (RFC 5280 section 4.2.1.1). */
function keyIdOf(ca: Certificate): Uint8Array | null {
  const extension = ca.extensions.find(({ oid }) => oid === oids.subjectKeyIdentifier);
  return extension ? decodeSubjectKeyId(extension.value) : null;
}

function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return Buffer.from(subject.der).equals(issuer.der);
}

/**
 * cert-manager's signers for CertificateSigningRequests. They run in clusters of any kind, as far as somebody has
 * installed cert-manager and switched them on. Source: `cert-manager/cert-manager` at 2d0d7f7 (1.21), looked at
 * 2026-11-22: `pkg/controller/certificatesigningrequests`, `pkg/util/pki/certificatetemplate.go`.
 */
import type { Csr, Extension } from '../model.ts';
import { DerFault } from '../pki/der.ts';
import { decodeBasicConstraints, decodeExtKeyUsage, decodeKeyUsage } from '../pki/extension.ts';
import { oids } from '../pki/oids.ts';
import { extendedKeyUsageOids, isUsage, keyUsageBits } from '../pki/usages.ts';
import type { SignerFacts } from './kinds-facts.ts';
import type { SignerFailure } from './signer.ts';

/** The issuer a signer name stands for. */
export interface IssuerName {
  /** Null for a ClusterIssuer. */
  readonly namespace: string | null;
  readonly name: string;
}

/**
 * Reads `issuers.cert-manager.io/<namespace>.<name>` and `clusterissuers.cert-manager.io/<name>`; null for names of
 * others. An Issuer's namespace is what stands before the first dot; without one, cert-manager finds no issuer.
 */
export function parseIssuerName(signerName: string): IssuerName | null {
  const [domain, path = ''] = signerName.split('/');
  if (domain === 'clusterissuers.cert-manager.io') return { namespace: null, name: path };
  if (domain !== 'issuers.cert-manager.io') return null;
  const dot = path.indexOf('.');
  return dot < 0
    ? { namespace: '', name: path }
    : { namespace: path.slice(0, dot), name: path.slice(dot + 1) };
}

/** Whether cert-manager can find an issuer by this name at all. */
export function isFindable({ namespace, name }: IssuerName): boolean {
  return name !== '' && namespace !== '';
}

const where = 'cert-manager/cert-manager:pkg/controller/certificatesigningrequests/sync.go@2d0d7f7';

/** What holds for both kinds of issuer. */
const shared: SignerFacts = {
  signs: 'within limits',
  usages: null,
  maxLifetimeSeconds: null,
  conditions: [
    'cert-manager must run with --feature-gates=ExperimentalCertificateSigningRequestControllers=true, which is off by default; its Helm chart brings its right to sign.',
    'expirationSeconds binds it since 1.8, but ACME and Venafi issuers choose the lifetime themselves.',
  ],
  differences: [
    '90 days are granted where expirationSeconds is left out.',
    'keyUsage, extKeyUsage and basicConstraints in the CSR must say what spec.usages says (since 1.13), or the request becomes Failed.',
    'The annotations experimental.cert-manager.io/request-duration and request-is-ca are never sent, and SelfSigned issuers cannot sign without private-key-secret-name.',
    'cert-manager approves no such request by itself.',
  ],
  instead: 'a signer name of your own that one of your rules signs, such as example.com/serving',
  unproven: null,
  source: { where, seen: '2026-11-22' },
};

/** What is known of each kind of issuer, by the form of its signer name. */
export const certManagerSigners: Readonly<Record<string, SignerFacts>> = {
  'issuers.cert-manager.io/<namespace>.<name>': {
    ...shared,
    conditions: [
      ...shared.conditions,
      'The submitter needs the verb reference on signers.cert-manager.io in the namespace of the Issuer, or the request becomes Failed (DeniedReference).',
    ],
  },
  'clusterissuers.cert-manager.io/<name>': shared,
};

/** What is known of the issuer's kind. */
export function issuerFacts({ namespace }: IssuerName): SignerFacts {
  return namespace === null
    ? shared
    : (certManagerSigners['issuers.cert-manager.io/<namespace>.<name>'] ?? shared);
}

/** Seconds granted where a request names none (`pkg/apis/certmanager/v1/const.go`). */
export const defaultLifetimeSeconds = 90 * 86_400;

/** cert-manager's objection to a CSR whose extensions and `spec.usages` differ, or null when it would sign. */
export function refuseByCertManager(csr: Csr, usages: readonly string[]): SignerFailure | null {
  const fault = unreadableOr(() => extensionFault(csr, usages));
  if (fault === null) return null;
  return { reason: 'SigningError', message: `Error generating certificate template: ${fault}` };
}

/** An extension that cannot be decoded is a fault of its own. */
function unreadableOr(check: () => string | null): string | null {
  try {
    return check();
  } catch (error) {
    if (error instanceof DerFault) return error.message;
    throw error;
  }
}

function extensionFault({ extensions }: Csr, usages: readonly string[]): string | null {
  const find = (oid: string): Extension | undefined => extensions.find((one) => one.oid === oid);
  const constraints = find(oids.basicConstraints);
  if (constraints !== undefined && decodeBasicConstraints(constraints.value).isCa)
    return 'encoded CSR error: IsCA true does not match expected value false';
  const [basic, extended] = [find(oids.keyUsage), find(oids.extKeyUsage)];
  if (basic === undefined && extended === undefined) return null;
  const words = usages.filter(isUsage);
  const bits = basic === undefined ? 0 : decodeKeyUsage(basic.value);
  if (bits !== keyUsageBits(words)) return 'encoded CSR error: the KeyUsages do not match spec.usages';
  const asked = extended === undefined ? [] : decodeExtKeyUsage(extended.value);
  const due = words.flatMap((word) => extendedKeyUsageOids([word]));
  return asked.join() === due.join() ? null : 'encoded CSR error: the ExtKeyUsages do not match spec.usages';
}

const kept: ReadonlySet<string> = new Set([
  'subjectAltName',
  'basicConstraints',
  'nameConstraints',
  'keyUsage',
  'extKeyUsage',
]);

/** What the CSR asks for that cert-manager leaves out: it copies subject and names as they are. */
export function droppedByCertManager({ extensions }: Csr): string[] {
  return extensions.filter(({ name }) => !kept.has(name)).map(({ name }) => `the extension ${name}`);
}

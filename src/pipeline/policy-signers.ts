import { clusterKinds, signerFacts } from '../kubernetes/kinds.ts';
import { parseIssuerName } from '../kubernetes/kinds-cert-manager.ts';
import type { SignerFacts } from '../kubernetes/kinds-facts.ts';
import {
  type BuiltInSigner,
  isBuiltInSigner,
  refuseToSign,
  type SignerFailure,
} from '../kubernetes/signer.ts';
import { lintedRules } from '../policy/lint.ts';
import { clustersOf, type LintedRule, type LintFault } from '../policy/lint-fault.ts';
import type { ClusterPolicy, Policy, Rule } from '../policy/policy.ts';
import { samplePattern } from '../policy/sample.ts';
import { readStatedRequest } from './stated-request.ts';

/** Rules that some cluster has no signer for, or no trust bundle: what they allow is never issued there. */
export function lintSigners(policy: Policy): readonly LintFault[] {
  return lintedRules(policy)
    .filter(({ rule }) => rule.authority === null)
    .flatMap((linted) => {
      const unsigned = clustersOf(linted).flatMap((name) => describeUnsigned(linted, name) ?? []);
      return unsigned.length > 0 ? [neverSigned(linted, unsigned)] : lintTrust(linted);
    });
}

interface Unsigned {
  readonly cluster: string;
  readonly why: string;
  readonly instead: string | null;
}

function describeUnsigned({ policy, rule }: LintedRule, cluster: string): Unsigned | null {
  const clusterPolicy = policy.clusters[cluster];
  if (clusterPolicy === undefined) return null;
  const facts = signerFacts(clusterPolicy.kind, rule.match.signer);
  const why = whyUnsigned(clusterPolicy, rule, facts);
  return why === null ? null : { cluster, why, instead: facts?.instead ?? null };
}

function whyUnsigned({ kind, trust }: ClusterPolicy, rule: Rule, facts: SignerFacts | null): string | null {
  const { title } = clusterKinds[kind];
  const { signer } = rule.match;
  if (facts === null) {
    if (signer.startsWith('kubernetes.io/')) return `nobody signs for ${signer} in ${title}`;
    const isExpected = parseIssuerName(signer) !== null && Object.hasOwn(trust, signer);
    return isExpected ? null : `the rule has no authority, and nobody else is known to sign for ${signer}`;
  }
  if (facts.signs === 'not for you') return `${title} does not sign for people or services as ${signer}`;
  const excess = rule.require.usages.find((usage) => facts.usages?.includes(usage) === false);
  if (excess !== undefined) return `${signer} does not sign "${excess}", which the rule requires`;
  const failure = facts.signs === 'as upstream' && isBuiltInSigner(signer) ? refuseBest(signer, rule) : null;
  return failure === null ? null : `${signer} would mark it Failed (${failure.message})`;
}

/** Asks the signer about the request that the rule allows and that the signer is likeliest to sign. */
function refuseBest(signer: BuiltInSigner, { match, allow, require }: Rule): SignerFailure | null {
  const isServing = signer === 'kubernetes.io/kubelet-serving';
  const commonNames = allow.commonName.filter((pattern) => pattern !== '{san}').map(samplePattern);
  const { csr } = readStatedRequest({
    path: samplePattern(match.path),
    signerName: signer,
    commonName: commonNames.find((name) => name.startsWith('system:node:')) ?? commonNames[0] ?? null,
    organizations: allow.organizations.includes('system:nodes') ? ['system:nodes'] : [],
    dnsNames: isServing || require.dnsNames > 0 ? allow.dnsNames.map(samplePattern) : [],
    ipAddresses: isServing ? allow.ipAddresses.map((text) => text.replace(/\/.*/, '')) : [],
    uris: [],
    emailAddresses: [],
    usages: [],
    expirationSeconds: null,
    key: 'ECDSA-P256',
  }).partial;
  const wanted = ['digital signature', 'key encipherment', isServing ? 'server auth' : 'client auth'];
  const usages = [...new Set([...wanted.filter((usage) => allow.usages.includes(usage)), ...require.usages])];
  return csr === null ? null : refuseToSign(signer, csr, usages);
}

/** An error where no cluster is left in which the rule could issue anything. */
function neverSigned(linted: LintedRule, unsigned: readonly Unsigned[]): LintFault {
  const { rule, at } = linted;
  const names = unsigned.map(({ cluster }) => cluster).join(', ');
  const [first] = unsigned;
  const message = `Nothing that rule "${rule.name}" allows is ever signed in ${names}: ${first?.why}.`;
  const instead =
    first?.instead ?? 'a signer name of your own and an authority (authority: NAME) that signs it';
  const isAll = unsigned.length === clustersOf(linted).length;
  const hint = isAll ? `Use ${instead}.` : `Use ${instead}; or name the other clusters in match.clusters.`;
  const severity = isAll ? 'error' : 'warning';
  return { code: 'policy.never-signed', severity, pointer: `${at}/match/signer`, message, hint };
}

/** Where only validating is meant, there is no repository and nothing to trust. */
function lintTrust(linted: LintedRule): readonly LintFault[] {
  const { policy, rule, at } = linted;
  if (policy.repository === null) return [];
  const missing = clustersOf(linted).filter(
    (name) => !Object.hasOwn(policy.clusters[name]?.trust ?? {}, rule.match.signer),
  );
  if (missing.length === 0) return [];
  const message = `Rule "${rule.name}" issues nothing in ${missing.join(', ')}: no trust bundle is named for ${rule.match.signer}.`;
  const hint = `Commit the CA certificate of that signer below trust/ and name it in clusters.${missing[0]}.trust.`;
  return [{ code: 'policy.trust-missing', pointer: `${at}/match/signer`, message, hint }];
}

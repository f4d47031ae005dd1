import { fillEntries } from '../approval/fill.ts';
import type { Certificate } from '../model.ts';
import { decodeAuthorityKeyId } from '../pki/extension.ts';
import { oids } from '../pki/oids.ts';
import { formatSubject } from '../policy/never.ts';
import type { Request } from '../request/request.ts';
import { lifetimeSecondsOf } from './certificate.ts';
import type { Collected } from './collect.ts';
import { digestOf } from './digest.ts';
import { apiRequesterOf } from './object.ts';
import type { World } from './observe.ts';
import type {
  IssuanceRecord,
  RecordedApproval,
  RecordedEvidence,
  RecordedRequest,
  RecordedSigner,
} from './record.ts';

/** What the pipeline knows of itself. */
export interface RunFacts {
  /** The workflow run's address, where there is one. */
  readonly run: string | null;
  readonly toolVersion: string;
}

/** A record without its place in the chain, which only the commit decides. */
export type RecordDraft = Omit<IssuanceRecord, 'previous'>;

/** Writes down one issuance; throws nothing and leaves nothing out that is known. */
export function draftRecord(
  collected: Collected,
  request: Request,
  world: World,
  facts: RunFacts,
): RecordDraft {
  const { case: each, object, chain, problems } = collected;
  const leaf = chain[0] as Certificate;
  const evidence = each.matter?.evidence ?? null;
  const base = each.matter?.base ?? null;
  return {
    version: 1,
    outcome: problems.length === 0 ? 'issued' : 'refused',
    problems: problems.map(({ code, message }) => ({ code, message })),
    request: recordRequest(collected, request),
    repository: world.tip.repository,
    commit: evidence?.commit ?? null,
    pullRequest: evidence === null ? null : recordPullRequest(evidence.pullRequest),
    requester: {
      git:
        evidence === null
          ? null
          : {
              ...account(evidence.pullRequest.author),
              commitsVerified: evidence.pullRequest.commitsVerified,
            },
      api: apiRequesterOf(object.spec),
    },
    cluster: { name: each.cluster, object: object.metadata.name ?? '', uid: object.metadata.uid ?? '' },
    lifetime: { requestedSeconds: request.expirationSeconds, grantedSeconds: lifetimeSecondsOf(leaf) },
    evidence: evidence === null ? null : recordEvidence(each, evidence),
    approval: recordApproval(collected, world),
    signer: recordSigner(collected, leaf),
    certificate: {
      serial: leaf.serial,
      sha256: leaf.sha256,
      chain: chain.slice(1).map(({ sha256 }) => sha256),
      notBefore: leaf.notBefore.toISOString(),
      notAfter: leaf.notAfter.toISOString(),
    },
    issuedAt: world.now.toISOString(),
    bindings: null,
    policy: {
      baseSha256: base?.sha256 ?? null,
      tipSha256: world.tip.policy.sha256,
      rule: each.matter?.selection?.rule.name ?? null,
    },
    run: { workflow: facts.run, toolVersion: facts.toolVersion },
  };
}

function recordRequest({ case: each }: Collected, request: Request): RecordedRequest {
  const { csr, annotations } = request;
  const values = (kind: string): readonly string[] =>
    csr.sans.filter((san) => san.kind === kind).map(({ value }) => value);
  return {
    path: each.entry.path,
    blob: each.entry.blob,
    mode: each.entry.mode,
    identity: each.identity ?? '',
    generation: annotations.generation,
    csrSha256: csr.sha256,
    spkiSha256: csr.key.spkiSha256,
    subject: formatSubject(csr.subject),
    commonName: csr.subject.commonName,
    organizations: csr.subject.organizations,
    dnsNames: values('dns'),
    ipAddresses: values('ip'),
    uris: values('uri'),
    emailAddresses: values('email'),
    signerName: request.signerName,
    usages: request.usages,
    reason: annotations.reason,
    keyOrigin: annotations.keyOrigin,
  };
}

type Evidence = NonNullable<NonNullable<Collected['case']['matter']>['evidence']>;

function recordPullRequest({ number, url, title, mergedBy, mergedAt }: Evidence['pullRequest']) {
  return { number, url, title, mergedBy: account(mergedBy), mergedAt };
}

const account = ({ login, id }: { readonly login: string; readonly id: number | null }) => ({ login, id });

/** Of the approvers those who count: each fills one place of the rule. */
function recordEvidence({ matter }: Collected['case'], evidence: Evidence): RecordedEvidence {
  const { level, base } = evidence;
  const entries = matter?.selection?.rule.approvals ?? [];
  const approvers = fillEntries(entries, evidence).flatMap(({ have }) => have);
  return { level, governing: 'stated', base, sha256: digestOf(evidence), approvers };
}

function recordApproval({ case: each, object }: Collected, { tip }: World): RecordedApproval {
  const approver = tip.policy.clusters[each.cluster]?.identities.approver ?? null;
  const condition = object.status?.conditions?.find(({ type }) => type === 'Approved');
  return {
    type: condition?.type ?? 'none',
    reason: condition?.reason ?? null,
    message: condition?.message ?? null,
    at: condition?.lastTransitionTime ?? condition?.lastUpdateTime ?? null,
    // An intent is a claim that anybody may have rewritten; only policy's approver is vouched for.
    user: each.intent?.approver === approver ? approver : null,
  };
}

function recordSigner({ case: each }: Collected, leaf: Certificate): RecordedSigner {
  return {
    authority: each.authority,
    issuer: formatSubject(leaf.issuer),
    issuerDer: Buffer.from(leaf.issuer.der).toString('hex'),
    keyId: authorityKeyId(leaf),
    trustBundleSha256: each.bundle?.sha256 ?? null,
  };
}

/** The key identifier of the authorityKeyIdentifier extension, hex. */
function authorityKeyId({ extensions }: Certificate): string | null {
  const value = extensions.find(({ oid }) => oid === oids.authorityKeyIdentifier)?.value;
  const keyId = value === undefined ? null : decodeAuthorityKeyId(value);
  return keyId === null ? null : Buffer.from(keyId).toString('hex');
}

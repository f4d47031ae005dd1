import { type Finding, finding } from '../finding.ts';
import { type CertificateSigningRequest, hasCondition } from '../kubernetes/object.ts';
import type { Certificate } from '../model.ts';
import { type Case, verdictAt } from './case.ts';
import { evaluateCertificate, type IssuedChain, issuedAtOf } from './certificate.ts';
import { encodeChain, readChain } from './chain-file.ts';
import type { Ledger } from './ledger.ts';
import { altered } from './plan.ts';

/** A certificate taken from the cluster, with all that is wrong about it. */
export interface Collected {
  readonly case: Case;
  readonly object: CertificateSigningRequest;
  /** The chain in PEM of our own: text around the cluster's blocks may be read as another certificate by others. */
  readonly pem: Uint8Array;
  /** Leaf first; never empty. */
  readonly chain: readonly Certificate[];
  /** Empty where the certificate is what was approved. */
  readonly problems: readonly Finding[];
}

/**
 * Takes a certificate and checks it against what was approved. A detector, not a barrier: the certificate exists
 * already, so what is wrong about it is recorded and told, never passed over. Null where the cluster holds
 * something that is no certificate.
 */
export function collectCase(each: Case, ledger: Ledger, now: Date): Collected | null {
  if (each.object.kind !== 'present') throw new Error('only from an object is anything collected');
  const { object, differences } = each.object;
  const chain = readChain(Buffer.from(object.status?.certificate ?? '', 'base64'));
  const leaf = chain?.[0];
  if (chain === null || leaf === undefined) return null;
  const issuedAt = new Date(Math.min(now.getTime(), issuedAtOf(leaf).getTime()));
  const problems = [
    ...certificateProblems(each, { certificates: chain, anchors: each.bundle?.anchors ?? [], takenAt: now }),
    ...(differences.length === 0 ? [] : [objectAltered(each, object, differences)]),
    ...(each.intent === null ? [withoutIntent(each)] : []),
    ...conditionProblems(each, object),
    ...verdictProblems(each, issuedAt),
    ...reusedSerial(each, ledger, leaf),
  ];
  const pem = encodeChain(chain.map(({ der }) => der));
  return { case: each, object, pem, chain, problems };
}

function certificateProblems({ request, matter }: Case, issued: IssuedChain): readonly Finding[] {
  const selection = matter?.selection ?? null;
  // Without a request or a rule the verdict has refused already, and there is nothing to compare with.
  return request === null || selection === null ? [] : evaluateCertificate(request, selection, issued);
}

function verdictProblems(each: Case, issuedAt: Date): readonly Finding[] {
  const verdict = verdictAt(each, issuedAt);
  return verdict.kind === 'refused' ? verdict.findings.filter(({ severity }) => severity === 'error') : [];
}

function objectAltered(
  { entry }: Case,
  object: CertificateSigningRequest,
  differences: readonly string[],
): Finding {
  return finding('certificate.object-altered', {
    message: `What was signed is not what was approved: ${altered(object, differences)}.`,
    hint: 'Find out who may change CertificateSigningRequests in this cluster.',
    file: entry.path,
  });
}

function withoutIntent({ entry }: Case): Finding {
  return finding('certificate.no-intent', {
    message: 'The certificate was issued though no intent of ours was on the results branch.',
    hint: 'Somebody else approved the object, or the results branch was rewound: find out who.',
    file: entry.path,
  });
}

/** The API server stores a certificate in any object; that nobody approved it, or that it ended, must not hide it. */
function conditionProblems({ entry }: Case, object: CertificateSigningRequest): readonly Finding[] {
  const ended = ['Denied', 'Failed'].filter((type) => hasCondition(object, type));
  if (hasCondition(object, 'Approved') && ended.length === 0) return [];
  const what = ended.length === 0 ? 'not approved' : ended.join(' and ');
  return [
    finding('certificate.not-approved', {
      message: `The certificate was issued though the cluster's object is ${what}.`,
      hint: 'Find out who signed it: a signer may sign only what is Approved and neither Denied nor Failed.',
      file: entry.path,
    }),
  ];
}

/** A serial names one certificate of its issuer (RFC 5280 section 4.1.2.2). */
function reusedSerial({ entry }: Case, ledger: Ledger, leaf: Certificate): readonly Finding[] {
  const issuer = Buffer.from(leaf.issuer.der).toString('hex');
  const isTwin = [...ledger.accounts.values()].some(({ records }) =>
    records.some(
      ({ record: { certificate, signer } }) =>
        certificate.serial === leaf.serial &&
        signer.issuerDer === issuer &&
        certificate.sha256 !== leaf.sha256,
    ),
  );
  if (!isTwin) return [];
  return [
    finding('certificate.serial-reused', {
      message: `Serial ${leaf.serial} was given to another certificate of the same issuer before.`,
      hint: 'The signer is broken: stop it before it issues more.',
      file: entry.path,
    }),
  ];
}

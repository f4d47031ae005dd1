import type { ClusterKind, Csr } from '../model.ts';
import type { Outcome, Prediction } from '../report.ts';
import type { RequestReading } from '../request/request.ts';
import { restrictSubject } from './admission.ts';
import type { CertificateProfile } from './certificate-profile.ts';
import { decodeManifest } from './decode.ts';
import { foreseeSigning, type PredictedCluster } from './kinds-signing.ts';
import type { ApiRefusal, CertificateSigningRequestSpec, StatusCause } from './object.ts';
import { withGeneratedName } from './prepare.ts';
import { badRequest } from './refusal.ts';
import type { SignerFailure } from './signer.ts';
import { readSpecRequest } from './spec-request.ts';
import { refuseCreate, refuseStore } from './validate.ts';

export type { PredictedCluster } from './kinds-signing.ts';

/** The document as the API server reads it; a CSR that was read already need not be verified twice. */
export type PredictedReading = Pick<RequestReading, 'object' | 'ambiguous'> & {
  readonly partial?: Pick<RequestReading['partial'], 'csr'>;
};

/** The answer to the create: 201 with nothing to say, or the refusal. */
export interface CreateAnswer {
  readonly code: number;
  readonly reason: string | null;
  readonly message: string | null;
  readonly causes: readonly StatusCause[];
}

/** What the cluster would do with a request, from create to certificate. */
export interface ClusterPrediction {
  readonly create: CreateAnswer;
  readonly outcome: Outcome;
  readonly failed: SignerFailure | null;
  readonly certificate: CertificateProfile | null;
  /** What the CSR asks for that the certificate would not carry, in plain words. */
  readonly dropped: readonly string[];
  /** What was asked, as far as the API server could decode it. */
  readonly spec: CertificateSigningRequestSpec | null;
  readonly kind: ClusterKind;
  /** Whether an authority of ours signs, not the cluster. */
  readonly byAuthority: boolean;
}

const created: CreateAnswer = { code: 201, reason: null, message: null, causes: [] };

/**
 * Predicts what a cluster would do if the request were created by a user who may, and approved. Null where
 * readers differ on the text, so that nothing can be predicted; a text that cannot be read is refused.
 */
export function predict(
  reading: PredictedReading,
  cluster: PredictedCluster,
  now: Date,
): ClusterPrediction | null {
  if (reading.ambiguous) return null;
  if (reading.object === undefined) {
    return refused('create-refused', badRequest('the file is not one readable YAML document'), null, cluster);
  }
  const decoded = decodeManifest(reading.object);
  if ('refusal' in decoded) return refused('create-refused', decoded.refusal, null, cluster);
  // The server clears the status of a new object before it looks at it.
  const { status: _, ...asked } = decoded.object;
  const object = withGeneratedName(asked, 'xxxxx');
  const request = readSpecRequest(object.spec.request, reading.partial?.csr);
  const invalid = refuseCreate(object, request);
  if (invalid !== null) return refused('create-refused', invalid, object.spec, cluster);
  const forbidden = restrictSubject(object, request);
  if (forbidden !== null) return refused('admission-refused', forbidden, object.spec, cluster);
  const unstored = refuseStore(object);
  if (unstored !== null) return refused('create-refused', unstored, object.spec, cluster);
  // A request without a CSR is invalid, which has been answered.
  return request.csr === null ? null : predictSigning(request.csr, object.spec, cluster, now);
}

function refused(
  outcome: Outcome,
  { code, reason, message, causes }: ApiRefusal,
  spec: CertificateSigningRequestSpec | null,
  cluster: PredictedCluster,
): ClusterPrediction {
  return {
    ...blank(cluster, spec),
    create: { code, reason: reason === '' ? null : reason, message, causes },
    outcome,
  };
}

/** A prediction of an object that is created and then lies there. */
function blank(cluster: PredictedCluster, spec: CertificateSigningRequestSpec | null): ClusterPrediction {
  return {
    create: created,
    outcome: 'never-signed',
    failed: null,
    certificate: null,
    dropped: [],
    spec,
    kind: cluster.kind,
    byAuthority: cluster.authority !== null,
  };
}

function predictSigning(
  csr: Csr,
  spec: CertificateSigningRequestSpec,
  cluster: PredictedCluster,
  now: Date,
): ClusterPrediction {
  return { ...blank(cluster, spec), ...foreseeSigning(csr, spec, cluster, now) };
}

/** The part of a prediction that the report carries. */
export function toPrediction(prediction: ClusterPrediction | null): Prediction | null {
  if (prediction === null) return null;
  const { outcome, create, failed, certificate, dropped } = prediction;
  return {
    outcome,
    reason: failed?.message ?? create.message,
    lifetimeSeconds: certificate?.seconds ?? null,
    dropped,
  };
}

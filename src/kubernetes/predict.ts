import type { Prediction, Outcome } from '../report.ts';
import type { ClusterKind } from '../policy/policy.ts';
import type { RequestReading } from '../request/request.ts';
import type { CertificateProfile } from './certificate-profile.ts';
import type { StatusCause } from './object.ts';
import type { SignerFailure } from './signer.ts';

/** The cluster a request is meant for, as far as prediction asks. */
export interface PredictedCluster {
  readonly kind: ClusterKind;
  /** `--cluster-signing-duration`; null means Kubernetes' default of 365 days. */
  readonly maxLifetimeSeconds: number | null;
  /** The authority of ours that signs this request's signer name, or null where the cluster must. */
  readonly authority: { readonly defaultSeconds: number; readonly maxSeconds: number } | null;
}

/** The answer to the create: 201 with nothing to say, or the refusal. */
export interface CreateAnswer {
  readonly code: number;
  readonly reason: string | null;
  readonly message: string | null;
  readonly causes: readonly StatusCause[];
}

/** What the cluster would do with a request from create to certificate. */
export interface ClusterPrediction {
  readonly create: CreateAnswer;
  readonly outcome: Outcome;
  readonly failed: SignerFailure | null;
  readonly certificate: CertificateProfile | null;
  /** What the CSR asks for that the certificate would not carry, in plain words. */
  readonly dropped: readonly string[];
  readonly signerName: string | null;
  readonly kind: ClusterKind;
}

/** Predicts; null where readers differ on the text, so that nothing can be predicted. */
export function predict(
  _reading: Pick<RequestReading, 'object' | 'ambiguous'>,
  _cluster: PredictedCluster,
  _now: Date,
): ClusterPrediction | null {
  throw new Error('not built yet');
}

/** The part of a prediction that the report carries. */
export function toPrediction(_prediction: ClusterPrediction | null): Prediction | null {
  throw new Error('not built yet');
}

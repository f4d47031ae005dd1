/** The cluster object and its neighbours, as JSON carries them (`k8s.io/api/certificates/v1/types.go`). */

/** Who owns an object (`metav1.OwnerReference`). */
export interface OwnerReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  /** CertificateSigningRequests have none; the server clears what a file says. */
  readonly namespace?: string;
  readonly generation?: number;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly unknown[];
}

export interface CertificateSigningRequestSpec {
  /** Standard base64 of the PEM. */
  readonly request: string;
  readonly signerName: string;
  readonly usages?: readonly string[];
  readonly expirationSeconds?: number;
  /** The four below are what the API server knows of the creator; clients cannot set them. */
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export interface CertificateSigningRequestCondition {
  /** `Approved`, `Denied`, `Failed`, or another. */
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastUpdateTime?: string;
  readonly lastTransitionTime?: string;
}

export interface CertificateSigningRequestStatus {
  readonly conditions?: readonly CertificateSigningRequestCondition[];
  /** Standard base64 of the PEM chain. */
  readonly certificate?: string;
}

/** A CertificateSigningRequest of `certificates.k8s.io/v1`. */
export interface CertificateSigningRequest {
  readonly apiVersion: 'certificates.k8s.io/v1';
  readonly kind: 'CertificateSigningRequest';
  readonly metadata: ObjectMeta;
  readonly spec: CertificateSigningRequestSpec;
  readonly status?: CertificateSigningRequestStatus;
}

/** One entry of `details.causes` of a Status (`metav1.StatusCause`). */
export interface StatusCause {
  /** `FieldValueInvalid`, `FieldValueRequired`, `FieldValueDuplicate`, `FieldValueNotSupported`, … */
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** Why the API server refuses, in its own words (`metav1.Status`). */
export interface ApiRefusal {
  /** HTTP status: 400, 403, 409, 422, … */
  readonly code: number;
  /** `BadRequest`, `Forbidden`, `Invalid`, … */
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly StatusCause[];
}

/** The conditions that decide (`pkg/apis/certificates/helpers.go`). */
export function hasCondition(object: CertificateSigningRequest, type: string): boolean {
  return object.status?.conditions?.some((condition) => condition.type === type) ?? false;
}

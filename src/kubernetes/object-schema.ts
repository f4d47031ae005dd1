/** The Go structs behind a CertificateSigningRequest, for decoding (`k8s.io/api/certificates/v1`, `metav1`). */
import type { GoType } from './go-json.ts';

const string: GoType = { kind: 'string', go: 'string' };
const bool: GoType = { kind: 'bool', go: 'bool' };
const bytes: GoType = { kind: 'bytes', go: '[]uint8' };
const time: GoType = { kind: 'time', go: 'v1.Time' };
const raw: GoType = { kind: 'raw', go: 'v1.FieldsV1' };
const int32: GoType = { kind: 'integer', go: 'int32', min: -(2n ** 31n), max: 2n ** 31n - 1n };
const int64: GoType = { kind: 'integer', go: 'int64', min: -(2n ** 63n), max: 2n ** 63n - 1n };
const text = (go: string): GoType => ({ kind: 'string', go });
const list = (of: GoType, go = `[]${of.go}`): GoType => ({ kind: 'list', go, of });
const map = (of: GoType): GoType => ({ kind: 'map', go: `map[string]${of.go}`, of });
const struct = (go: string, fields: Readonly<Record<string, GoType>>): GoType => ({
  kind: 'struct',
  go,
  fields,
});

const ownerReference = struct('v1.OwnerReference', {
  apiVersion: string,
  kind: string,
  name: string,
  uid: text('types.UID'),
  controller: bool,
  blockOwnerDeletion: bool,
});

const managedFieldsEntry = struct('v1.ManagedFieldsEntry', {
  manager: string,
  operation: text('v1.ManagedFieldsOperationType'),
  apiVersion: string,
  time,
  fieldsType: string,
  fieldsV1: raw,
  subresource: string,
});

const objectMeta = struct('v1.ObjectMeta', {
  name: string,
  generateName: string,
  namespace: string,
  selfLink: string,
  uid: text('types.UID'),
  resourceVersion: string,
  generation: int64,
  creationTimestamp: time,
  deletionTimestamp: time,
  deletionGracePeriodSeconds: int64,
  labels: map(string),
  annotations: map(string),
  ownerReferences: list(ownerReference),
  finalizers: list(string),
  managedFields: list(managedFieldsEntry),
});

const spec = struct('v1.CertificateSigningRequestSpec', {
  request: bytes,
  signerName: string,
  expirationSeconds: int32,
  usages: list(text('v1.KeyUsage')),
  username: string,
  uid: string,
  groups: list(string),
  extra: map(list(string, 'v1.ExtraValue')),
});

const condition = struct('v1.CertificateSigningRequestCondition', {
  type: text('v1.RequestConditionType'),
  status: text('v1.ConditionStatus'),
  reason: string,
  message: string,
  lastUpdateTime: time,
  lastTransitionTime: time,
});

const status = struct('v1.CertificateSigningRequestStatus', {
  conditions: list(condition),
  certificate: bytes,
});

/** The whole object as `certificates.k8s.io/v1` has it. */
export const certificateSigningRequestType = struct('v1.CertificateSigningRequest', {
  kind: string,
  apiVersion: string,
  metadata: objectMeta,
  spec,
  status,
});

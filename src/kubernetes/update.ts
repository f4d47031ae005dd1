import { certificateTolerated, changesCertificate, validateCertificate } from './certificate-content.ts';
import { conditionTolerance, equalConditions, validateConditions } from './conditions.ts';
import { fieldForbidden, invalid, invalidPrinted } from './field-error.ts';
import { goJson, goQuote } from './go-text.ts';
import { validateFinalizerDomains, validateMetadata, validateMetadataContent } from './metadata.ts';
import type {
  ApiRefusal,
  CertificateSigningRequest,
  CertificateSigningRequestCondition as Condition,
  ObjectMeta,
  StatusCause,
} from './object.ts';
import { conflict, invalidRefusal } from './refusal.ts';
import { validateNames } from './validate.ts';

/** The object to store (resourceVersion is the store's affair), or the refusal. */
export type Updated = { readonly object: CertificateSigningRequest } | { readonly refusal: ApiRefusal };

type Endpoint = 'main' | 'approval' | 'status';

/** 409 where the incoming object is of another resourceVersion or uid than the stored one; absent ones pass. */
export function refuseStale(
  stored: CertificateSigningRequest,
  incoming: CertificateSigningRequest,
): ApiRefusal | null {
  const { uid = '', resourceVersion = '' } = incoming.metadata;
  const name = stored.metadata.name ?? '';
  if (uid !== '' && uid !== stored.metadata.uid) {
    const seen = stored.metadata.uid ?? '';
    return conflict(name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${seen}`);
  }
  if (resourceVersion !== '' && resourceVersion !== stored.metadata.resourceVersion) {
    const cure = 'please apply your changes to the latest version and try again';
    return conflict(name, `the object has been modified; ${cure}`);
  }
  return null;
}

/** PUT on the main resource: only metadata changes; spec and status stay as stored. */
export function updateObject(
  stored: CertificateSigningRequest,
  incoming: CertificateSigningRequest,
): Updated {
  return checked(stored, withStatus(stored, incoming.metadata, stored.status), 'main');
}

/** PUT on `/approval`: only conditions and metadata change; missing times become `now`. */
export function updateApproval(
  stored: CertificateSigningRequest,
  incoming: CertificateSigningRequest,
  now: Date,
): Updated {
  const conditions = timed(stored, incoming.status?.conditions ?? [], now);
  const status = { ...stored.status, conditions };
  return checked(stored, withStatus(stored, incoming.metadata, status), 'approval');
}

/**
 * PUT on `/status`: certificate and conditions change, but those of type Approved and Denied are kept as
 * stored, and adding or removing them is refused.
 */
export function updateStatus(
  stored: CertificateSigningRequest,
  incoming: CertificateSigningRequest,
  now: Date,
): Updated {
  let conditions = [...(incoming.status?.conditions ?? [])];
  for (const type of ['Approved', 'Denied']) conditions = keepStored(stored, conditions, type);
  const status = { ...incoming.status, conditions: timed(stored, conditions, now) };
  return checked(stored, withStatus(stored, incoming.metadata, status), 'status');
}

function withStatus(
  stored: CertificateSigningRequest,
  metadata: ObjectMeta,
  status: CertificateSigningRequest['status'],
): CertificateSigningRequest {
  const { uid, creationTimestamp, deletionTimestamp, resourceVersion, generation } = stored.metadata;
  const { deletionGracePeriodSeconds } = stored.metadata;
  const { namespace: _namespace, generation: _generation, ...own } = metadata;
  return {
    ...stored,
    metadata: {
      ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
      ...own,
      ...(uid === undefined ? {} : { uid: metadata.uid || uid }),
      ...(resourceVersion === undefined
        ? {}
        : { resourceVersion: metadata.resourceVersion || resourceVersion }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      ...(generation === undefined ? {} : { generation }),
    },
    ...(status === undefined ? {} : { status }),
  };
}

/** Copies stored conditions of a type over the incoming ones, where their number is the same. */
function keepStored(stored: CertificateSigningRequest, conditions: Condition[], type: string): Condition[] {
  const before = ofType(stored, type);
  if (conditions.filter((condition) => condition.type === type).length !== before.length) return conditions;
  let next = 0;
  return conditions.map((condition) => (condition.type === type ? (before[next++] ?? condition) : condition));
}

function ofType(object: CertificateSigningRequest, type: string): Condition[] {
  return (object.status?.conditions ?? []).filter((condition) => condition.type === type);
}

/** Fills in lastUpdateTime, and lastTransitionTime from an equal stored condition or from now. */
function timed(stored: CertificateSigningRequest, conditions: readonly Condition[], now: Date): Condition[] {
  const time = `${now.toISOString().slice(0, 19)}Z`;
  return conditions.map((condition) => {
    const same = ofType(stored, condition.type).find(
      (earlier) => earlier.status === condition.status && earlier.lastTransitionTime,
    );
    return {
      ...condition,
      lastUpdateTime: condition.lastUpdateTime || time,
      lastTransitionTime: condition.lastTransitionTime || same?.lastTransitionTime || time,
    };
  });
}

function checked(
  stored: CertificateSigningRequest,
  object: CertificateSigningRequest,
  endpoint: Endpoint,
): Updated {
  const causes = [
    ...commonFaults(stored, object),
    ...validateMetadata(object.metadata),
    ...validateFinalizerDomains(object.metadata),
    ...validateConditions(
      object.status?.conditions ?? [],
      conditionTolerance(stored.status?.conditions ?? []),
    ),
    ...(certificateTolerated(stored, object) ? [] : validateCertificate(object.status?.certificate ?? '')),
    ...removedConditions(stored, object),
    ...(endpoint === 'approval' ? [] : changedApproval(stored, object)),
    ...changedCertificate(stored, object, endpoint),
    ...metadataUpdateFaults(stored, object),
    ...validateFinalizerDomains(object.metadata),
  ];
  return causes.length === 0 ? { object } : { refusal: invalidRefusal(object.metadata.name ?? '', causes) };
}

/** What the registry checks of every update before the strategy's own rules. */
function commonFaults(stored: CertificateSigningRequest, object: CertificateSigningRequest): StatusCause[] {
  return [
    ...validateNames(object),
    ...validateMetadata(object.metadata),
    ...metadataUpdateFaults(stored, object),
  ];
}

function metadataUpdateFaults(
  stored: CertificateSigningRequest,
  object: CertificateSigningRequest,
): StatusCause[] {
  const { name = '', uid = '', deletionTimestamp, deletionGracePeriodSeconds } = object.metadata;
  const immutable = 'field is immutable';
  const changed = (field: string, before: unknown, after: unknown): StatusCause[] =>
    (before ?? null) === (after ?? null) ? [] : [invalidPrinted(field, goJson(after ?? null), immutable)];
  return [
    ...addedFinalizers(stored, object),
    ...(name === (stored.metadata.name ?? '') ? [] : [invalid('metadata.name', name, immutable)]),
    ...(uid === (stored.metadata.uid ?? '') ? [] : [invalidPrinted('metadata.uid', goJson(uid), immutable)]),
    ...changed('metadata.deletionTimestamp', stored.metadata.deletionTimestamp, deletionTimestamp),
    ...changed(
      'metadata.deletionGracePeriodSeconds',
      stored.metadata.deletionGracePeriodSeconds,
      deletionGracePeriodSeconds,
    ),
    ...validateMetadataContent(object.metadata),
  ];
}

/** An object that is being deleted gets no new finalizers (`ValidateNoNewFinalizers`). */
function addedFinalizers(
  stored: CertificateSigningRequest,
  object: CertificateSigningRequest,
): StatusCause[] {
  if (stored.metadata.deletionTimestamp === undefined) return [];
  const before = stored.metadata.finalizers ?? [];
  const added = [...new Set(object.metadata.finalizers ?? [])]
    .filter((name) => !before.includes(name))
    .sort();
  if (added.length === 0) return [];
  const list = `[]string{${added.map(goQuote).join(', ')}}`;
  const why = 'no new finalizers can be added if the object is being deleted';
  return [fieldForbidden('metadata.finalizers', `${why}, found new finalizers ${list}`)];
}

function removedConditions(
  stored: CertificateSigningRequest,
  object: CertificateSigningRequest,
): StatusCause[] {
  return ['Approved', 'Denied', 'Failed']
    .filter((type) => ofType(object, type).length < ofType(stored, type).length)
    .map((type) => conditionFault('remove', type));
}

function changedApproval(
  stored: CertificateSigningRequest,
  object: CertificateSigningRequest,
): StatusCause[] {
  return ['Approved', 'Denied'].flatMap((type) => {
    const before = ofType(stored, type);
    const after = ofType(object, type);
    if (after.length < before.length) return [];
    if (after.length > before.length) return [conditionFault('add', type)];
    return equalConditions(after, before) ? [] : [conditionFault('modify', type)];
  });
}

function conditionFault(verb: string, type: string): StatusCause {
  return fieldForbidden('status.conditions', `updates may not ${verb} a condition of type ${goQuote(type)}`);
}

function changedCertificate(
  stored: CertificateSigningRequest,
  object: CertificateSigningRequest,
  endpoint: Endpoint,
): StatusCause[] {
  if (!changesCertificate(stored, object)) return [];
  const field = 'status.certificate';
  if (endpoint !== 'status') return [fieldForbidden(field, 'updates may not set certificate content')];
  if ((stored.status?.certificate ?? '') === '') return [];
  return [fieldForbidden(field, 'updates may not modify existing certificate content')];
}

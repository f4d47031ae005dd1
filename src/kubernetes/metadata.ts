import { invalid, invalidPrinted, required, tooLong } from './field-error.ts';
import { byteLength, goJson } from './go-text.ts';
import { keptManagers } from './managed-fields.ts';
import { labelValueFaults, qualifiedNameFaults } from './names.ts';
import type { ObjectMeta, OwnerReference, StatusCause } from './object.ts';

const maxAnnotations = 256 * 1024;

/**
 * What is wrong with the metadata of a new object (`apimachinery/pkg/api/validation`, ValidateObjectMeta), but
 * for its name's spelling: CertificateSigningRequests have no rule for that but the path segment's.
 * Go walks maps in random order; here keys are sorted.
 */
export function validateMetadata(metadata: ObjectMeta): StatusCause[] {
  const name = metadata.name ?? '';
  return [
    ...(name === '' ? [required('metadata.name', 'name or generateName is required')] : []),
    ...generationFaults(metadata.generation ?? 0),
    ...validateMetadataContent(metadata),
    ...finalizerFaults(metadata.finalizers ?? []),
    ...managerFaults(metadata.managedFields ?? []),
  ];
}

/** The part that creates and updates share: labels, annotations, owners. */
export function validateMetadataContent(metadata: ObjectMeta): StatusCause[] {
  return [
    ...labelFaults(metadata.labels ?? {}),
    ...annotationFaults(metadata.annotations ?? {}),
    ...ownerFaults(distinctOwners(metadata.ownerReferences ?? [])),
  ];
}

function generationFaults(generation: number): StatusCause[] {
  if (generation >= 0) return [];
  return [invalidPrinted('metadata.generation', String(generation), 'must be greater than or equal to 0')];
}

function labelFaults(labels: Readonly<Record<string, string>>): StatusCause[] {
  return sorted(labels).flatMap(([key, value]) => [
    ...qualifiedNameFaults(key).map((fault) => invalid('metadata.labels', key, fault)),
    ...labelValueFaults(value).map((fault) => invalid('metadata.labels', value, fault)),
  ]);
}

function annotationFaults(annotations: Readonly<Record<string, string>>): StatusCause[] {
  const entries = sorted(annotations);
  const size = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  return [
    ...entries.flatMap(([key]) =>
      qualifiedNameFaults(key.toLowerCase()).map((fault) => invalid('metadata.annotations', key, fault)),
    ),
    ...(size > maxAnnotations ? [tooLong('metadata.annotations', maxAnnotations)] : []),
  ];
}

function sorted(map: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The server drops an owner that is named a second time, the same in every field (`handlers/create.go`). */
function distinctOwners(owners: readonly OwnerReference[]): readonly OwnerReference[] {
  return [...new Map(owners.map((owner) => [goJson(ownerJson(owner)), owner])).values()];
}

function ownerFaults(owners: readonly OwnerReference[]): StatusCause[] {
  const field = 'metadata.ownerReferences';
  const controllers = owners.filter((owner) => owner.controller === true);
  const [first, ...others] = controllers.map((owner) => `${owner.kind ?? ''}/${owner.name ?? ''}`);
  const all = goJson(owners.map(ownerJson));
  return [
    ...owners.flatMap((owner) => missingInOwner(owner, field)),
    ...others.map((other) =>
      invalidPrinted(
        field,
        all,
        `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${other}`,
      ),
    ),
  ];
}

function missingInOwner(owner: OwnerReference, field: string): StatusCause[] {
  const apiVersion = owner.apiVersion ?? '';
  const version = apiVersion.split('/').at(-1) ?? '';
  const faults: StatusCause[] = [];
  if (version === '' || apiVersion.split('/').length > 2) {
    faults.push(invalid(`${field}.apiVersion`, apiVersion, 'version must not be empty'));
  }
  for (const key of ['kind', 'name', 'uid'] as const) {
    if ((owner[key] ?? '') !== '') continue;
    // The uid is of a string type of its own, which prints as JSON: the same for an empty one.
    faults.push(invalid(`${field}.${key}`, '', 'must not be empty'));
  }
  if (apiVersion === 'v1' && owner.kind === 'Event') {
    faults.push(
      invalidPrinted(field, goJson(ownerJson(owner)), '/v1, Kind=Event is disallowed from being an owner'),
    );
  }
  return faults;
}

/** As Go encodes `metav1.OwnerReference`. */
function ownerJson(owner: OwnerReference): OwnerReference {
  const { apiVersion = '', kind = '', name = '', uid = '', controller, blockOwnerDeletion } = owner;
  return {
    apiVersion,
    kind,
    name,
    uid,
    ...(controller === undefined ? {} : { controller }),
    ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }),
  };
}

function finalizerFaults(finalizers: readonly string[]): StatusCause[] {
  const field = 'metadata.finalizers';
  const both = finalizers.includes('orphan') && finalizers.includes('foregroundDeletion');
  return [
    ...finalizers.flatMap((name) => qualifiedNameFaults(name).map((fault) => invalid(field, name, fault))),
    ...(both
      ? [
          invalidPrinted(
            field,
            goJson(finalizers),
            'finalizer orphan and foregroundDeletion cannot be both set',
          ),
        ]
      : []),
  ];
}

/** Finalizers without a domain must be Kubernetes' own (`pkg/apis/core/validation`, validateKubeFinalizerName). */
export function validateFinalizerDomains({ finalizers = [] }: ObjectMeta): StatusCause[] {
  const standard = ['kubernetes', 'orphan', 'foregroundDeletion'];
  return finalizers.flatMap((name, index) => {
    if (name.includes('/') || standard.includes(name)) return [];
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    return [invalid(`metadata.finalizers[${index}]`, name, detail)];
  });
}

/** Of managed fields the server looks at the manager's length only. */
function managerFaults(entries: readonly unknown[]): StatusCause[] {
  return keptManagers(entries).flatMap((manager, index) =>
    byteLength(manager) > 128 ? [tooLong(`metadata.managedFields[${index}].manager`, 128)] : [],
  );
}

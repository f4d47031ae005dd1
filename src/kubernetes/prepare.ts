import type { CertificateSigningRequest, ObjectMeta } from './object.ts';

/** Who the API server takes the caller for. */
export interface Requester {
  readonly username: string;
  readonly uid: string | null;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/**
 * What the server sets itself in a new object (`registry/certificates/certificates/strategy.go`,
 * PrepareForCreate, and `registry/rest/meta.go`): status wiped, identity fields overwritten by the caller's,
 * namespace and the metadata that is the server's own cleared. It gives uid, resourceVersion and
 * creationTimestamp when it stores.
 */
export function prepareForCreate(
  object: CertificateSigningRequest,
  user: Requester,
): CertificateSigningRequest {
  const { request, signerName, usages, expirationSeconds } = object.spec;
  const { uid, groups, extra } = user;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: withoutSystemFields(object.metadata),
    spec: {
      request,
      signerName,
      ...(usages === undefined ? {} : { usages }),
      ...(expirationSeconds === undefined ? {} : { expirationSeconds }),
      username: user.username,
      ...(uid === null || uid === '' ? {} : { uid }),
      ...(groups.length === 0 ? {} : { groups }),
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    },
    status: {},
  };
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

function withoutSystemFields(metadata: ObjectMeta): ObjectMeta {
  const kept: Mutable<ObjectMeta> & Record<string, unknown> = { ...metadata };
  for (const field of [
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
    'namespace',
  ]) {
    delete kept[field];
  }
  return kept;
}

const generatedSuffix = 5;
const maxGeneratedBase = 63 - generatedSuffix;

/**
 * Gives an object without a name one made of its `generateName` and five signs (`apiserver/pkg/storage/names`).
 * The server draws them at random; a prediction does not mind which they are.
 */
export function withGeneratedName(
  object: CertificateSigningRequest,
  suffix: string,
): CertificateSigningRequest {
  const { name = '', generateName = '' } = object.metadata;
  if (name !== '' || generateName === '') return object;
  const base = Buffer.from(generateName, 'utf8').subarray(0, maxGeneratedBase).toString('utf8');
  return { ...object, metadata: { ...object.metadata, name: base + suffix } };
}

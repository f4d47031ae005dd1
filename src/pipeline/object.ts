import { isDeepStrictEqual } from 'node:util';
import type { CertificateSigningRequest, CertificateSigningRequestSpec } from '../kubernetes/object.ts';
import { encodePem } from '../pki/pem.ts';
import type { Request } from '../request/request.ts';

/** What an object of ours is made from; nothing of the file's own text travels. */
export interface ObjectFacts {
  /** One of the names of the request's identity. */
  readonly name: string;
  readonly request: Request;
  readonly identity: string;
  readonly repository: string;
}

/**
 * The cluster object for a request, built from decoded values only (threat 6): the CSR's DER in fresh PEM, and
 * labels and annotations for people, which nothing ever reads to decide.
 */
export function buildObject({ name, request, identity, repository }: ObjectFacts): CertificateSigningRequest {
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/managed-by': 'countersign' },
      annotations: {
        'countersign.dev/identity': identity,
        'countersign.dev/path': request.path,
        'countersign.dev/repository': repository,
      },
    },
    spec: {
      request: Buffer.from(encodePem('CERTIFICATE REQUEST', request.csr.der)).toString('base64'),
      signerName: request.signerName,
      usages: request.usages,
      ...(request.expirationSeconds === null ? {} : { expirationSeconds: request.expirationSeconds }),
    },
  };
}

/** The fields that the API server fills with who asked. */
const requesterFields: ReadonlySet<string> = new Set(['username', 'uid', 'groups', 'extra']);
/** The metadata that the API server fills; everything else there must be ours. */
const serverFields: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'managedFields',
  'generation',
  'selfLink',
]);

/**
 * Everything in which a server's object differs from the one we would create, in words; empty when it is ours.
 *
 * The submitter is the user name of policy, not of our own credential: in the approve phase that one is somebody
 * else's (threat 10). Fields that neither we nor the API server know count as differences.
 */
export function compareObject(
  object: CertificateSigningRequest,
  ours: CertificateSigningRequest,
  submitter: string,
): readonly string[] {
  const { metadata } = object;
  const differences = [
    ...differing('metadata', without(metadata, serverFields), without(ours.metadata, serverFields)),
    ...differing('spec', without(object.spec, requesterFields), without(ours.spec, requesterFields)),
  ];
  const creator = object.spec.username ?? '';
  if (creator !== submitter)
    differences.push(`it was created by ${JSON.stringify(creator)}, not by ${JSON.stringify(submitter)}`);
  return differences;
}

type Fields = Readonly<Record<string, unknown>>;

function without(value: object, names: ReadonlySet<string>): Fields {
  return Object.fromEntries(
    Object.entries(value).filter(([key, entry]) => !names.has(key) && !isEmpty(entry)),
  );
}

/** The SDK and Go leave out or write empty lists and maps as they please; both say the same. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function differing(where: string, theirs: Fields, ours: Fields): string[] {
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort();
  return keys
    .filter((key) => !isDeepStrictEqual(plain(theirs[key]), plain(ours[key])))
    .map((key) => `${where}.${key} ${theirs[key] === undefined ? 'is missing' : 'is not ours'}`);
}

/** SDK objects carry prototypes of their own; only their JSON counts. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Who the API server says created an object, for the record. */
export function apiRequesterOf(spec: CertificateSigningRequestSpec): {
  username: string | null;
  uid: string | null;
  groups: readonly string[];
  extra: Readonly<Record<string, readonly string[]>>;
} {
  return {
    username: spec.username ?? null,
    uid: spec.uid ?? null,
    groups: spec.groups ?? [],
    extra: spec.extra ?? {},
  };
}

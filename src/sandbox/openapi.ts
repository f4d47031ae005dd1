/**
 * The OpenAPI v3 documents that clients look at before they send anything: which parameters a call takes, and which
 * fields an object has.
 */
import type { GoType } from '../kubernetes/go-json.ts';
import { certificateSigningRequestType } from '../kubernetes/object-schema.ts';
import { csrGroup, csrResource } from './status.ts';

type Json = Readonly<Record<string, unknown>>;

const groupVersion = `apis/${csrGroup}/v1`;
const collection = `/${groupVersion}/${csrResource}`;
const schemaName = 'io.k8s.api.certificates.v1.CertificateSigningRequest';
const ownKind = { group: csrGroup, version: 'v1', kind: 'CertificateSigningRequest' };

/** The schema of a Go type in its JSON form. */
function schemaOf(type: GoType): Json {
  switch (type.kind) {
    case 'struct':
      return {
        type: 'object',
        properties: Object.fromEntries(
          Object.entries(type.fields).map(([name, field]) => [name, schemaOf(field)]),
        ),
      };
    case 'list':
      return { type: 'array', items: schemaOf(type.of) };
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(type.of) };
    case 'integer':
      return { type: 'integer', format: type.go };
    case 'bool':
      return { type: 'boolean' };
    case 'bytes':
      return { type: 'string', format: 'byte' };
    case 'time':
      return { type: 'string', format: 'date-time' };
    case 'raw':
      return { type: 'object' };
    default:
      return { type: 'string' };
  }
}

function query(name: string): Json {
  return { name, in: 'query', schema: { type: 'string', uniqueItems: true } };
}

const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation'].map(query);

const reference = { $ref: `#/components/schemas/${schemaName}` };

function operation(action: string, mediaTypes: readonly string[], parameters: readonly Json[] = []): Json {
  const content = Object.fromEntries(mediaTypes.map((type) => [type, { schema: reference }]));
  return {
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': ownKind,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(mediaTypes.length === 0 ? {} : { requestBody: { content } }),
    responses: { '200': { description: 'OK', content: { 'application/json': { schema: reference } } } },
  };
}

const json: readonly string[] = ['application/json'];
const patches: readonly string[] = ['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json'].map(
  (type) => `application/${type}`,
);

const changes = {
  get: operation('get', []),
  put: operation('put', json, writeParameters),
  patch: operation('patch', patches, [...writeParameters, query('force')]),
};

const document = {
  openapi: '3.0.0',
  info: { title: 'Countersign sandbox', version: 'v1' },
  paths: {
    [collection]: {
      get: operation('list', []),
      post: operation('post', json, writeParameters),
      delete: operation('deletecollection', []),
    },
    [`${collection}/{name}`]: { ...changes, delete: operation('delete', []) },
    [`${collection}/{name}/approval`]: changes,
    [`${collection}/{name}/status`]: changes,
  },
  components: {
    schemas: {
      [schemaName]: {
        ...schemaOf(certificateSigningRequestType),
        'x-kubernetes-group-version-kind': [ownKind],
      },
    },
  },
};

/** By path: the index, and the one document. */
export const openApiDocuments: readonly (readonly [string, unknown])[] = [
  ['/openapi/v3', { paths: { [groupVersion]: { serverRelativeURL: `/openapi/v3/${groupVersion}` } } }],
  [`/openapi/v3/${groupVersion}`, document],
];

/** What a client asks of a deletion: query and body (`metav1.DeleteOptions`). */
import type { GoType } from '../kubernetes/go-json.ts';
import { readGoJson } from '../kubernetes/go-json.ts';
import type { StatusCause } from '../kubernetes/object.ts';
import type { JsonValue } from '../model.ts';
import { parseBody } from './body.ts';
import type { Call } from './call.ts';
import { dryRunFaults, type Parsed, parseWriteOptions, unsupported } from './parameters.ts';
import { badRequest, invalid, type Refusal } from './status.ts';

/** As far as it matters here. */
export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly uid: string | null;
  readonly resourceVersion: string | null;
}

type JsonObject = Readonly<Record<string, JsonValue>>;

const string: GoType = { kind: 'string', go: 'string' };
const bool: GoType = { kind: 'bool', go: 'bool' };
const int64: GoType = { kind: 'integer', go: 'int64', min: -(2n ** 63n), max: 2n ** 63n - 1n };

const type: GoType = {
  kind: 'struct',
  go: 'v1.DeleteOptions',
  fields: {
    kind: string,
    apiVersion: string,
    gracePeriodSeconds: int64,
    preconditions: {
      kind: 'struct',
      go: 'v1.Preconditions',
      fields: { uid: { kind: 'string', go: 'types.UID' }, resourceVersion: string },
    },
    orphanDependents: bool,
    propagationPolicy: { kind: 'string', go: 'v1.DeletionPropagation' },
    dryRun: { kind: 'list', go: '[]string', of: string },
    ignoreStoreReadErrorWithClusterBreakingPotential: bool,
  },
};

/** Reads both; a body, where there is one, counts instead of the query. */
export function parseDeleteOptions(call: Call): Parsed<DeleteOptions> {
  if (call.body.length === 0) {
    const query = parseWriteOptions(call.query, 'DeleteOptions');
    if ('refusal' in query) return query;
    return { dryRun: query.dryRun, uid: null, resourceVersion: null };
  }
  const body = readBody(call);
  if ('refusal' in body) return body;
  const asked = (body.value['dryRun'] ?? []) as readonly string[];
  const faults = [...dryRunFaults(asked), ...policyFaults(body.value)];
  if (faults.length > 0) return { refusal: invalid('DeleteOptions', 'meta.k8s.io', '', faults) };
  const preconditions = (body.value['preconditions'] ?? {}) as JsonObject;
  return {
    dryRun: asked.includes('All'),
    uid: textOf(preconditions['uid']),
    resourceVersion: textOf(preconditions['resourceVersion']),
  };
}

const groupVersions: readonly unknown[] = [
  'v1',
  'meta.k8s.io/v1',
  'certificates.k8s.io/v1',
  'policy/v1',
  undefined,
];

function readBody(call: Call): { readonly value: JsonObject } | { readonly refusal: Refusal } {
  const body = parseBody(call);
  if ('refusal' in body) return body;
  const parse = "couldn't get version/kind; json parse error: ";
  if ('fault' in body) return { refusal: badRequest(`${parse}${body.fault}`) };
  const { value } = body;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { refusal: badRequest(`${parse}json: cannot unmarshal it into an object`) };
  }
  const said = value as JsonObject;
  const { kind = 'DeleteOptions', apiVersion } = said;
  if (kind !== 'DeleteOptions' || !groupVersions.includes(apiVersion)) {
    const version = JSON.stringify(apiVersion ?? 'v1');
    const why = `no kind ${JSON.stringify(kind)} is registered for version ${version} in scheme "sandbox"`;
    return { refusal: badRequest(why) };
  }
  const reading = readGoJson(said, type);
  return reading.fault === null
    ? { value: reading.value as JsonObject }
    : { refusal: badRequest(reading.fault) };
}

const policies: readonly string[] = ['Foreground', 'Background', 'Orphan'];

function policyFaults(options: JsonObject): readonly StatusCause[] {
  const { propagationPolicy: policy = null, orphanDependents = null } = options;
  const field = 'propagationPolicy';
  if (policy === null) return [];
  if (orphanDependents !== null) {
    const why = 'orphanDependents and deletionPropagation cannot be both set';
    return [
      { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(policy)}: ${why}`, field },
    ];
  }
  if (policies.includes(String(policy))) return [];
  return [unsupported(field, JSON.stringify(policy), [...policies, 'nil'])];
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/**
 * What the API server makes of the `managedFields` of a new object before it looks at them
 * (`apimachinery/pkg/util/managedfields`): if one entry cannot be decoded, all go; those of no field or of a version
 * that is not of our kind go too; equal managers become one; the rest are sorted.
 */
import type { JsonValue } from '../model.ts';

interface Entry {
  readonly manager?: string;
  readonly operation?: string;
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: JsonValue;
  readonly subresource?: string;
}

const versions = ['v1', 'v1beta1', '__internal'].map((version) => `certificates.k8s.io/${version}`);

/** The managers of the entries that are left, in the order that the server gives them. */
export function keptManagers(managedFields: readonly unknown[]): string[] {
  const entries = managedFields as readonly Entry[];
  const sizes = entries.map(fieldCount);
  if (sizes.includes(null)) return [];
  const kept = entries.filter(
    (entry, index) => sizes[index] !== 0 && versions.includes(entry.apiVersion ?? ''),
  );
  const distinct = new Map(kept.map((entry) => [identityOf(entry), entry]));
  return [...distinct.values()].sort(compareEntries).map(({ manager = '' }) => manager);
}

/** How many fields an entry names at least; null where the server cannot decode it. */
function fieldCount({ operation, apiVersion = '', fieldsType, fieldsV1 = null }: Entry): number | null {
  if (operation !== 'Update' && operation !== 'Apply') return null;
  const isVersion = /^[^/]+(?:\/[^/]*)?$|^\/[^/]*$/.test(apiVersion);
  return isVersion && fieldsType === 'FieldsV1' ? countMembers(fieldsV1) : null;
}

function countMembers(fields: JsonValue): number | null {
  if (fields === null) return 0;
  if (typeof fields !== 'object' || Array.isArray(fields)) return null;
  let count = 0;
  for (const [key, value] of Object.entries(fields)) {
    const isMember = isPathElement(key);
    if (isMember === null) return null;
    const below = isMember ? countMembers(value) : 0;
    if (below === null) return null;
    count += isMember ? 1 : 0;
  }
  return count;
}

/** `f:` a field, `k:` keys, `v:` a value, `i:` an index; others are passed over, and null stands for a broken one. */
function isPathElement(key: string): boolean | null {
  if (key === '.') return false;
  if (key[1] !== ':') return null;
  const rest = key.slice(2);
  if (key[0] === 'f') return true;
  if (key[0] === 'i') return /^[-+]?[0-9]+$/.test(rest) || null;
  if (key[0] !== 'k' && key[0] !== 'v') return false;
  try {
    const value = JSON.parse(rest) as unknown;
    return key[0] === 'v' || (typeof value === 'object' && !Array.isArray(value)) || null;
  } catch {
    return null;
  }
}

/** Who manages: of those who apply, the version does not count. */
function identityOf({ manager = '', operation, apiVersion, subresource = '' }: Entry): string {
  return JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource]);
}

function compareEntries(a: Entry, b: Entry): number {
  const keys = ['operation', 'time', 'manager', 'apiVersion', 'subresource'] as const;
  for (const key of keys) {
    const [left = '', right = ''] = [a[key], b[key]];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

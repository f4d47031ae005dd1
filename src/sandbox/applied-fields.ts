/** Who applied which metadata, as `metadata.managedFields` notes it (`metav1.FieldsV1`). */
import type { ObjectMeta } from '../kubernetes/object.ts';

/** Keys of labels and annotations, names of finalizers, uids of owners. */
export interface AppliedFields {
  readonly labels: readonly string[];
  readonly annotations: readonly string[];
  readonly finalizers: readonly string[];
  readonly owners: readonly string[];
}

export interface ManagedEntry {
  readonly manager: string;
  readonly time: string;
  readonly fields: AppliedFields;
}

/** The fields that metadata sets. */
export function fieldsOf(metadata: ObjectMeta): AppliedFields {
  return {
    labels: Object.keys(metadata.labels ?? {}).sort(),
    annotations: Object.keys(metadata.annotations ?? {}).sort(),
    finalizers: [...(metadata.finalizers ?? [])].sort(),
    owners: (metadata.ownerReferences ?? []).map(({ uid = '' }) => uid).sort(),
  };
}

/** Where each kind of field stands, and how its members are written. */
const places = [
  ['labels', 'f:labels', 'f:', (key: string) => `f:${key}`, (key: string) => key.slice(2)],
  ['annotations', 'f:annotations', 'f:', (key: string) => `f:${key}`, (key: string) => key.slice(2)],
  ['finalizers', 'f:finalizers', 'v:', (name: string) => `v:${JSON.stringify(name)}`, readText],
  ['owners', 'f:ownerReferences', 'k:', (uid: string) => `k:${JSON.stringify({ uid })}`, readUid],
] as const;

function readText(member: string): string {
  return String(parse(member.slice(2)));
}

function readUid(member: string): string {
  const value = parse(member.slice(2)) as { readonly uid?: unknown } | null;
  return String(value?.uid ?? '');
}

/** What clients send back may be anything. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** One entry as JSON carries it. */
export function writeEntry({ manager, time, fields }: ManagedEntry) {
  const members = places.flatMap(([kind, place, , write]) =>
    fields[kind].length === 0
      ? []
      : [[place, Object.fromEntries(fields[kind].map((member) => [write(member), {}]))] as const],
  );
  return {
    manager,
    operation: 'Apply',
    apiVersion: 'certificates.k8s.io/v1',
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: members.length === 0 ? {} : { 'f:metadata': Object.fromEntries(members) },
  };
}

/** The entries of managers that applied. */
export function readEntries({ managedFields = [] }: ObjectMeta): readonly ManagedEntry[] {
  return managedFields.flatMap((entry) => {
    const { operation, manager, time, fieldsV1 } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    if (operation !== 'Apply') return [];
    return [
      { manager: String(manager), time: String(time), fields: readFields(membersOf(fieldsV1, 'f:metadata')) },
    ];
  });
}

function membersOf(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : null;
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
}

function readFields(metadata: Readonly<Record<string, unknown>>): AppliedFields {
  const found = places.map(([kind, place, mark, , read]) => {
    const members = Object.keys(membersOf(metadata, place)).filter((member) => member.startsWith(mark));
    return [kind, members.map(read).sort()] as const;
  });
  return Object.fromEntries(found) as unknown as AppliedFields;
}

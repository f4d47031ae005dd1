import type { JsonValue } from '../model.ts';

/** Kind, group and version of an object; or Go's words for why they cannot be told. */
export type ObjectKind =
  | { readonly kind: string; readonly group: string; readonly version: string }
  | { readonly fault: string };

/** What the endpoint serves, and takes for granted where an object does not say. */
export const ownKind = {
  kind: 'CertificateSigningRequest',
  group: 'certificates.k8s.io',
  version: 'v1',
} as const;

/** The struct that the server looks for kind and version with, as Go prints its type. */
const probe =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/**
 * Finds kind and apiVersion as `runtime/serializer/json/meta.go` does: with Go's own JSON package, which does
 * not mind the case of names; the last in sorted order wins. Absent ones are filled in.
 */
export function readObjectKind(value: JsonValue): ObjectKind {
  if (value !== null && (typeof value !== 'object' || Array.isArray(value))) {
    return { fault: parseFault(`${kindOf(value)} into Go value of type ${probe}`) };
  }
  const entries = Object.entries((value ?? {}) as Readonly<Record<string, JsonValue>>);
  const kind = readText(entries, 'kind');
  const apiVersion = readText(entries, 'apiVersion');
  // The first in sorted order is reported.
  const fault = apiVersion.fault ?? kind.fault;
  return fault === null ? withDefaults(kind.text, apiVersion.text) : { fault: parseFault(fault) };
}

function readText(
  entries: readonly (readonly [string, JsonValue])[],
  name: string,
): { text: string; fault: string | null } {
  const values = entries
    .filter(([key, item]) => key.toLowerCase() === name.toLowerCase() && item !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);
  const wrong = values.find((item) => typeof item !== 'string');
  if (wrong !== undefined) {
    return { text: '', fault: `${kindOf(wrong)} into Go struct field .${name} of type string` };
  }
  return { text: (values.at(-1) as string | undefined) ?? '', fault: null };
}

function parseFault(fault: string): string {
  return `couldn't get version/kind; json parse error: json: cannot unmarshal ${fault}`;
}

function withDefaults(kind: string, apiVersion: string): ObjectKind {
  const parts = apiVersion === '/' ? [''] : apiVersion.split('/');
  if (parts.length > 2) return { fault: `unexpected GroupVersion string: ${apiVersion}` };
  const version = parts.at(-1) ?? '';
  const group = parts.length === 2 ? (parts[0] ?? '') : '';
  const absent = version === '' && (group === '' || group === ownKind.group);
  return {
    kind: kind === '' ? ownKind.kind : kind,
    group: absent ? ownKind.group : group,
    version: absent ? ownKind.version : version,
  };
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

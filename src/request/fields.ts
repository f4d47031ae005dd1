/** Which fields a request may have: everything else is a fault, known or not (threats.md 6). */
import { nearest } from '../nearest.ts';
import type { YamlEntry, YamlMap } from '../yaml/node.ts';
import { childPointer } from '../yaml/tree.ts';
import { type Fault, fault, fieldName, missing, type Reader, rewrite, wrongType } from './reader.ts';

const allowed: Readonly<Record<string, readonly string[]>> = {
  '': ['apiVersion', 'kind', 'metadata', 'spec'],
  '/metadata': ['name', 'annotations'],
  '/spec': ['request', 'signerName', 'usages', 'expirationSeconds'],
};

const server = 'The cluster fills it in; remove it.';
const steering = 'Other controllers may act on it without any review; remove it.';
const identity =
  'The cluster replaces it by whoever submits the request; remove it, lest a reviewer believe it.';

/** Fields Kubernetes knows that a request under review must not have, with the reason. */
const forbidden: Readonly<Record<string, string>> = {
  '/status': 'Approval and certificate come after the merge; remove it.',
  '/metadata/generateName': 'The name is that of the file; write metadata.name.',
  '/metadata/namespace': 'A CertificateSigningRequest belongs to the whole cluster; remove it.',
  '/metadata/labels': steering,
  '/metadata/finalizers': steering,
  '/metadata/ownerReferences': steering,
  '/metadata/uid': server,
  '/metadata/resourceVersion': server,
  '/metadata/creationTimestamp': server,
  '/metadata/deletionTimestamp': server,
  '/metadata/deletionGracePeriodSeconds': server,
  '/metadata/generation': server,
  '/metadata/managedFields': server,
  '/metadata/selfLink': server,
  '/spec/username': identity,
  '/spec/uid': identity,
  '/spec/groups': identity,
  '/spec/extra': identity,
};

/** Judges the names of all fields at the three levels, and whether metadata and spec are maps. */
export function evaluateFields(reader: Reader, root: YamlMap): void {
  const strays = lostIndentation(reader, root);
  evaluateLevel(reader, '', root, strays);
  for (const pointer of ['/metadata', '/spec']) {
    const node = reader.yaml.at(pointer);
    if (node?.kind === 'map') evaluateLevel(reader, pointer, node, new Set());
    else if (node === undefined || (node.value === null && strays.size === 0)) {
      fault(reader, 'request.field-missing', pointer, missing(pointer));
    } else if (node.value !== null) {
      fault(reader, 'request.field-type', pointer, wrongType(pointer, node, 'a map'));
    }
  }
}

function evaluateLevel(reader: Reader, parent: string, map: YamlMap, known: ReadonlySet<string>): void {
  for (const entry of map.entries) {
    if (allowed[parent]?.includes(entry.key) || known.has(entry.key)) continue;
    const pointer = childPointer(parent, entry.key);
    const { position } = entry.keyNode;
    const reason = Object.hasOwn(forbidden, pointer) ? forbidden[pointer] : undefined;
    if (reason === undefined) {
      fault(reader, 'request.field-unknown', pointer, { ...unknownField(reader, parent, entry), position });
    } else {
      const message = `${fieldName(pointer)} must not be in a request under review.`;
      fault(reader, 'request.field-forbidden', pointer, { message, hint: reason, position });
    }
  }
}

function unknownField(reader: Reader, parent: string, { key, keyNode }: YamlEntry): Fault {
  const where = parent === '' ? 'A CertificateSigningRequest' : fieldName(parent);
  const message = `${where} has no field ${JSON.stringify(key)}.`;
  const elsewhere = Object.keys(allowed).find((level) => level !== parent && allowed[level]?.includes(key));
  if (elsewhere !== undefined && elsewhere !== '')
    return { message, hint: `It belongs below ${fieldName(elsewhere)}.` };
  const meant = key.length > 40 ? null : nearest(key.toLowerCase(), (allowed[parent] ?? []).map(lower));
  const word = allowed[parent]?.find((candidate) => lower(candidate) === meant);
  if (word === undefined) return { message, hint: 'Remove it.' };
  const suggestion = keyNode.kind === 'scalar' ? rewrite(reader, keyNode, word) : undefined;
  return { message, hint: `Did you mean ${word}?`, suggestion };
}

function lower(text: string): string {
  return text.toLowerCase();
}

/**
 * Recognises a file whose indentation was lost on the way (a chat, a web form): `metadata:` and `spec:` are
 * empty and what belongs below them stands beside them. Returns the fields that are explained by that.
 */
function lostIndentation(reader: Reader, root: YamlMap): ReadonlySet<string> {
  const strays = new Set<string>();
  for (const pointer of ['/metadata', '/spec']) {
    const node = reader.yaml.at(pointer);
    if (node === undefined || node.value !== null) continue;
    const found = root.entries.filter(({ key }) => allowed[pointer]?.includes(key));
    const [first] = found;
    if (first === undefined) continue;
    for (const { key } of found) strays.add(key);
    const names = found.map(({ key }) => key).join(', ');
    fault(reader, 'request.indentation', pointer, {
      message: `${names} ${found.length === 1 ? 'stands' : 'stand'} beside ${fieldName(pointer)} instead of below it.`,
      hint: `Indent ${found.length === 1 ? 'it' : 'them'} by two spaces.`,
      position: first.keyNode.position,
    });
  }
  return strays;
}

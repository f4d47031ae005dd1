/** A second opinion on what a certificate would not carry of its CSR, read off the DER without the product's reader. */
import { type DerNode, encode, oid, parse } from './der.ts';

const keptTypes = new Set(
  ['2.5.4.3', '2.5.4.10', '2.5.4.11', '2.5.4.6', '2.5.4.7', '2.5.4.8', '2.5.4.9', '2.5.4.17', '2.5.4.5'].map(
    (type) => hex(oid(type)),
  ),
);
const single = ['2.5.4.3', '2.5.4.5'].map((type) => hex(oid(type)));
const text = new Set([12, 18, 19, 20, 22, 30]);
/** The forms of GeneralName that are not copied; other tags are no names at all, which is a finding of its own. */
const lostNames = new Set([0x88, 0xa0, 0xa3, 0xa4, 0xa5]);

const extensionRequest = hex(oid('1.2.840.113549.1.9.14'));

/** The kinds of what is dropped, one word each, sorted; null where the DER is too odd to be counted this simply. */
export function expectedDrops(der: Uint8Array): string[] | null {
  const tree = parse(der);
  if (tree === null || !encode(tree).equals(der)) return null;
  const [info] = tree.children ?? [];
  const parts = info?.children;
  if (parts?.length !== 4) return null;
  const [, subject, , attributes] = parts as readonly [DerNode, DerNode, DerNode, DerNode];
  if (!attributes.children?.every(isSoundAttribute)) return null;
  return [...droppedAttributes(subject), ...droppedExtensions(attributes)].toSorted();
}

/** An OID, perhaps a flag, and an OCTET STRING whose SEQUENCE, if it begins with one, is whole. */
function isSoundExtension(extension: DerNode): boolean {
  const value = extension.children?.at(-1);
  return /^6,(1,)?4$/.test(shapeOf(extension)) && (value?.body[0] !== 0x30 || value.children !== null);
}

const shapeOf = ({ children }: DerNode) => (children ?? []).map(({ identifier }) => identifier).join();

/** Whether it is shaped as it should be; Go passes over what is not, each in its own way. */
function isSoundAttribute(attribute: DerNode): boolean {
  if (attribute.identifier !== 0x30 || shapeOf(attribute) !== '6,49') return false;
  if (hex(attribute.children?.[0] ?? attribute) !== extensionRequest) return true;
  const [list, ...others] = attribute.children?.[1]?.children ?? [];
  const extensions = list?.children ?? [];
  return list?.identifier === 0x30 && others.length === 0 && extensions.every(isSoundExtension);
}

function droppedAttributes(subject: DerNode): string[] {
  const all = (subject.children ?? [])
    .flatMap((set) => set.children ?? [])
    .map(({ children }) => ({ type: children?.[0] && hex(children[0]), value: children?.[1] }));
  const decoded = (one: (typeof all)[number]) =>
    keptTypes.has(one.type ?? '') && text.has(one.value?.identifier ?? 0);
  const lost = all.filter((one) => !decoded(one)).length;
  const overruled = single.reduce((sum, type) => {
    const values = all.filter((one) => one.type === type && decoded(one));
    const last = values.at(-1);
    return sum + (last === undefined ? 0 : values.length - (isEmpty(last.value) ? 0 : 1));
  }, 0);
  return Array.from({ length: lost + overruled }, () => 'attribute');
}

function isEmpty(value: DerNode | undefined): boolean {
  const length = value?.body.length ?? 0;
  return (
    length === 0 || (value?.identifier === 30 && length === 2 && value.body.every((octet) => octet === 0))
  );
}

function droppedExtensions(attributes: DerNode): string[] {
  const extensions = (attributes.children ?? [])
    .filter(({ children }) => children?.[0] !== undefined && hex(children[0]) === extensionRequest)
    .flatMap(({ children }) => children?.[1]?.children?.[0]?.children ?? []);
  return extensions.flatMap(({ children }) => droppedOf(children ?? []));
}

function droppedOf(parts: readonly DerNode[]): string[] {
  const type = parts[0] === undefined ? '' : hex(parts[0]);
  const value = parts.at(-1);
  if (type === hex(oid('2.5.29.17'))) {
    const names = parse(
      value?.children === null
        ? (value?.body ?? new Uint8Array())
        : encode(value?.children?.[0] ?? oid('1.2')),
    );
    const lost = (names?.children ?? []).filter(({ identifier }) => lostNames.has(identifier));
    return lost.map(() => 'name');
  }
  if (type !== hex(oid('2.5.29.19'))) return ['extension'];
  const [flag] = value?.children?.[0]?.children ?? [];
  return flag?.identifier === 1 && flag.body.some((octet) => octet !== 0) ? ['extension'] : [];
}

function hex(node: DerNode): string {
  return Buffer.from(node.body).toString('hex');
}

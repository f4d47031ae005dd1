/** A second opinion on what a certificate would not carry of its CSR, read off the DER without the product's reader. */
import { type DerNode, encode, oid, parse } from './der.ts';

const keptTypes = new Set(
  ['2.5.4.3', '2.5.4.10', '2.5.4.11', '2.5.4.6', '2.5.4.7', '2.5.4.8', '2.5.4.9', '2.5.4.17', '2.5.4.5'].map(
    (type) => hex(oid(type)),
  ),
);
const single = ['2.5.4.3', '2.5.4.5'].map((type) => hex(oid(type)));
const text = new Set([12, 18, 19, 20, 22, 30]);
const copiedNames = new Set([0x81, 0x82, 0x86, 0x87]);

/** The kinds of what is dropped, one word each, sorted; null where the DER is too odd to be counted this simply. */
export function expectedDrops(der: Uint8Array): string[] | null {
  const [info] = parse(der)?.children ?? [];
  const parts = info?.children;
  if (parts?.length !== 4) return null;
  const [, subject, , attributes] = parts as readonly [DerNode, DerNode, DerNode, DerNode];
  return [...droppedAttributes(subject), ...droppedExtensions(attributes)].toSorted();
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
  const request = hex(oid('1.2.840.113549.1.9.14'));
  const extensions = (attributes.children ?? [])
    .filter(({ children }) => children?.[0] !== undefined && hex(children[0]) === request)
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
    const lost = (names?.children ?? []).filter(({ identifier }) => !copiedNames.has(identifier));
    return lost.map(() => 'name');
  }
  if (type !== hex(oid('2.5.29.19'))) return ['extension'];
  const [flag] = value?.children?.[0]?.children ?? [];
  return flag?.identifier === 1 && flag.body.some((octet) => octet !== 0) ? ['extension'] : [];
}

function hex(node: DerNode): string {
  return Buffer.from(node.body).toString('hex');
}

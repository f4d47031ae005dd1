/** Attributes of a PKCS#10 request (RFC 2986 section 4.1) and the extensions requested in them, as Go reads both. */
import type { Extension } from '../model.ts';
import {
  around,
  type Cursor,
  contents,
  DerFault,
  decodeBoolean,
  decodeOid,
  type Element,
  inside,
  isAtEnd,
  tags,
} from './der.ts';
import { type Field, fields, readAll, readField, readOptionalField } from './field.ts';
import { extensionName, oids } from './oids.ts';

/** One attribute; OID null where Go cannot read it and passes it over. */
export interface RequestAttribute {
  readonly oid: string | null;
  readonly values: readonly Cursor[];
  readonly ignoredOctets: boolean;
}

const attributeField: Field = { tag: tags.sequence, constructed: true, goType: 'pkcs10Attribute' };
const valuesField: Field = { tag: tags.set, constructed: true, goType: '', set: true };
const extensionsField: Field = { tag: tags.sequence, constructed: true, goType: '' };
const extensionField: Field = { tag: tags.sequence, constructed: true, goType: 'Extension' };

/** Reads one attribute. Whatever is wrong with it, Go goes on without it. */
export function readAttribute(cursor: Cursor): RequestAttribute {
  try {
    const inner = inside(cursor, readField(cursor, attributeField));
    const oid = decodeOid(contents(inner, readField(inner, fields.oid)));
    const values = readAll(inner, readField(inner, valuesField), null).map((value) => around(inner, value));
    return { oid, values, ignoredOctets: !isAtEnd(inner) };
  } catch (error) {
    if (error instanceof DerFault) return { oid: null, values: [], ignoredOctets: false };
    throw error;
  }
}

export interface CsrExtensions {
  readonly extensions: readonly Extension[];
  readonly ignoredOctets: boolean;
}

/** Reads the first value of every extensionRequest attribute, which is all that Go reads; throws `DerFault`. */
export function readExtensions(attributes: readonly RequestAttribute[]): CsrExtensions {
  const extensions: Extension[] = [];
  const seen = new Set<string>();
  let ignoredOctets = false;
  for (const { oid, values, ignoredOctets: surplus } of attributes) {
    const [first] = values;
    if (oid !== oids.extensionRequest || first === undefined) continue;
    const list = readAll(first, readField(first, extensionsField), extensionField).map((element) =>
      readExtension(first, element),
    );
    for (const { extension, surplus: inExtension } of list) {
      if (seen.has(extension.oid)) {
        const fault = 'x509: certificate request contains duplicate requested extensions';
        throw new DerFault(fault, 'csr.extension-duplicate');
      }
      seen.add(extension.oid);
      extensions.push(extension);
      ignoredOctets ||= inExtension;
    }
    ignoredOctets ||= surplus || values.length > 1;
  }
  return { extensions, ignoredOctets };
}

function readExtension(parent: Cursor, element: Element): { extension: Extension; surplus: boolean } {
  const cursor = inside(parent, element);
  const oid = decodeOid(contents(cursor, readField(cursor, fields.oid)));
  const boolean = readOptionalField(cursor, fields.optionalBoolean);
  const critical = boolean !== null && decodeBoolean(contents(cursor, boolean));
  const value = contents(cursor, readField(cursor, fields.octets));
  return { extension: { oid, name: extensionName(oid), critical, value }, surplus: !isAtEnd(cursor) };
}

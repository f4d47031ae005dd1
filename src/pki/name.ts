/** Distinguished names: a sequence of sets as received, and what Go's `pkix.Name` makes of it. */
import type { DistinguishedName, NameAttribute } from '../model.ts';
import {
  type Cursor,
  contents,
  cursorOver,
  DerFault,
  decodeBitString,
  decodeBoolean,
  decodeInt64,
  decodeOid,
  type Element,
  inside,
  tags,
} from './der.ts';
import { type Field, fields, readAll, readField, readRaw } from './field.ts';
import { encodeText } from './name-writer.ts';
import { attributeTypeName, oids } from './oids.ts';
import { decodeString, latin1, stringTypeName } from './text.ts';
import { decodeGeneralizedTime, decodeUtcTime } from './time.ts';

const nameField: Field = { tag: tags.sequence, constructed: true, goType: 'RDNSequence' };
const rdnField: Field = { tag: tags.set, constructed: true, goType: 'RelativeDistinguishedNameSET' };
const attributeField: Field = { tag: tags.sequence, constructed: true, goType: 'AttributeTypeAndValue' };

/** Whether an attribute carried elements after its value, which Go reads past. */
export interface NameReading {
  readonly name: DistinguishedName;
  readonly ignoredOctets: boolean;
}

/**
 * Reads a Name as `encoding/asn1` fills `pkix.RDNSequence` from the subject of a request. A value of a type that Go
 * does not decode to text stays, with value null.
 */
export function readName(der: Uint8Array): NameReading {
  const cursor = cursorOver(der);
  const sequence = readField(cursor, nameField);
  let ignoredOctets = false;
  const rdns = readAll(cursor, sequence, rdnField).map((rdn) =>
    readAll(cursor, rdn, attributeField).map((element) => {
      const inner = inside(cursor, element);
      const attribute = readAttribute(inner);
      ignoredOctets ||= inner.at < inner.end;
      return attribute;
    }),
  );
  return { name: nameOf(rdns, der), ignoredOctets };
}

/** Gathers what Go's `FillFromRDNSequence` gathers: the last CN counts, every O does. */
export function nameOf(rdns: readonly (readonly NameAttribute[])[], der: Uint8Array): DistinguishedName {
  const values = (oid: string): string[] =>
    rdns.flatMap((rdn) => rdn.flatMap((one) => (one.oid === oid && one.value !== null ? [one.value] : [])));
  return {
    rdns,
    commonName: values(oids.commonName).at(-1) ?? null,
    organizations: values(oids.organization),
    der,
  };
}

/** An attribute of this type with this text. */
export function nameAttribute(oid: string, value: string | null): NameAttribute {
  return { oid, type: attributeTypeName(oid) ?? oid, value };
}

function readAttribute(cursor: Cursor): NameAttribute {
  const oid = decodeOid(contents(cursor, readField(cursor, fields.oid)));
  const element = readRaw(cursor);
  return nameAttribute(oid, decodeAny(cursor, element));
}

/** Decodes a value as Go's `any`: text, or null for the types that are no text to Go; faulty ones are faults. */
function decodeAny(cursor: Cursor, element: Element): string | null {
  if (element.class !== 0 || element.constructed) return null;
  const body = contents(cursor, element);
  const typeName = stringTypeName(element.tag);
  if (typeName === null) return checkAny(element.tag, body);
  const text = decodeString(element.tag, body);
  if (text === null) throw new DerFault(stringFault(typeName));
  return text;
}

function stringFault(typeName: string): string {
  if (typeName === 'UTF8String') return 'asn1: invalid UTF-8 string';
  if (typeName === 'BMPString') return 'invalid BMPString';
  return `asn1: syntax error: ${typeName} contains invalid character`;
}

/** Go decodes these to numbers, bits and times, and refuses the name when it cannot. */
function checkAny(tag: number, body: Uint8Array): null {
  switch (tag) {
    case tags.boolean:
      decodeBoolean(body);
      break;
    case tags.integer:
      decodeInt64(body);
      break;
    case tags.bitString:
      decodeBitString(body);
      break;
    case tags.oid:
      decodeOid(body);
      break;
    case tags.utcTime:
      if (decodeUtcTime(latin1(body)) === null)
        throw new DerFault(`parsing time ${JSON.stringify(latin1(body))}`);
      break;
    case tags.generalizedTime:
      if (decodeGeneralizedTime(latin1(body), true) === null) {
        throw new DerFault(`parsing time ${JSON.stringify(latin1(body))}`);
      }
      break;
    default:
  }
  return null;
}

/** The order in which Go writes the attribute types of a `pkix.Name` that may have several values. */
const writtenOrder = ['C', 'ST', 'L', 'STREET', 'POSTALCODE', 'O', 'OU'];

/** One set a type in Go's order, the last CN and serial number, and nothing of any other type. */
function knownRdns(name: DistinguishedName): NameAttribute[][] {
  const known = name.rdns.flat().filter((one) => one.value !== null);
  const grouped = writtenOrder.map((type) => known.filter((one) => one.type === type));
  const single = ['CN', 'SERIALNUMBER'].map((type) => {
    const last = known.findLast((one) => one.type === type);
    return last === undefined || last.value === '' ? [] : [last];
  });
  return [...grouped, ...single].filter((rdn) => rdn.length > 0);
}

/**
 * Formats a name as Go's `pkix.Name.String` prints it: known types in Go's order and last first, several values of
 * one type joined by `+`, any other type after them as OID and hex of its DER (RFC 4514 section 2.4).
 */
export function formatName(name: DistinguishedName): string {
  const foreign = name.rdns.flat().filter((one) => !isKeptType(one.type));
  return formatRdns([...foreign.map((one) => [one]), ...knownRdns(name)]);
}

function formatRdns(rdns: readonly (readonly NameAttribute[])[]): string {
  return rdns
    .toReversed()
    .map((rdn) => rdn.map(formatAttribute).join('+'))
    .join(',');
}

function isKeptType(type: string): boolean {
  return writtenOrder.includes(type) || type === 'CN' || type === 'SERIALNUMBER';
}

function formatAttribute(attribute: NameAttribute): string {
  if (attribute.value === null) return `${attribute.oid}=\\<nil\\>`;
  if (isKeptType(attribute.type)) return `${attribute.type}=${escapeValue(attribute.value)}`;
  return `${attribute.oid}=#${encodeText(attribute.value).toString('hex')}`;
}

function escapeValue(value: string): string {
  return value.replace(/[,+"\\<>;]|^[ #]| $/g, '\\$&');
}

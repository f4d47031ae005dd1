/**
 * Fields as Go's `encoding/asn1` takes them when it fills a struct (`parseField`, `parseSequenceOf`): which tag is
 * due, what counts as absent, and what a mismatch is called. Elements that follow the last field of a SEQUENCE are
 * legal there and simply not read.
 */
import { type Cursor, DerFault, type Element, inside, isAtEnd, peekHeader, tags } from './der.ts';

/** What is due at a place. `goType` is the name of Go's type, which its messages carry. */
export interface Field {
  readonly tag: number;
  readonly constructed: boolean;
  readonly goType: string;
  /** Class of the tag where it is not universal. */
  readonly context?: true;
  readonly optional?: true;
  readonly set?: true;
}

export const fields = {
  oid: { tag: tags.oid, constructed: false, goType: 'ObjectIdentifier' },
  int: { tag: tags.integer, constructed: false, goType: 'int' },
  bitString: { tag: tags.bitString, constructed: false, goType: 'BitString' },
  octets: { tag: tags.octetString, constructed: false, goType: '' },
  algorithm: { tag: tags.sequence, constructed: true, goType: 'AlgorithmIdentifier' },
  optionalBoolean: { tag: tags.boolean, constructed: false, goType: 'bool', optional: true },
} as const satisfies Record<string, Field>;

/** Reads the field that is due and moves past it. */
export function readField(cursor: Cursor, field: Field): Element {
  if (isAtEnd(cursor)) throw new DerFault('asn1: syntax error: sequence truncated');
  const element = headerAt(cursor);
  if (!matches(element, field)) throw new DerFault(mismatch(cursor, element, field));
  return advance(cursor, element);
}

/** Reads a field that may be missing; a tag that does not fit leaves the cursor where it was. */
export function readOptionalField(cursor: Cursor, field: Field): Element | null {
  if (isAtEnd(cursor)) return null;
  const element = headerAt(cursor);
  return matches(element, field) ? advance(cursor, element) : null;
}

/** Reads an element of any kind without looking into it. */
export function readRaw(cursor: Cursor): Element {
  if (isAtEnd(cursor)) throw new DerFault('asn1: syntax error: sequence truncated');
  return advance(cursor, headerAt(cursor));
}

/** Every element inside `parent`, each as `field` says; null takes any. */
export function readAll(cursor: Cursor, parent: Element, field: Field | null): Element[] {
  const inner = inside(cursor, parent);
  const elements: Element[] = [];
  while (!isAtEnd(inner)) {
    const element = headerAt(inner);
    if (field !== null && !matches(element, field)) {
      throw new DerFault('asn1: structure error: sequence tag mismatch');
    }
    if (element.end > inner.end) throw new DerFault('asn1: syntax error: truncated sequence');
    inner.at = element.end;
    elements.push(element);
  }
  return elements;
}

function headerAt(cursor: Cursor): Element {
  const element = peekHeader(cursor);
  if (typeof element === 'string') throw new DerFault(element);
  return element;
}

function advance(cursor: Cursor, element: Element): Element {
  if (element.end > cursor.end) throw new DerFault('asn1: syntax error: data truncated');
  cursor.at = element.end;
  return element;
}

function matches(element: Element, field: Field): boolean {
  return (
    element.tag === field.tag &&
    element.class === (field.context ? 2 : 0) &&
    element.constructed === field.constructed
  );
}

/** Go prints its own structs here; a context tag is a pointer there, different in every run. */
function mismatch(cursor: Cursor, element: Element, field: Field): string {
  const got = `{class:${element.class} tag:${element.tag} length:${element.end - element.body} isCompound:${element.constructed}}`;
  const tag = field.context ? '0x0' : '<nil>';
  const parameters = `{optional:${field.optional === true} explicit:false application:false private:false defaultValue:<nil> tag:${tag} stringType:0 timeType:0 set:${field.set === true} omitEmpty:false}`;
  const at = element.body - cursor.base;
  return `asn1: structure error: tags don't match (${field.tag} vs ${got}) ${parameters} ${field.goType} @${at}`;
}

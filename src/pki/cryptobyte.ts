/**
 * Elements as Go's `golang.org/x/crypto/cryptobyte` takes them: the header rules of `der.ts`, low tag numbers only,
 * the identifier compared whole, and no word about why something was refused. Null stands for its `false`.
 */
import {
  type BitString,
  type Cursor,
  checkInteger,
  contents,
  DerFault,
  decodeBitString,
  decodeBoolean,
  decodeOid,
  type Element,
  inside,
  peekHeader,
} from './der.ts';

/** Reads an element of any low tag; null where there is none. */
export function takeAny(cursor: Cursor): Element | null {
  if (cursor.end - cursor.at < 2 || ((cursor.bytes[cursor.at] ?? 0) & 0x1f) === 0x1f) return null;
  const element = peekHeader(cursor);
  if (typeof element === 'string' || element.end > cursor.end) return null;
  cursor.at = element.end;
  return element;
}

/** Reads the element if its identifier octet is this one, else null. */
export function takeElement(cursor: Cursor, identifier: number): Element | null {
  return isNext(cursor, identifier) ? takeAny(cursor) : null;
}

/** Whether an element with this identifier octet comes next. */
export function isNext(cursor: Cursor, identifier: number): boolean {
  return cursor.at < cursor.end && cursor.bytes[cursor.at] === identifier;
}

/** The contents of a minimal INTEGER, sign included. */
export function takeInteger(cursor: Cursor): Uint8Array | null {
  return takeDecoded(cursor, 0x02, (body) => {
    checkInteger(body);
    return body;
  });
}

export function takeOid(cursor: Cursor): string | null {
  return takeDecoded(cursor, 0x06, decodeOid);
}

export function takeBoolean(cursor: Cursor): boolean | null {
  return takeDecoded(cursor, 0x01, decodeBoolean);
}

export function takeBitString(cursor: Cursor): BitString | null {
  return takeDecoded(cursor, 0x03, decodeBitString);
}

function takeDecoded<T>(cursor: Cursor, identifier: number, decode: (body: Uint8Array) => T): T | null {
  const element = takeElement(cursor, identifier);
  if (element === null) return null;
  try {
    return decode(contents(cursor, element));
  } catch (error) {
    if (error instanceof DerFault) return null;
    throw error;
  }
}

/** The value, or the fault that Go gives where there is none. */
export function demand<T>(value: T | null, fault: string): T {
  if (value === null) throw new DerFault(fault);
  return value;
}

/** Reads an element with this identifier and returns a cursor over its contents, or throws the fault. */
export function enter(cursor: Cursor, identifier: number, fault: string): Cursor {
  return inside(cursor, demand(takeElement(cursor, identifier), fault));
}

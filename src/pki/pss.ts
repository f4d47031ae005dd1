/** RSASSA-PSS-params (RFC 8017 appendix A.2.3) as Go's `asn1.Unmarshal` reads them for a signature. */
import { type Algorithm, readAlgorithm } from './algorithm.ts';
import {
  type Cursor,
  contents,
  cursorOver,
  DerFault,
  decodeInt64,
  type Element,
  inside,
  isAtEnd,
  peekHeader,
  tags,
} from './der.ts';
import { type Field, fields, readField } from './field.ts';

const mgf1 = '1.2.840.113549.1.1.8';
const paramsField: Field = { tag: tags.sequence, constructed: true, goType: 'pssParameters' };

export interface PssHash {
  readonly oid: string;
  readonly saltOctets: number;
}

/**
 * The hash and the length of the salt, or null where anything is missing or odd: MGF1 must use the same hash, the
 * trailer must be the default, hash parameters must be absent or NULL.
 */
export function readPssHash(parameters: Uint8Array | null): PssHash | null {
  if (parameters === null) return null;
  try {
    const outer = cursorOver(parameters);
    const cursor = inside(outer, readField(outer, paramsField));
    const hash = readExplicitAlgorithm(cursor, 0);
    const mask = readExplicitAlgorithm(cursor, 1);
    const salt = decodeInt64(contents(cursor, readExplicit(cursor, 2, fields.int)));
    const trailer = hasTag(cursor, 3)
      ? decodeInt64(contents(cursor, readExplicit(cursor, 3, fields.int)))
      : 1n;
    const maskCursor = cursorOver(mask.parameters ?? new Uint8Array());
    const maskHash = readAlgorithm(inside(maskCursor, readField(maskCursor, fields.algorithm)));
    const sound =
      mask.oid === mgf1 && maskHash.oid === hash.oid && hasNoParameters(hash) && hasNoParameters(maskHash);
    return sound && trailer === 1n ? { oid: hash.oid, saltOctets: Number(salt) } : null;
  } catch (error) {
    if (error instanceof DerFault) return null;
    throw error;
  }
}

function readExplicitAlgorithm(cursor: Cursor, tag: number): Algorithm {
  return readAlgorithm(inside(cursor, readExplicit(cursor, tag, fields.algorithm)));
}

/** Go reads the element inside an explicit tag by its own length and never looks at that of the tag. */
function readExplicit(cursor: Cursor, tag: number, field: Field): Element {
  const wrapper = isAtEnd(cursor) ? 'asn1: syntax error: sequence truncated' : peekHeader(cursor);
  if (typeof wrapper === 'string') throw new DerFault(wrapper);
  if (!isExplicit(wrapper, tag))
    throw new DerFault("asn1: structure error: explicitly tagged member didn't match");
  if (wrapper.end === wrapper.body) {
    throw new DerFault('asn1: structure error: zero length explicit tag was not an asn1.Flag');
  }
  cursor.at = wrapper.body;
  return readField(cursor, field);
}

function hasTag(cursor: Cursor, tag: number): boolean {
  if (isAtEnd(cursor)) return false;
  const header = peekHeader(cursor);
  if (typeof header === 'string') throw new DerFault(header);
  if (header.body === cursor.end) throw new DerFault('asn1: structure error: explicit tag has no child');
  return isExplicit(header, tag);
}

function isExplicit(element: Element, tag: number): boolean {
  const empty = element.end === element.body;
  return element.class === 2 && element.tag === tag && (empty || element.constructed);
}

function hasNoParameters({ parameters }: Algorithm): boolean {
  return (
    parameters === null || (parameters.length === 2 && parameters[0] === tags.null && parameters[1] === 0)
  );
}

/** AlgorithmIdentifier (RFC 5280 section 4.1.1.2): an OID and the DER of its parameters. */
import { type Cursor, contents, decodeOid, isAtEnd, octets } from './der.ts';
import { fields, readField, readRaw } from './field.ts';

export interface Algorithm {
  readonly oid: string;
  /** DER of the parameters with their header; null where there are none. */
  readonly parameters: Uint8Array | null;
  /** Whether elements followed that Go does not read. */
  readonly ignoredOctets: boolean;
}

/** Reads the contents of an AlgorithmIdentifier as `encoding/asn1` does; throws `DerFault`. */
export function readAlgorithm(cursor: Cursor): Algorithm {
  const oid = decodeOid(contents(cursor, readField(cursor, fields.oid)));
  const parameters = isAtEnd(cursor) ? null : octets(cursor, readRaw(cursor));
  return { oid, parameters, ignoredOctets: !isAtEnd(cursor) };
}

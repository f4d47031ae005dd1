/** The few X.509 extensions we look into (RFC 5280 section 4.2.1), as Go's `crypto/x509` reads their values. */
import { isNext, takeBitString, takeBoolean, takeElement, takeInteger, takeOid } from './cryptobyte.ts';
import { cursorOver, DerFault, decodeUnsigned, inside, isAtEnd } from './der.ts';

/** KeyUsage as a number with bit 0 for digitalSignature (`usages.ts`); throws `DerFault`. */
export function decodeKeyUsage(value: Uint8Array): number {
  const bits = takeBitString(cursorOver(value));
  if (bits === null) throw new DerFault('x509: invalid key usage');
  const usable = bits.octets.length * 8 - bits.unused;
  let usage = 0;
  for (let i = 0; i < Math.min(9, usable); i++) {
    if ((bits.octets[i >> 3] ?? 0) & (0x80 >> (i & 7))) usage |= 1 << i;
  }
  return usage;
}

/** ExtendedKeyUsage OIDs in order; throws `DerFault`. */
export function decodeExtKeyUsage(value: Uint8Array): string[] {
  const outer = cursorOver(value);
  const sequence = takeElement(outer, 0x30);
  if (sequence === null) throw new DerFault('x509: invalid extended key usages');
  const cursor = inside(outer, sequence);
  const oids: string[] = [];
  while (!isAtEnd(cursor)) {
    const oid = takeOid(cursor);
    if (oid === null) throw new DerFault('x509: invalid extended key usages');
    oids.push(oid);
  }
  return oids;
}

export interface BasicConstraints {
  readonly isCa: boolean;
  /** How many CA certificates may follow; null where there is no bound. */
  readonly pathLength: number | null;
}

/** BasicConstraints; throws `DerFault`. */
export function decodeBasicConstraints(value: Uint8Array): BasicConstraints {
  const invalid = (): DerFault => new DerFault('x509: invalid basic constraints');
  const outer = cursorOver(value);
  const sequence = takeElement(outer, 0x30);
  if (sequence === null) throw invalid();
  const cursor = inside(outer, sequence);
  const isCa = isNext(cursor, 0x01) ? takeBoolean(cursor) : false;
  if (isCa === null) throw invalid();
  if (!isNext(cursor, 0x02)) return { isCa, pathLength: null };
  const length = takeInteger(cursor);
  if (length === null || (length[0] ?? 0) >= 0x80) throw invalid();
  const pathLength = decodeUnsigned(length);
  if (pathLength > 0x7fffffffffffffffn) throw invalid();
  return { isCa, pathLength: Number(pathLength) };
}

/** The key identifier of a subjectKeyIdentifier value; throws `DerFault`. */
export function decodeSubjectKeyId(value: Uint8Array): Uint8Array {
  const cursor = cursorOver(value);
  const element = takeElement(cursor, 0x04);
  if (element === null) throw new DerFault('x509: invalid subject key identifier');
  return value.subarray(element.body, element.end);
}

/** The key identifier of an authorityKeyIdentifier value, null where it has none; throws `DerFault`. */
export function decodeAuthorityKeyId(value: Uint8Array): Uint8Array | null {
  const invalid = (): DerFault => new DerFault('x509: invalid authority key identifier');
  const outer = cursorOver(value);
  const sequence = takeElement(outer, 0x30);
  if (sequence === null) throw invalid();
  const cursor = inside(outer, sequence);
  if (!isNext(cursor, 0x80)) return null;
  const element = takeElement(cursor, 0x80);
  if (element === null) throw invalid();
  return value.subarray(element.body, element.end);
}

import type { DistinguishedName } from '../model.ts';

/** One attribute that Go keeps in `pkix.Name`. */
export interface SubjectAttribute {
  /** Dotted decimal. */
  readonly oid: string;
  /** Go's short name: `CN`, `SERIALNUMBER`. */
  readonly type: string;
  readonly value: string;
}

/** A subject as sets of attributes in the order of the certificate. */
export type Subject = readonly (readonly SubjectAttribute[])[];

/** Go's order when it writes a name (`golang/go:src/crypto/x509/pkix/pkix.go`, ToRDNSequence). */
const order: readonly { readonly type: string; readonly oid: string; readonly single?: true }[] = [
  { type: 'C', oid: '2.5.4.6' },
  { type: 'ST', oid: '2.5.4.8' },
  { type: 'L', oid: '2.5.4.7' },
  { type: 'STREET', oid: '2.5.4.9' },
  { type: 'POSTALCODE', oid: '2.5.4.17' },
  { type: 'O', oid: '2.5.4.10' },
  { type: 'OU', oid: '2.5.4.11' },
  { type: 'CN', oid: '2.5.4.3', single: true },
  { type: 'SERIALNUMBER', oid: '2.5.4.5', single: true },
];

/**
 * The subject as Go writes it anew into a certificate: known types in a fixed order, several values of one type
 * in one set (sorted, as DER wants), the last CN and serial number only, everything else gone.
 */
export function goSubject(name: DistinguishedName): Subject {
  const attributes = name.rdns.flat();
  const sets = order.map(({ type, oid, single }) => {
    const values = attributes.flatMap((found) =>
      found.oid === oid && found.value !== null ? [found.value] : [],
    );
    const kept = single ? values.slice(-1).filter((value) => value !== '') : values.sort(compareEncoded);
    return kept.map((value) => ({ oid, type, value }));
  });
  return sets.filter((set) => set.length > 0);
}

/** Values of one type sort as their encodings: by length, then string type, then octets. */
function compareEncoded(a: string, b: string): number {
  return Buffer.compare(encoded(a), encoded(b));
}

/** Length, tag and octets: Go writes PrintableString where it can, else UTF8String. */
function encoded(value: string): Buffer {
  const octets = Buffer.from(value, 'utf8');
  const tag = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) ? 0x13 : 0x0c;
  const head = Buffer.alloc(5);
  head.writeUInt32BE(octets.length);
  head[4] = tag;
  return Buffer.concat([head, octets]);
}

/** Prints a subject as Go does (`pkix.Name.String`): last set first, RFC 2253 escapes. */
export function formatSubject(subject: Subject): string {
  const sets = subject.map((set) => set.map(({ type, value }) => `${type}=${escapeValue(value)}`).join('+'));
  return sets.reverse().join(',');
}

/** A blank is escaped at either end, `#` at the start, and what RFC 2253 reserves anywhere. */
function escapeValue(value: string): string {
  const last = value.length - 1;
  return value.replace(/[,+"\\<>; #]/g, (sign, at: number) => {
    const literal = (sign === ' ' && at !== 0 && at !== last) || (sign === '#' && at !== 0);
    return literal ? sign : `\\${sign}`;
  });
}

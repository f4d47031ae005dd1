/** subjectAltName values, written by `@peculiar/asn1-x509`. Never imported by a reader. */
import { isIP } from 'node:net';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { GeneralName, SubjectAlternativeName } from '@peculiar/asn1-x509';
import { CountersignError } from '../errors.ts';
import type { San, SanKind } from '../model.ts';

/** The order in which Go groups names in a certificate (`marshalSANs`). */
const writtenOrder: readonly SanKind[] = ['dns', 'email', 'ip', 'uri'];

/** Encodes names in Go's order; a kind that no certificate of ours carries is an error of the caller's (`usage`). */
export function encodeSans(sans: readonly San[]): OctetString {
  const foreign = sans.find((san) => !writtenOrder.includes(san.kind));
  if (foreign !== undefined)
    throw new CountersignError('usage', `names of the form ${foreign.kind} are not written`);
  const grouped = writtenOrder.flatMap((kind) => sans.filter((san) => san.kind === kind));
  const names = new SubjectAlternativeName(grouped.map(encodeSan));
  return new OctetString(AsnConvert.serialize(names));
}

function encodeSan({ kind, value }: San): GeneralName {
  switch (kind) {
    case 'email':
      return new GeneralName({ rfc822Name: value });
    case 'ip':
      return new GeneralName({ iPAddress: plainAddress(value) });
    case 'uri':
      return new GeneralName({ uniformResourceIdentifier: value });
    default:
      return new GeneralName({ dNSName: value });
  }
}

/** The library writes `::ffff:10.0.0.1` as `::ffff:10`, and drops a zone: it gets only what has one reading. */
function plainAddress(text: string): string {
  const isMixed = text.includes(':') && text.includes('.');
  if (isIP(text) !== 0 && !isMixed && !text.includes('%')) return text;
  throw new CountersignError('usage', `${JSON.stringify(text)} is no address that a certificate can hold`, {
    hint: 'write IPv4 as 10.0.0.1 and IPv6 as fd00::1, without a zone',
  });
}

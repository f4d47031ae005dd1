/** subjectAltName values, written by `@peculiar/asn1-x509`. Never imported by a reader. */
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
      return new GeneralName({ iPAddress: value });
    case 'uri':
      return new GeneralName({ uniformResourceIdentifier: value });
    default:
      return new GeneralName({ dNSName: value });
  }
}

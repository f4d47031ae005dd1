import type { DistinguishedName, NameAttribute } from '../../model.ts';
import { findCharacter } from '../characters.ts';
import { attributeTypeName, keptAttributeTypes, oids } from '../oids.ts';
import { type CsrConcern, concern } from './concern.ts';

/** Judges the raw RDN sequence, since duplicates and unknown types vanish in Go's flat name. */
export function evaluateSubject(subject: DistinguishedName): CsrConcern[] {
  const attributes = subject.rdns.flat();
  return [...attributes.flatMap(evaluateAttribute), ...evaluateRepeats(attributes)];
}

function evaluateAttribute(attribute: NameAttribute): CsrConcern[] {
  const { oid, type, value } = attribute;
  if (value === null) {
    const message = `The subject attribute ${type} has a value that the cluster cannot decode, and drops.`;
    return [concern('csr.subject-undecodable', message, 'Write the value as a UTF8String or leave it out.')];
  }
  return [...evaluateType(oid, type, value), ...evaluateText(type, value)];
}

function evaluateType(oid: string, type: string, value: string): CsrConcern[] {
  if (attributeTypeName(oid) === null) {
    const message = `The subject has an attribute of the unknown type ${oid}.`;
    return [concern('csr.subject-unknown', message, 'Leave it out; the certificate would not carry it.')];
  }
  if (keptAttributeTypes.has(oid)) return [];
  const message = `The certificate will not carry the subject attribute ${type} ${JSON.stringify(value)}.`;
  return [
    concern('csr.subject-dropped', message, 'Leave it out; names for verifiers belong in subjectAltName.'),
  ];
}

function evaluateText(type: string, value: string): CsrConcern[] {
  const why = textFault(value);
  if (why === null) return [];
  const message = `The subject attribute ${type} ${JSON.stringify(value)} ${why}.`;
  return [concern('csr.subject-text', message, 'Use visible characters and single spaces between words.')];
}

function textFault(value: string): string | null {
  if (value === '') return 'is empty';
  const hidden = findMisleading(value);
  if (hidden !== null) return `holds a character that hides or misleads, ${hidden}`;
  return value === value.trim() ? null : 'begins or ends with a blank';
}

/**
 * Control characters, and those that reorder, hide or join what a reviewer sees: Unicode's bidirectional controls,
 * zero-width and other format characters, line and paragraph separators, blanks other than the space. Unicode's
 * tables are built only for text beyond ASCII.
 */
function findMisleading(text: string): string | null {
  if (/^[\x20-\x7e]*$/.test(text)) return null;
  return findCharacter(text, /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029\u115f\u1160\u3164\uffa0]|(?! )\p{Zs}/u);
}

/** Of CN and serialNumber only the last counts; any other attribute may be there twice with two values. */
function evaluateRepeats(attributes: readonly NameAttribute[]): CsrConcern[] {
  const concerns: CsrConcern[] = [];
  const commonNames = attributes.filter((one) => one.oid === oids.commonName);
  if (commonNames.length > 1) {
    const list = commonNames.map((one) => JSON.stringify(one.value ?? '?')).join(', ');
    const message = `The subject has ${commonNames.length} common names: ${list}; the cluster keeps only the last.`;
    concerns.push(concern('csr.second-common-name', message, 'Keep one CN.'));
  }
  const seen = new Set<string>();
  for (const { oid, type, value } of attributes) {
    const key = oid === oids.serialNumber ? oid : `${oid} ${value}`;
    if (seen.has(key) && oid !== oids.commonName) {
      concerns.push(
        concern(
          'csr.subject-repeated',
          `The subject has ${type} ${JSON.stringify(value)} again.`,
          'Keep one of them.',
        ),
      );
    }
    seen.add(key);
  }
  return concerns;
}

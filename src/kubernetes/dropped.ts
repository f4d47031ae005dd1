import type { Finding } from '../finding.ts';
import type { Csr, Extension, San } from '../model.ts';
import { keptAttributeTypes } from '../pki/oids.ts';
import { goSubject } from './go-subject.ts';

/**
 * What the CSR asks for that a certificate of the built-in signers would not carry, in plain words for
 * reviewers: names of forms that are not copied, subject attributes that Go does not know, extensions.
 */
export function droppedFrom(csr: Csr): string[] {
  return [
    ...droppedAttributes(csr),
    ...csr.sans.filter((san) => !copied.has(san.kind)).map(droppedSan),
    ...csr.extensions.flatMap(droppedExtension),
  ];
}

const copied: ReadonlySet<string> = new Set(['dns', 'ip', 'email', 'uri']);

const sanWords: Readonly<Record<string, string>> = {
  other: 'other name',
  directory: 'directory name',
  'registered-id': 'registered ID',
  x400: 'X.400 address',
  edi: 'EDI party name',
};

function droppedSan(san: San): string {
  return `the subject alternative name ${sanWords[san.kind] ?? san.kind}:${san.value}`;
}

function droppedAttributes(csr: Csr): string[] {
  const kept = goSubject(csr.subject).flat();
  const foreign = csr.subject.rdns
    .flat()
    .filter((attribute) => !keptAttributeTypes.has(attribute.oid) || attribute.value === null)
    .map(({ type, value }) => `the subject attribute ${type}${value === null ? '' : `=${value}`}`);
  const overruled = ['2.5.4.3', '2.5.4.5'].flatMap((oid) => {
    const all = csr.subject.rdns
      .flat()
      .filter((attribute) => attribute.oid === oid && attribute.value !== null);
    const last = kept.find((attribute) => attribute.oid === oid);
    // Only the last one counts; it is kept unless it is empty.
    const lost = last === undefined ? all : all.slice(0, -1);
    return lost.map(
      ({ type, value }) => `the subject attribute ${type}=${value}, since only the last ${type} counts`,
    );
  });
  return [...foreign, ...overruled];
}

/** Key usages and the CA flag come from elsewhere; every other requested extension is dropped. */
function droppedExtension(extension: Extension): string[] {
  switch (extension.name) {
    case 'subjectAltName':
      return [];
    case 'basicConstraints':
      return saysCa(extension) ? ['the CA flag: the certificate will be CA:FALSE'] : [];
    case 'keyUsage':
    case 'extKeyUsage':
    case 'extendedKeyUsage':
      return [`the extension ${extension.name} of the CSR: usages come from spec.usages`];
    default:
      return [`the extension ${extension.name}`];
  }
}

/** BasicConstraints begins SEQUENCE { BOOLEAN TRUE … } when it asks for a CA (RFC 5280 section 4.2.1.9). */
function saysCa({ value }: Extension): boolean {
  return value[0] === 0x30 && value[2] === 0x01 && value[3] === 0x01 && value[4] !== 0;
}

/**
 * Whether a finding about the CSR itself says already that this is dropped. Usages are told there or not at all:
 * what `spec.usages` lists is not missing.
 */
export function isToldByCsr(what: string, known: readonly Finding[]): boolean {
  const isKnown = (code: RegExp, word = ''): boolean =>
    known.some((found) => code.test(found.code) && found.message.includes(word));
  if (what.startsWith('the subject attribute ')) return isKnown(/^csr\.(subject-|second-common-name$)/);
  if (what.startsWith('the subject alternative name ')) return isKnown(/^csr\.san-dropped$/);
  if (what.startsWith('the CA flag')) return isKnown(/^csr\.ca-requested$/);
  const name = /^the extension (\S+)$/.exec(what)?.[1];
  return name === undefined || isKnown(/^csr\.extension-(unknown|undecodable)$/, name);
}

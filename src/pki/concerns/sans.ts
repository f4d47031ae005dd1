import { isIPv4, isIPv6 } from 'node:net';
import type { San, SanKind } from '../../model.ts';
import type { SanReading } from '../san.ts';
import { parseUri, type UriParts } from '../uri.ts';
import { type CsrConcern, concern } from './concern.ts';

const formNames: Readonly<Partial<Record<SanKind, string>>> = {
  other: 'otherName',
  directory: 'directoryName',
  'registered-id': 'registeredID',
  x400: 'x400Address',
  edi: 'ediPartyName',
};

/** Judges every requested name: forms that the cluster drops, and spellings that verifiers read in more than one way. */
export function evaluateSans(reading: SanReading): CsrConcern[] {
  return [
    ...reading.unknownTags.map((tag) =>
      concern(
        'csr.san-unknown',
        `The subjectAltName extension holds an element with the tag ${tag} (hex), which is no form of name.`,
        'Make the request anew with DNS, IP, URI or email names.',
      ),
    ),
    ...reading.mappedAddresses.map((address) =>
      concern(
        'csr.ip-mapped',
        `The address ${address} is written as an IPv6 address; the certificate would hold the IPv4 one.`,
        'Write it as an IPv4 address.',
      ),
    ),
    ...reading.sans.flatMap(evaluateSan),
    ...evaluateRepeats(reading.sans),
  ];
}

function evaluateSan({ kind, value }: San): CsrConcern[] {
  switch (kind) {
    case 'dns':
      return evaluateDns(value);
    case 'uri':
      return evaluateUri(value);
    case 'email':
      return evaluateEmail(value);
    case 'ip':
      return [];
    default: {
      const message = `The certificate will not carry the ${formNames[kind] ?? kind} ${JSON.stringify(value)}.`;
      return [
        concern(
          'csr.san-dropped',
          message,
          'Leave it out; the cluster copies DNS, IP, URI and email names only.',
        ),
      ];
    }
  }
}

function evaluateRepeats(sans: readonly San[]): CsrConcern[] {
  const seen = new Set<string>();
  return sans.flatMap(({ kind, value }) => {
    const key = `${kind}:${kind === 'dns' ? value.toLowerCase() : value}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      concern('csr.san-repeated', `The name ${JSON.stringify(value)} is listed twice.`, 'List it once.'),
    ];
  });
}

function evaluateDns(name: string): CsrConcern[] {
  const why = dnsFault(name);
  if (why === null) return [];
  return [concern('csr.dns-name', `The DNS name ${JSON.stringify(name)} ${why}.`, dnsHint(why))];
}

function dnsHint(why: string): string {
  return why.includes('IP address')
    ? 'Ask for it as an address: subjectAltName=IP:… in openssl.'
    : 'Write a plain lower-case DNS name.';
}

/** Why a name would not be matched by TLS clients (RFC 5890 LDH labels; a wildcard is the whole first label). */
function dnsFault(name: string): string | null {
  if (name === '') return 'is empty';
  if (name.length > 253) return `has ${name.length} characters, more than 253`;
  if (name.endsWith('.')) return 'ends with a dot';
  // The pattern behind isIPv6 takes 2 ms to compile, and most names have no colon.
  const address = isIPv4(name) || (name.includes(':') && isIPv6(name));
  if (address || /^[0-9.]+$/.test(name)) return 'is an IP address, not a name';
  const labels = name.split('.');
  const bad = labels.find((label, i) => !isLabel(label) && !(i === 0 && label === '*' && labels.length > 1));
  return bad === undefined
    ? null
    : `has the label ${JSON.stringify(bad)}, which is not letters, digits and inner hyphens`;
}

function isLabel(label: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label);
}

function evaluateEmail(address: string): CsrConcern[] {
  const plain = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9.-]+)$/.exec(address);
  if (plain?.[1] !== undefined && dnsFault(plain[1]) === null && !plain[1].startsWith('*')) return [];
  const message = `The email name ${JSON.stringify(address)} is not a plain address, mailbox@domain.`;
  return [concern('csr.email-name', message, 'Write one address without a display name, quotes or blanks.')];
}

/** Several readers of one URI must see the same host and path, so only its one canonical spelling passes. */
function evaluateUri(text: string): CsrConcern[] {
  const { uri, fault } = parseUri(text);
  const why = uri === null ? fault : uriFault(uri, text);
  if (why === null) return [];
  const hint = 'Write it in lower case without userinfo, escapes or dot segments.';
  return [concern('csr.uri-name', `The URI ${JSON.stringify(text)} ${why}.`, hint)];
}

const uriFaults: readonly (readonly [string, (uri: UriParts, text: string) => boolean])[] = [
  ['has no scheme', (uri) => uri.scheme === ''],
  ['has capital letters in its scheme', (uri) => uri.scheme !== uri.scheme.toLowerCase()],
  ['has userinfo before its host', (uri) => uri.userinfo !== null],
  ['has capital letters in its host', (uri) => uri.host !== uri.host.toLowerCase()],
  ['has percent escapes', (_, text) => text.includes('%')],
  ['has an empty port', (uri) => uri.host.endsWith(':')],
  [
    'has a dot segment in its path',
    (uri) => uri.path.split('/').some((part) => part === '.' || part === '..'),
  ],
  ['has an empty segment in its path', (uri) => uri.path.includes('//')],
  [
    'has characters that RFC 3986 does not allow',
    (_, text) => !/^[A-Za-z0-9\-._~:/[\]@?#!$&'()*+,;=]+$/.test(text),
  ],
];

function uriFault(uri: UriParts, text: string): string | null {
  return uriFaults.find(([, isFault]) => isFault(uri, text))?.[0] ?? null;
}

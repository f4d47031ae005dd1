/** Subject alternative names (RFC 5280 section 4.2.1.6) as Go's `parseSANExtension` reads them; every form is kept. */
import { isAscii } from 'node:buffer';
import type { San, SanKind } from '../model.ts';
import { takeAny, takeElement, takeOid } from './cryptobyte.ts';
import {
  type Cursor,
  contents,
  cursorOver,
  DerFault,
  decodeOid,
  type Element,
  inside,
  isAtEnd,
  octets,
} from './der.ts';
import { formatIp } from './ip.ts';
import { formatName, readName } from './name.ts';
import { latin1 } from './text.ts';
import { isGoDomain, parseUri, quote } from './uri.ts';

/** The names of one extension, and what Go passes over in it. */
export interface SanReading {
  readonly sans: readonly San[];
  /** Identifier octets of elements that are no GeneralName at all, in hex. */
  readonly unknownTags: readonly string[];
  /** Whether octets followed the SEQUENCE. */
  readonly ignoredOctets: boolean;
  /** IPv4 addresses that came as 16 octets; the certificate would hold 4. */
  readonly mappedAddresses: readonly string[];
}

const kinds: Readonly<Record<number, SanKind>> = {
  160: 'other',
  129: 'email',
  130: 'dns',
  163: 'x400',
  164: 'directory',
  165: 'edi',
  134: 'uri',
  135: 'ip',
  136: 'registered-id',
};

/** Reads the value of a subjectAltName extension; throws `DerFault` in Go's words where Go refuses it. */
export function readSans(value: Uint8Array): SanReading {
  const outer = cursorOver(value);
  const sequence = takeElement(outer, 0x30);
  if (sequence === null) throw sanFault('x509: invalid subject alternative names');
  const cursor = inside(outer, sequence);
  const sans: San[] = [];
  const unknownTags: string[] = [];
  const mappedAddresses: string[] = [];
  while (!isAtEnd(cursor)) {
    const identifier = cursor.bytes[cursor.at] ?? 0;
    const element = takeAny(cursor);
    if (element === null) throw sanFault('x509: invalid subject alternative name');
    const kind = kinds[identifier];
    if (kind === undefined) {
      unknownTags.push(identifier.toString(16).padStart(2, '0'));
      continue;
    }
    const san = { kind, value: decodeValue(kind, cursor, element) };
    if (kind === 'ip' && element.end - element.body === 16 && san.value.includes('.')) {
      mappedAddresses.push(san.value);
    }
    sans.push(san);
  }
  return { sans, unknownTags, mappedAddresses, ignoredOctets: !isAtEnd(outer) };
}

function decodeValue(kind: SanKind, cursor: Cursor, element: Element): string {
  const body = contents(cursor, element);
  switch (kind) {
    case 'email':
      return decodeIa5(body, 'rfc822Name');
    case 'dns':
      return decodeIa5(body, 'dNSName');
    case 'uri':
      return checkUri(decodeIa5(body, 'uniformResourceIdentifier'));
    case 'ip':
      if (body.length !== 4 && body.length !== 16) {
        throw sanFault(`x509: cannot parse IP address of length ${body.length}`);
      }
      return formatIp(body);
    default:
      return describe(kind, cursor, element);
  }
}

function decodeIa5(body: Uint8Array, field: string): string {
  if (!isAscii(body)) throw sanFault(`x509: SAN ${field} is malformed`);
  return latin1(body);
}

function checkUri(text: string): string {
  const { uri, fault } = parseUri(text);
  if (uri === null) throw sanFault(`x509: cannot parse URI ${quote(text)}: ${fault}`);
  if (!isGoDomain(uri.host)) throw sanFault(`x509: cannot parse URI ${quote(text)}: invalid domain`);
  return text;
}

/** The forms that Go passes over unread, for display: an OID or a name where they decode, else hex. */
function describe(kind: SanKind, cursor: Cursor, element: Element): string {
  const hex = Buffer.from(octets(cursor, element)).toString('hex');
  try {
    if (kind === 'registered-id') return decodeOid(contents(cursor, element));
    if (kind === 'other') return takeOid(inside(cursor, element)) ?? hex;
    if (kind === 'directory') return formatName(readName(contents(cursor, element)).name);
    return hex;
  } catch (error) {
    if (error instanceof DerFault) return hex;
    throw error;
  }
}

function sanFault(message: string): DerFault {
  return new DerFault(message, 'csr.san-malformed');
}

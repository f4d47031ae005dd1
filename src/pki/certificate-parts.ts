/** The structure of an X.509 certificate, step by step and in the words of Go's `parseCertificate`; throws `DerFault`. */
import type { DistinguishedName, Extension, NameAttribute } from '../model.ts';
import type { Algorithm } from './algorithm.ts';
import { checkExtensions } from './certificate-extensions.ts';
import {
  demand,
  enter,
  isNext,
  takeAny,
  takeBitString,
  takeBoolean,
  takeElement,
  takeInteger,
  takeOid,
} from './cryptobyte.ts';
import {
  type Cursor,
  contents,
  DerFault,
  decodeInt64,
  type Element,
  inside,
  isAtEnd,
  octets,
  rightAligned,
} from './der.ts';
import { interpretKey, type KeyReading, type RawKey } from './key.ts';
import { nameAttribute, nameOf } from './name.ts';
import { extensionName, oids } from './oids.ts';
import { decodeString, latin1, stringTypeName } from './text.ts';
import { decodeGeneralizedTime, decodeUtcTime } from './time.ts';

/** Algorithms whose keys Go looks into; a certificate may carry any other. */
const knownKeys: ReadonlySet<string> = new Set([
  oids.rsaEncryption,
  oids.ecPublicKey,
  oids.ed25519,
  oids.dsa,
]);

/** A certificate taken apart; its extensions are sound as far as Go looks into them. */
export interface CertificateParts {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  /** INTEGER contents, not negative. */
  readonly serial: Uint8Array;
  readonly algorithm: Algorithm;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: Uint8Array;
  /** Null for keys of a kind that Go does not look into. */
  readonly key: KeyReading | null;
  readonly extensions: readonly Extension[];
  readonly signature: Uint8Array;
}

/** Takes the next certificate apart and moves past it; what follows is the caller's affair. */
export function readParts(cursor: Cursor): CertificateParts {
  const whole = demand(takeElement(cursor, 0x30), 'x509: malformed certificate');
  const outer = inside(cursor, whole);
  const tbsElement = demand(takeElement(outer, 0x30), 'x509: malformed tbs certificate');
  const tbs = inside(outer, tbsElement);
  const version = readVersion(tbs);
  const serial = demand(takeInteger(tbs), 'x509: malformed serial number');
  if ((serial[0] ?? 0) >= 0x80) throw new DerFault('x509: negative serial number');
  const algorithm = readAlgorithms(tbs, outer);
  const issuer = readNameParts(tbs, 'x509: malformed issuer');
  const validity = enter(tbs, 0x30, 'x509: malformed validity');
  const notBefore = readTime(validity);
  const notAfter = readTime(validity);
  const subject = readNameParts(tbs, 'x509: malformed issuer');
  const raw = readKey(tbs);
  const key = knownKeys.has(raw.algorithm.oid) ? interpretKey(raw) : null;
  const extensions = readOptionalParts(tbs, version);
  checkExtensions(extensions);
  const bits = demand(takeBitString(outer), 'x509: malformed signature');
  return {
    der: octets(cursor, whole),
    tbs: octets(outer, tbsElement),
    serial,
    algorithm,
    issuer,
    subject,
    notBefore,
    notAfter,
    spki: raw.spki,
    key,
    extensions,
    signature: rightAligned(bits),
  };
}

/** The version number as written, 2 for version 3. */
function readVersion(tbs: Cursor): bigint {
  if (!isNext(tbs, 0xa0)) return 0n;
  const fault = 'x509: malformed version';
  const explicit = enter(tbs, 0xa0, fault);
  const body = demand(takeInteger(explicit), fault);
  if (!isAtEnd(explicit) || body.length > 8) throw new DerFault(fault);
  const version = decodeInt64(body);
  if (version < 0n) throw new DerFault(fault);
  if (version > 2n) throw new DerFault('x509: invalid version');
  return version;
}

/** The algorithm stands inside and outside of what is signed, and must be the same octets. */
function readAlgorithms(tbs: Cursor, outer: Cursor): Algorithm {
  const inner = demand(takeElement(tbs, 0x30), 'x509: malformed signature algorithm identifier');
  const shown = demand(takeElement(outer, 0x30), 'x509: malformed algorithm identifier');
  if (Buffer.compare(contents(tbs, inner), contents(outer, shown)) !== 0) {
    throw new DerFault("x509: inner and outer signature algorithm identifiers don't match");
  }
  return readAlgorithmParts(inside(tbs, inner));
}

function readAlgorithmParts(cursor: Cursor): Algorithm {
  const oid = demand(takeOid(cursor), 'x509: malformed OID');
  if (isAtEnd(cursor)) return { oid, parameters: null, ignoredOctets: false };
  const parameters = demand(takeAny(cursor), 'x509: malformed parameters');
  return { oid, parameters: octets(cursor, parameters), ignoredOctets: !isAtEnd(cursor) };
}

function readNameParts(tbs: Cursor, fault: string): DistinguishedName {
  const element = demand(takeElement(tbs, 0x30), fault);
  const sequence = inside(tbs, element);
  const rdns: NameAttribute[][] = [];
  while (!isAtEnd(sequence)) {
    const set = enter(sequence, 0x31, 'x509: invalid RDNSequence');
    const rdn: NameAttribute[] = [];
    while (!isAtEnd(set))
      rdn.push(readAttribute(enter(set, 0x30, 'x509: invalid RDNSequence: invalid attribute')));
    rdns.push(rdn);
  }
  return nameOf(rdns, octets(tbs, element));
}

function readAttribute(cursor: Cursor): NameAttribute {
  const oid = demand(takeOid(cursor), 'x509: invalid RDNSequence: invalid attribute type');
  const fault = 'x509: invalid RDNSequence: invalid attribute value';
  const element = demand(takeAny(cursor), fault);
  const typeName = element.class === 0 && !element.constructed ? stringTypeName(element.tag) : null;
  if (typeName === null)
    throw new DerFault(`${fault}: unsupported string type: ${identifierOf(cursor, element)}`);
  const text = decodeString(element.tag, contents(cursor, element));
  return nameAttribute(
    oid,
    demand(text, `${fault}: invalid ${typeName === 'UTF8String' ? 'UTF-8 string' : typeName}`),
  );
}

function identifierOf(cursor: Cursor, element: Element): number {
  return cursor.bytes[element.start] ?? 0;
}

function readTime(cursor: Cursor): Date {
  const isUtc = isNext(cursor, 0x17);
  if (!isUtc && !isNext(cursor, 0x18)) throw new DerFault('x509: unsupported time format');
  const fault = `x509: malformed ${isUtc ? 'UTCTime' : 'GeneralizedTime'}`;
  const text = latin1(contents(cursor, demand(takeAny(cursor), fault)));
  return demand(isUtc ? decodeUtcTime(text) : decodeGeneralizedTime(text, false), fault);
}

function readKey(tbs: Cursor): RawKey {
  const element = demand(takeElement(tbs, 0x30), 'x509: malformed spki');
  const spki = inside(tbs, element);
  const algorithm = readAlgorithmParts(enter(spki, 0x30, 'x509: malformed public key algorithm identifier'));
  const bits = demand(takeBitString(spki), 'x509: malformed subjectPublicKey');
  return { spki: octets(tbs, element), algorithm, bits: rightAligned(bits), ignoredOctets: !isAtEnd(spki) };
}

/** Unique identifiers exist from version 2, extensions from version 3; what an older version carries is not read. */
function readOptionalParts(tbs: Cursor, version: bigint): Extension[] {
  if (version < 1n) return [];
  if (isNext(tbs, 0x81)) demand(takeAny(tbs), 'x509: malformed issuerUniqueID');
  if (isNext(tbs, 0x82)) demand(takeAny(tbs), 'x509: malformed subjectUniqueID');
  if (version < 2n || !isNext(tbs, 0xa3)) return [];
  const list = enter(enter(tbs, 0xa3, 'x509: malformed extensions'), 0x30, 'x509: malformed extensions');
  const extensions: Extension[] = [];
  const seen = new Set<string>();
  while (!isAtEnd(list)) {
    const extension = readExtension(enter(list, 0x30, 'x509: malformed extension'));
    if (seen.has(extension.oid)) {
      throw new DerFault(`x509: certificate contains duplicate extension with OID "${extension.oid}"`);
    }
    seen.add(extension.oid);
    extensions.push(extension);
  }
  return extensions;
}

function readExtension(cursor: Cursor): Extension {
  const oid = demand(takeOid(cursor), 'x509: malformed extension OID field');
  const critical = isNext(cursor, 0x01)
    ? demand(takeBoolean(cursor), 'x509: malformed extension critical field')
    : false;
  const value = demand(takeElement(cursor, 0x04), 'x509: malformed extension value field');
  return { oid, name: extensionName(oid), critical, value: contents(cursor, value) };
}

/** Makes CSRs of any shape, faulty ones included: DER by hand, signed by a fresh Ed25519 or other key. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** One DER element: tag octet, length, contents. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOctets(body.length)]), body]);
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) octets.unshift(rest & 0xff);
  return [0x80 | octets.length, ...octets];
}

/** An OBJECT IDENTIFIER from dotted decimal. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tlv(6, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(arc: number): number[] {
  const octets = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    octets.unshift(0x80 | (rest & 0x7f));
  }
  return octets;
}

export const stringTags = {
  utf8: 12,
  numeric: 18,
  printable: 19,
  t61: 20,
  ia5: 22,
  universal: 28,
  bmp: 30,
} as const;

/** One attribute of a subject; the value is text (UTF-8 octets) or octets as they are. */
export interface Attribute {
  readonly oid: string;
  readonly value: string | Uint8Array;
  readonly tag?: number;
}

export interface CsrPlan {
  /** Sets of attributes. */
  readonly subject?: readonly (readonly Attribute[])[];
  /** General names: context tag number and octets. */
  readonly sans?: readonly (readonly [number, Uint8Array])[];
  /** Further requested extensions: OID, criticality, DER. */
  readonly extensions?: readonly (readonly [string, boolean, Uint8Array])[];
  readonly key?: KeyObject;
}

const fresh = generateKeyPairSync('ed25519').privateKey;
const ed25519 = tlv(0x30, oid('1.3.101.112'));

/** A self-signed PKCS#10 request, DER. */
export function makeCsr(plan: CsrPlan): Buffer {
  const key = plan.key ?? fresh;
  const spki = createSpki(key);
  const info = tlv(0x30, tlv(2, Buffer.from([0])), nameOf(plan.subject ?? []), spki, attributesOf(plan));
  const signature = sign(null, info, key);
  return tlv(0x30, info, ed25519, tlv(3, Buffer.from([0]), signature));
}

function createSpki(key: KeyObject): Buffer {
  const jwk = key.export({ format: 'jwk' });
  return tlv(0x30, ed25519, tlv(3, Buffer.from([0]), Buffer.from(jwk.x ?? '', 'base64url')));
}

function nameOf(sets: readonly (readonly Attribute[])[]): Buffer {
  const encoded = sets.map((set) =>
    tlv(
      0x31,
      ...set.map((one) => tlv(0x30, oid(one.oid), tlv(one.tag ?? stringTags.utf8, Buffer.from(one.value)))),
    ),
  );
  return tlv(0x30, ...encoded);
}

function attributesOf({ sans = [], extensions = [] }: CsrPlan): Buffer {
  const all = [...extensions];
  if (sans.length > 0) {
    const names = sans.map(([tag, octets]) => tlv((tag === 0 || tag === 4 ? 0xa0 : 0x80) | tag, octets));
    all.push(['2.5.29.17', false, tlv(0x30, ...names)]);
  }
  if (all.length === 0) return tlv(0xa0);
  const sequence = all.map(([type, critical, value]) =>
    tlv(0x30, oid(type), ...(critical ? [tlv(1, Buffer.from([0xff]))] : []), tlv(4, value)),
  );
  return tlv(0xa0, tlv(0x30, oid('1.2.840.113549.1.9.14'), tlv(0x31, tlv(0x30, ...sequence))));
}

/** PEM with 64 columns. */
export function pemOf(der: Uint8Array, type = 'CERTIFICATE REQUEST'): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${type}-----\n${lines.join('\n')}\n-----END ${type}-----\n`;
}

/** What `spec.request` holds. */
export function requestOf(plan: CsrPlan): string {
  return Buffer.from(pemOf(makeCsr(plan))).toString('base64');
}

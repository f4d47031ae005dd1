/** The DER of one CSR for each code of the areas csr and key, as `docs/findings.md` shows it. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { decodePemBlocks } from '../../src/pki/pem.ts';
import {
  type Attribute,
  type CsrPlan,
  makeCsr,
  oid,
  pemOf,
  stringTags,
  tlv,
} from '../kubernetes/oracle/csr-builder.ts';

const folder = new URL('../vectors/csr/', import.meta.url);

/** The PEM of a CSR that another tool made. */
const fixture = (name: string): string => readFileSync(new URL(`${name}.pem`, folder), 'utf8');
const made = (plan: CsrPlan): string => pemOf(makeCsr(plan));

const text = (value: string): Buffer => Buffer.from(value);
const dns = (name: string) => [2, text(name)] as const;
const cn = (value: string): Attribute => ({ oid: '2.5.4.3', value });
const organization = (value: string): Attribute => ({ oid: '2.5.4.10', value });
const subject = (...attributes: Attribute[]): CsrPlan => ({ subject: attributes.map((one) => [one]) });
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** The DER of the first block of a PEM text. */
const derOf = (pem: string): Uint8Array => decodePemBlocks(text(pem))[0]?.der ?? new Uint8Array();

function withLastOctet(pem: string): string {
  const der = Uint8Array.from(derOf(pem));
  der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
  return pemOf(der);
}

const pair = generateKeyPairSync('ed25519');
const ed25519 = tlv(0x30, oid('1.3.101.112'));
const extensionRequest = '1.2.840.113549.1.9.14';
const attribute = (type: string, ...values: Uint8Array[]): Buffer =>
  tlv(0x30, oid(type), tlv(0x31, ...values));
const extension = (type: string, value: Uint8Array): Buffer => tlv(0x30, oid(type), tlv(4, value));

/** A CSR with attributes of any form, its version and what follows in the signed part. */
function madeByHand(
  attributes: readonly Uint8Array[],
  version = 0,
  rest: Uint8Array = new Uint8Array(),
): string {
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
  const info = tlv(0x30, tlv(2, Buffer.from([version])), tlv(0x30), spki, tlv(0xa0, ...attributes), rest);
  const signature = tlv(3, Buffer.from([0]), sign(null, info, pair.privateKey));
  return pemOf(tlv(0x30, info, ed25519, signature));
}

/** PEM text that `spec.request` would hold in base64. */
export const csrExamples: Readonly<Record<string, string>> = {
  'csr.pem-missing': '-----BEGIN CERTIFICATE REQUEST-----\nMIIC\n',
  'csr.pem-surplus': fixture('go-ed25519') + fixture('go-p256'),
  'csr.malformed': pemOf(Buffer.concat([derOf(fixture('go-p256')), Buffer.from([0])])),
  'csr.san-malformed': made({ sans: [[7, bytes('0a000001ff')]] }),
  'csr.extension-duplicate': made({
    extensions: [
      ['2.5.29.15', true, bytes('03020780')],
      ['2.5.29.15', true, bytes('03020780')],
    ],
  }),
  'csr.signature-invalid': withLastOctet(fixture('go-ed25519')),
  'csr.signature-unsupported': fixture('openssl-rsa-md5'),
  'csr.signature-weak': fixture('openssl-rsa-sha1'),
  'csr.ignored-octets': madeByHand([], 0, tlv(4, text('more'))),
  'csr.version': madeByHand([], 2),
  'csr.second-common-name': fixture('openssl-two-cn'),
  'csr.subject-undecodable': made(subject({ ...cn('web'), tag: 4 })),
  'csr.subject-unknown': made(subject({ oid: '1.3.6.1.4.1.99999.1', value: 'web' }, cn('web-api'))),
  'csr.subject-dropped': made(
    subject({ oid: '1.2.840.113549.1.9.1', value: 'ada@example.com', tag: stringTags.ia5 }, cn('ada')),
  ),
  'csr.subject-repeated': made(subject(organization('dev-web'), organization('dev-web'), cn('ada'))),
  'csr.subject-text': made(subject(cn('web-api '))),
  'csr.san-dropped': fixture('openssl-registered-id'),
  'csr.san-unknown': made({ sans: [[9, text('x')]] }),
  'csr.san-repeated': made({ sans: [dns('web-api.payments.svc'), dns('web-api.payments.svc')] }),
  'csr.dns-name': made({ sans: [dns('web_api.payments.svc')] }),
  'csr.email-name': made({ sans: [[1, text('Ada <ada@example.com>')]] }),
  'csr.uri-name': made({ sans: [[6, text('spiffe://acme/ns/payments/../admin')]] }),
  'csr.ip-mapped': made({ sans: [[7, bytes('00000000000000000000ffff0a600007')]] }),
  'csr.ca-requested': fixture('openssl-ca'),
  'csr.extension-undecodable': made({ extensions: [['2.5.29.15', true, bytes('0400')]] }),
  'csr.extension-unknown': made({ extensions: [['1.3.6.1.5.5.7.1.24', false, bytes('3003020105')]] }),
  'csr.extension-ignored': made({ extensions: [['2.5.29.37', false, tlv(0x30, oid('1.3.6.1.5.5.7.3.2'))]] }),
  'csr.attribute-duplicate': madeByHand([
    attribute(extensionRequest, tlv(0x30, extension('2.5.29.14', bytes('04020102')))),
    attribute(extensionRequest, tlv(0x30, extension('2.5.29.37', tlv(0x30, oid('1.3.6.1.5.5.7.3.1'))))),
  ]),
  'csr.attribute-undecodable': madeByHand([tlv(0x30, oid(extensionRequest))]),
  'csr.attribute-ignored': madeByHand([attribute('1.2.840.113549.1.9.2', tlv(12, text('web')))]),
  'csr.challenge-password': madeByHand([attribute('1.2.840.113549.1.9.7', tlv(12, text('letmein')))]),
  'csr.microsoft-extensions': madeByHand([attribute('1.3.6.1.4.1.311.2.1.14', tlv(0x30))]),

  'key.unusable': fixture('openssl-explicit-curve'),
  'key.rsa-short': fixture('openssl-rsa1024'),
  'key.rsa-exponent': fixture('openssl-rsa-e3'),
  'key.curve-weak': fixture('openssl-secp224r1'),
};

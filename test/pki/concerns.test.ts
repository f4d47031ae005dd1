import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeOid, encodeSequence, encodeTlv } from '../../src/pki/tlv.ts';
import { requestInfoWith } from './mutations.ts';
import {
  attribute,
  cn,
  codesOf,
  concernsOf,
  extension,
  extensionRequest,
  requestInfo,
  san,
  spki,
  subject,
  text,
  withExtension,
} from './requests.ts';

const cases: { name: string; tbs: Uint8Array; codes: string[] }[] = [
  { name: 'a plain request', tbs: requestInfo({ subject: subject([cn, 'jane']) }), codes: [] },
  {
    name: 'two common names',
    tbs: requestInfo({ subject: subject([cn, 'a'], [cn, 'b']) }),
    codes: ['csr.second-common-name'],
  },
  {
    name: 'the same common name twice',
    tbs: requestInfo({ subject: subject([cn, 'a'], [cn, 'a']) }),
    codes: ['csr.second-common-name'],
  },
  {
    name: 'an unknown subject type',
    tbs: requestInfo({ subject: subject(['1.2.3.4', 'x']) }),
    codes: ['csr.subject-unknown'],
  },
  {
    name: 'a subject type that the signer drops',
    tbs: requestInfo({ subject: subject(['0.9.2342.19200300.100.1.25', 'x']) }),
    codes: ['csr.subject-dropped'],
  },
  {
    name: 'the same organization twice',
    tbs: requestInfo({ subject: subject(['2.5.4.10', 'a'], ['2.5.4.10', 'a']) }),
    codes: ['csr.subject-repeated'],
  },
  {
    name: 'two organizations',
    tbs: requestInfo({ subject: subject(['2.5.4.10', 'a'], ['2.5.4.10', 'b']) }),
    codes: [],
  },
  {
    name: 'a UniversalString, which Go does not decode',
    tbs: requestInfo({
      subject: encodeSequence([
        encodeTlv(0x31, encodeSequence([encodeOid(cn), encodeTlv(0x1c, text('jane'))])),
      ]),
    }),
    codes: ['csr.subject-undecodable'],
  },
  {
    name: 'octets after a subject value',
    tbs: requestInfo({
      subject: encodeSequence([
        encodeTlv(
          0x31,
          encodeSequence([encodeOid(cn), encodeTlv(0x0c, text('jane')), encodeTlv(0x0c, text('root'))]),
        ),
      ]),
    }),
    codes: ['csr.ignored-octets'],
  },
  {
    name: 'elements after the attributes',
    tbs: requestInfo({ after: encodeTlv(0x04, text('x')) }),
    codes: ['csr.ignored-octets'],
  },
  { name: 'a version that is not PKCS#10’s', tbs: requestInfo({ version: 3 }), codes: ['csr.version'] },
  {
    name: 'two extensionRequests with different extensions',
    tbs: requestInfo({
      attributes: [
        attribute(extensionRequest, encodeSequence([extension('2.5.29.17', san('a.example'))])),
        attribute(extensionRequest, encodeSequence([extension('2.5.29.14', encodeTlv(0x04, text('k')))])),
      ],
    }),
    codes: ['csr.attribute-duplicate'],
  },
  {
    name: 'a second value in an extensionRequest, which Go does not read',
    tbs: requestInfo({
      attributes: [
        attribute(
          extensionRequest,
          encodeSequence([]),
          encodeSequence([extension('2.5.29.17', san('a.example'))]),
        ),
      ],
    }),
    codes: ['csr.ignored-octets'],
  },
  {
    name: 'an attribute that is no attribute',
    tbs: requestInfo({ attributes: [encodeTlv(0x04, text('x'))] }),
    codes: ['csr.attribute-undecodable'],
  },
  {
    name: 'an extensionRequest without a value',
    tbs: requestInfo({ attributes: [attribute(extensionRequest)] }),
    codes: ['csr.attribute-undecodable'],
  },
  {
    name: 'a challenge password',
    tbs: requestInfo({ attributes: [attribute('1.2.840.113549.1.9.7', encodeTlv(0x0c, text('pw')))] }),
    codes: ['csr.challenge-password'],
  },
  {
    name: 'Microsoft’s extensionRequest, whose names the cluster does not see',
    tbs: requestInfo({
      attributes: [
        attribute('1.3.6.1.4.1.311.2.1.14', encodeSequence([extension('2.5.29.17', san('a.example'))])),
      ],
    }),
    codes: ['csr.microsoft-extensions'],
  },
  {
    name: 'another attribute',
    tbs: requestInfo({ attributes: [attribute('1.2.840.113549.1.9.2', encodeTlv(0x0c, text('x')))] }),
    codes: ['csr.attribute-ignored'],
  },
  {
    name: 'CA:TRUE',
    tbs: withExtension('2.5.29.19', encodeSequence([encodeTlv(1, Uint8Array.of(0xff))])),
    codes: ['csr.ca-requested'],
  },
  { name: 'CA:FALSE', tbs: withExtension('2.5.29.19', encodeSequence([])), codes: [] },
  {
    name: 'basicConstraints that cannot be decoded',
    tbs: withExtension('2.5.29.19', text('x')),
    codes: ['csr.extension-undecodable'],
  },
  {
    name: 'the key usage cert sign',
    tbs: withExtension('2.5.29.15', Uint8Array.of(3, 2, 2, 4)),
    codes: ['csr.ca-requested'],
  },
  {
    name: 'other key usages',
    tbs: withExtension('2.5.29.15', Uint8Array.of(3, 2, 5, 0xa0)),
    codes: ['csr.extension-ignored'],
  },
  {
    name: 'extended key usages',
    tbs: withExtension('2.5.29.37', encodeSequence([encodeOid('1.3.6.1.5.5.7.3.1')])),
    codes: ['csr.extension-ignored'],
  },
  {
    name: 'an unknown extension',
    tbs: withExtension('1.2.3.4', text('x')),
    codes: ['csr.extension-unknown'],
  },
  {
    name: 'octets after the names',
    tbs: withExtension('2.5.29.17', Buffer.concat([san('a.example'), text('x')])),
    codes: ['csr.ignored-octets'],
  },
  {
    name: 'a constructed dNSName, which Go passes over',
    tbs: requestInfoWith(spki, 0xa2, text('x')),
    codes: ['csr.san-unknown'],
  },
  { name: 'an otherName', tbs: requestInfoWith(spki, 0xa0, encodeOid('1.2.3')), codes: ['csr.san-dropped'] },
  {
    name: 'a directoryName',
    tbs: requestInfoWith(spki, 0xa4, subject([cn, 'root'])),
    codes: ['csr.san-dropped'],
  },
  {
    name: 'a registeredID',
    tbs: requestInfoWith(spki, 0x88, Uint8Array.of(0x2a, 3)),
    codes: ['csr.san-dropped'],
  },
  { name: 'an x400Address', tbs: requestInfoWith(spki, 0xa3, new Uint8Array()), codes: ['csr.san-dropped'] },
  { name: 'an ediPartyName', tbs: requestInfoWith(spki, 0xa5, new Uint8Array()), codes: ['csr.san-dropped'] },
  {
    name: 'an IPv4 address in IPv6 form',
    tbs: requestInfoWith(spki, 0x87, Buffer.from('00000000000000000000ffff0a000001', 'hex')),
    codes: ['csr.ip-mapped'],
  },
];

test('what Go lets pass comes back as concerns', async (t) => {
  for (const { name, tbs, codes } of cases) {
    await t.test(name, () => assert.deepEqual(codesOf(tbs), codes));
  }
});

test('every concern says how to mend it, in whole sentences', () => {
  const all = cases.flatMap(({ tbs }) => concernsOf(tbs));
  assert.ok(all.length > 20);
  for (const { code, message, hint } of all) {
    assert.match(message, /^[A-Z].*\.$/s, code);
    assert.match(hint, /^[A-Z].*\.$/s, code);
  }
});

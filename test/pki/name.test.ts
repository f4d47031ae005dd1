import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIssuedName, formatName, issuedRdns, readName, subjectRdns } from '../../src/pki/name.ts';
import { encodeName } from '../../src/pki/name-writer.ts';

const nameOf = (rdns: [string, string][][]) =>
  readName(encodeName(rdns.map((rdn) => rdn.map(([oid, value]) => ({ oid, value }))))).name;

const cn = '2.5.4.3';
const o = '2.5.4.10';
const ou = '2.5.4.11';
const email = '1.2.840.113549.1.9.1';

/** Texts as Go's pkix.Name.String prints them. */
const cases: { name: string; rdns: [string, string][][]; text: string; issued: string }[] = [
  { name: 'nothing', rdns: [], text: '', issued: '' },
  {
    name: 'last first',
    rdns: [[[o, 'dev']], [[cn, 'jane']]],
    text: 'CN=jane,O=dev',
    issued: 'CN=jane,O=dev',
  },
  {
    name: 'several organizations, in the order of DER once issued',
    rdns: [[[o, 'b']], [[o, 'aa']], [[o, 'a']], [[cn, 'x']]],
    text: 'CN=x,O=b+O=aa+O=a',
    issued: 'CN=x,O=a+O=b+O=aa',
  },
  { name: 'the last CN', rdns: [[[cn, 'a']], [[cn, 'b']]], text: 'CN=b', issued: 'CN=b' },
  { name: 'an empty CN', rdns: [[[cn, '']]], text: '', issued: '' },
  {
    name: 'special characters',
    rdns: [[[cn, ' #a,b+c"d\\e<f>g;h ']]],
    text: 'CN=\\ #a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\ ',
    issued: 'CN=\\ #a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\ ',
  },
  {
    name: 'types without a name as OID and DER, which the certificate drops',
    rdns: [[[cn, 'x']], [[email, 'a@b']]],
    text: `CN=x,${email}=#0c03614062`,
    issued: 'CN=x',
  },
  {
    name: 'a multi-valued set, taken apart',
    rdns: [
      [
        [ou, 'u'],
        [o, 'v'],
      ],
    ],
    text: 'OU=u,O=v',
    issued: 'OU=u,O=v',
  },
];

test('names print as Go prints them', async (t) => {
  for (const { name, rdns, text, issued } of cases) {
    await t.test(name, () => {
      assert.equal(formatName(nameOf(rdns)), text);
      assert.equal(formatIssuedName(nameOf(rdns)), issued);
    });
  }
});

test('what is written reads back, sets and order kept', () => {
  const rdns = subjectRdns('jané', ['dev-team', 'dev-leads']);
  const { name, ignoredOctets } = readName(encodeName(rdns));
  assert.deepEqual(name.rdns, rdns);
  assert.equal(name.commonName, 'jané');
  assert.deepEqual(name.organizations, ['dev-team', 'dev-leads']);
  assert.equal(ignoredOctets, false);
});

test('a forged organization cannot be smuggled into a common name', () => {
  const forged = nameOf([[[cn, 'jane,O=system:masters']]]);
  assert.deepEqual(forged.organizations, []);
  assert.equal(formatName(forged), 'CN=jane\\,O=system:masters');
});

test('issuedRdns keeps every value that a certificate carries', () => {
  const issued = issuedRdns(nameOf([[[cn, 'x']], [[ou, 'u']], [[email, 'a@b']], [['2.5.4.6', 'DE']]]));
  assert.deepEqual(
    issued.map((rdn) => rdn.map((one) => one.type)),
    [['C'], ['OU'], ['CN']],
  );
});

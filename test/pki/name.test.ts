import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatName, readName } from '../../src/pki/name.ts';
import { encodeName } from '../../src/pki/name-writer.ts';
import { subjectRdns } from './names.ts';

const nameOf = (rdns: [string, string][][]) =>
  readName(encodeName(rdns.map((rdn) => rdn.map(([oid, value]) => ({ oid, value }))))).name;

const cn = '2.5.4.3';
const o = '2.5.4.10';
const ou = '2.5.4.11';
const email = '1.2.840.113549.1.9.1';

/** Texts as Go's pkix.Name.String prints them. */
const cases: { name: string; rdns: [string, string][][]; text: string }[] = [
  { name: 'nothing', rdns: [], text: '' },
  {
    name: 'last first',
    rdns: [[[o, 'dev']], [[cn, 'jane']]],
    text: 'CN=jane,O=dev',
  },
  {
    name: 'several organizations',
    rdns: [[[o, 'b']], [[o, 'aa']], [[o, 'a']], [[cn, 'x']]],
    text: 'CN=x,O=b+O=aa+O=a',
  },
  { name: 'the last CN', rdns: [[[cn, 'a']], [[cn, 'b']]], text: 'CN=b' },
  { name: 'an empty CN', rdns: [[[cn, '']]], text: '' },
  {
    name: 'special characters',
    rdns: [[[cn, ' #a,b+c"d\\e<f>g;h ']]],
    text: 'CN=\\ #a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\ ',
  },
  {
    name: 'types without a name as OID and DER',
    rdns: [[[cn, 'x']], [[email, 'a@b']]],
    text: `CN=x,${email}=#0c03614062`,
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
  },
];

test('names print as Go prints them', async (t) => {
  for (const { name, rdns, text } of cases) {
    await t.test(name, () => {
      assert.equal(formatName(nameOf(rdns)), text);
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

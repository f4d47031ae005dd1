import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isAddressIn, parseNetwork } from '../../src/policy/address.ts';

function isIn(address: string, network: string): boolean {
  const parsed = parseNetwork(network);
  assert.ok(parsed);
  return isAddressIn(address, parsed);
}

describe('parseNetwork', () => {
  for (const text of [
    '10.96.0.1/12',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0/8',
    '::1/64',
    'fe80::1%eth0',
    '1.2.3.4/8/8',
    'x',
    '',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseNetwork(text), null));
  }
});

describe('isAddressIn', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['10.96.0.0', '10.96.0.0/12', true],
    ['10.111.255.255', '10.96.0.0/12', true],
    ['10.112.0.0', '10.96.0.0/12', false],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.8', '192.0.2.7', false],
    ['0.0.0.0', '0.0.0.0/0', true],
    ['fd12:3456::1', 'fd00::/8', true],
    ['fe80::1', 'fd00::/8', false],
    ['::1', '::1', true],
    ['2001:db8::192.0.2.1', '2001:db8::c000:200/120', true],
    ['::ffff:10.96.0.1', '10.96.0.0/12', false],
    ['10.96.0.1', '::/0', false],
    ['not an address', '0.0.0.0/0', false],
  ];
  for (const [address, network, expected] of cases) {
    it(`says ${expected} of ${address} in ${network}`, () => assert.equal(isIn(address, network), expected));
  }

  it("agrees with Node's own list of networks", () => {
    const octets = fc.ipV4();
    fc.assert(
      fc.property(octets, octets, fc.integer({ min: 1, max: 32 }), (address, base, prefix) => {
        const bits = base.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
        const first = Math.floor(bits / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
        const network = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
        const list = new BlockList();
        list.addSubnet(network, prefix, 'ipv4');
        return isIn(address, `${network}/${prefix}`) === list.check(address, 'ipv4');
      }),
    );
  });
});

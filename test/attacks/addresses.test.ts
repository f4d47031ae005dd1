/** An address that one program writes and another reads: what is asked for must be what was typed. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { isCountersignError } from '../../src/errors.ts';
import { formatIp } from '../../src/pki/ip.ts';
import { readSans } from '../../src/pki/san.ts';
import { encodeSans } from '../../src/pki/san-writer.ts';

function written(value: string): string | undefined {
  return readSans(new Uint8Array(encodeSans([{ kind: 'ip', value }]).buffer)).sans[0]?.value;
}

describe('an address in a request or certificate that we write', () => {
  for (const text of [
    '::ffff:10.0.0.1',
    '64:ff9b::10.0.0.1',
    'fe80::1%eth0',
    '01.2.3.4',
    '1.2.3',
    '',
    '::1::',
  ])
    test(`is not written for ${JSON.stringify(text)}, which two programs read in two ways`, () => {
      assert.throws(
        () => written(text),
        (error) => isCountersignError(error, 'usage'),
      );
    });

  test('is read back as it was typed, wherever its zeros are', () => {
    for (let count = 0; count < 500; count++) {
      const octets = randomBytes(16).map((octet, at) => (((count >> (at % 9)) & 1) === 1 ? 0 : octet));
      const text = formatIp(octets);
      assert.equal(written(text), text);
    }
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Extensions, SubjectAlternativeName } from '@peculiar/asn1-x509';
import fc from 'fast-check';
import { readCsr } from '../../src/pki/csr.ts';
import { cursorOver, inside, peekHeader } from '../../src/pki/der.ts';
import { oids } from '../../src/pki/oids.ts';
import { readFixtures, readGoVectors } from './fixtures.ts';
import { mutate } from './mutations.ts';

const fixtures = readFixtures();

test('reads the requests of other tools as their sidecars say', async (t) => {
  for (const { name, der, expect, concerns, fault } of fixtures) {
    await t.test(name, () => {
      const reading = readCsr(der);
      const errors = reading.concerns.filter((one) => one.severity === 'error');
      assert.equal(reading.csr === null ? reading.code : (errors[0]?.code ?? 'ok'), expect);
      assert.deepEqual(
        reading.concerns.map((one) => one.code),
        concerns,
      );
      assert.equal(reading.fault, fault ?? null);
    });
  }
});

test('there are requests by openssl, keytool, cfssl, Go and us', () => {
  const tools = new Set(fixtures.map((one) => one.tool));
  assert.deepEqual([...tools].toSorted(), ['cfssl', 'countersign', 'go', 'keytool', 'openssl']);
});

test('judges hostile bytes as Go does, in its words', async (t) => {
  for (const [i, { why, der, fault }] of readGoVectors().entries()) {
    await t.test(`${i} ${why}: ${fault ?? 'accepted'}`, () => {
      // Go finds a coordinate out of range and a point off the curve in different words; nobody depends on which.
      assert.equal(readCsr(der).fault, fault);
    });
  }
});

test('agrees with a second opinion on subject and names of every request it takes', async (t) => {
  for (const { name, der } of fixtures) {
    const { csr } = readCsr(der);
    if (csr === null) continue;
    await t.test(name, () => {
      const other = AsnConvert.parse(Buffer.from(der), CertificationRequest).certificationRequestInfo;
      const subject = [...other.subject].map((rdn) =>
        [...rdn].map((one) => [one.type, one.value.toString()]),
      );
      assert.deepEqual(
        csr.subject.rdns.map((rdn) => rdn.map((one) => [one.oid, one.value])),
        subject,
      );
      assert.deepEqual(namesOf(csr.sans), secondOpinion(other.attributes));
    });
  }
});

type Names = Record<'dns' | 'email' | 'uri' | 'ip', string[]>;

function namesOf(sans: readonly { kind: string; value: string }[]): Names {
  const of = (kind: string): string[] => sans.flatMap((san) => (san.kind === kind ? [san.value] : []));
  return { dns: of('dns'), email: of('email'), uri: of('uri'), ip: of('ip') };
}

function secondOpinion(attributes: CertificationRequest['certificationRequestInfo']['attributes']): Names {
  const request = [...(attributes ?? [])].find((one) => one.type === oids.extensionRequest);
  const extensions =
    request?.values[0] === undefined ? [] : [...AsnConvert.parse(request.values[0], Extensions)];
  const san = extensions.find((one) => one.extnID === oids.subjectAltName);
  const names = san === undefined ? [] : [...AsnConvert.parse(san.extnValue.buffer, SubjectAlternativeName)];
  return {
    dns: names.flatMap((one) => one.dNSName ?? []),
    email: names.flatMap((one) => one.rfc822Name ?? []),
    uri: names.flatMap((one) => one.uniformResourceIdentifier ?? []),
    ip: names.flatMap((one) => one.iPAddress ?? []).map(unmapped),
  };
}

/** Go prints an IPv4 address in IPv6 form as the IPv4 address that it is. */
function unmapped(address: string): string {
  const groups = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (groups === null) return address;
  const [high, low] = groups.slice(1).map((group) => Number.parseInt(group, 16));
  return [high, low].flatMap((group = 0) => [group >> 8, group & 255]).join('.');
}

test('never throws and ends soon, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4096 }), (bytes) => {
      const { csr, fault } = readCsr(bytes);
      assert.ok(csr === null && fault !== '');
    }),
  );
});

test('never throws for a good request with a few octets changed, and never takes one whose signed bytes changed', () => {
  const good = fixtures.find((one) => one.name === 'go-p256');
  assert.ok(good);
  const tbs = good.der.subarray(...signedRange(good.der));
  fc.assert(
    fc.property(
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
      (numbers) => {
        const changed = mutate(good.der, () => numbers.next().value ?? 0);
        const { csr } = readCsr(changed);
        if (csr !== null) assert.equal(Buffer.from(changed).includes(Buffer.from(tbs)), true);
      },
    ),
    { numRuns: 500 },
  );
});

/** Where the to-be-signed bytes lie, header included. */
function signedRange(der: Uint8Array): [number, number] {
  const outer = peekHeader(cursorOver(der));
  assert.ok(typeof outer !== 'string');
  const tbs = peekHeader(inside(cursorOver(der), outer));
  assert.ok(typeof tbs !== 'string');
  return [tbs.start, tbs.end];
}

test('ends in bounded time on deep nesting, endless lengths and crowds of small elements', async (t) => {
  const crowds: Record<string, Uint8Array> = {
    'nested sequences': Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from([0x30, 0x80]))),
    'a length of four gigabytes': Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x30]),
    'a tag number without end': Buffer.alloc(100_000, 0xff),
    'half a million empty sets as subject': crowdedSubject(500_000),
  };
  for (const [name, der] of Object.entries(crowds)) {
    await t.test(name, () => {
      const start = performance.now();
      assert.notEqual(readCsr(der).fault, null);
      assert.ok(performance.now() - start < 2000);
    });
  }
});

function crowdedSubject(count: number): Uint8Array {
  const wrap = (tag: number, body: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([Buffer.from([tag, 0x83]), length.subarray(1), body]);
  };
  const subject = wrap(0x30, Buffer.alloc(count * 2, Buffer.from([0x31, 0])));
  return wrap(0x30, wrap(0x30, Buffer.concat([Buffer.from([2, 1, 0]), subject])));
}

test('keeps what it judged: fingerprints are of the bytes received', async () => {
  const { createHash } = await import('node:crypto');
  for (const { der, name } of fixtures) {
    const { csr } = readCsr(der);
    if (csr === null) continue;
    const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    assert.equal(csr.sha256, sha256(der), name);
    assert.equal(csr.key.spkiSha256, sha256(csr.key.spki), name);
    assert.ok(
      Buffer.from(der).includes(Buffer.from(csr.key.spki)),
      `${name}: the key is a slice of the request`,
    );
  }
});

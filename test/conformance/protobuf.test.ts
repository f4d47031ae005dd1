import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeObject, encodeObject, isProtobufKind } from '../../src/sandbox/protobuf/object.ts';

const recorded = JSON.parse(readFileSync(new URL('protobuf.json', import.meta.url), 'utf8')) as {
  readonly kubernetes: string;
  readonly answers: Readonly<Record<string, string>>;
};
const answers = Object.entries(recorded.answers).map(
  ([title, text]) => [title, Buffer.from(text, 'base64')] as const,
);

const kind = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest' };

describe(`Protocol Buffers as Kubernetes ${recorded.kubernetes} writes them`, () => {
  for (const [title, bytes] of answers) {
    it(`are read and written again to the very bytes: ${title}`, () => {
      const reading = decodeObject(bytes);
      assert.ok('value' in reading && isProtobufKind(reading.value));
      assert.deepEqual(encodeObject(reading.value), bytes);
    });
  }

  it('carry what JSON carries', () => {
    const reading = decodeObject(answers[0]?.[1] ?? Buffer.alloc(0));
    assert.ok('value' in reading);
    const { metadata, spec } = reading.value as {
      metadata: Record<string, unknown>;
      spec: Record<string, unknown>;
    };
    assert.deepEqual(metadata['labels'], { a: 'd', b: 'c' });
    assert.deepEqual(metadata['finalizers'], ['example.com/f']);
    assert.match(String(metadata['creationTimestamp']), /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.equal(spec['expirationSeconds'], 3600);
    assert.deepEqual(spec['groups'], ['system:authenticated']);
  });

  it('are read in bounded time to an object or a fault, whatever is cut off or changed', () => {
    const [, bytes = Buffer.alloc(0)] = answers[1] ?? [];
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, byte, isCut) => {
        const changed = isCut ? bytes.subarray(0, at) : Buffer.from(bytes);
        if (!isCut) changed[at] = byte;
        const reading = decodeObject(changed);
        assert.ok('value' in reading || reading.fault !== '');
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (random) => {
        const reading = decodeObject(Buffer.concat([Buffer.from('k8s\0'), random]));
        assert.ok('value' in reading || reading.fault !== '');
      }),
    );
  });

  it('are read in time that grows with their length, however many members they have', () => {
    const members = 400_000;
    const spec = { groups: Array.from({ length: members }, () => '') };
    const bytes = encodeObject({ ...kind, spec } as typeof kind);
    const start = process.cpuUsage().user;
    const reading = decodeObject(bytes);
    assert.ok('value' in reading);
    assert.equal((reading.value as { spec: { groups: string[] } }).spec.groups.length, members);
    assert.ok(process.cpuUsage().user - start < 5_000_000, 'in seconds of this processor');
  });
});

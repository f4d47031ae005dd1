import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeManifest } from '../../src/kubernetes/decode.ts';
import { decodeGoBase64 } from '../../src/kubernetes/go-base64.ts';
import { parseGoTime } from '../../src/kubernetes/go-time.ts';
import { prepareForCreate, withGeneratedName } from '../../src/kubernetes/prepare.ts';
import type { JsonValue } from '../../src/model.ts';

const kind = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest' };

function decoded(value: JsonValue, fields?: 'Strict' | 'Ignore') {
  const result = decodeManifest(value, fields);
  assert.ok('object' in result, JSON.stringify(result));
  return result.object;
}

describe('decodeManifest', () => {
  it('drops unknown fields in lenient mode, and names every one in strict mode', () => {
    const value = { ...kind, spec: { duration: '1h', Usages: [] }, metdata: {} };
    assert.deepEqual(decoded(value, 'Ignore').spec, { request: '', signerName: '' });
    const strict = decodeManifest(value);
    assert.ok('refusal' in strict);
    assert.match(
      strict.refusal.message,
      /unknown field "metdata", unknown field "spec.Usages", unknown field "spec.duration"$/,
    );
  });

  it('gives back canonical base64, whatever line breaks and unused bits came in', () => {
    assert.equal(decoded({ ...kind, spec: { request: 'Y\nR==\r\n' } }).spec.request, 'YQ==');
    assert.equal(decoded({ ...kind, spec: { request: [104, 105] } }).spec.request, 'aGk=');
  });

  it('keeps a label that is called __proto__ a label', () => {
    const value = JSON.parse('{"metadata": {"labels": {"__proto__": "x", "constructor": "y"}}}') as JsonValue;
    assert.deepEqual(Object.keys(decoded(value).metadata.labels ?? {}), ['__proto__', 'constructor']);
  });

  it('takes fields of the prototype for unknown ones', () => {
    const result = decodeManifest({ spec: { constructor: 'x', toString: 1 } });
    assert.ok('refusal' in result);
    assert.match(result.refusal.message, /unknown field "spec.constructor", unknown field "spec.toString"/);
  });

  it('writes times as the server does', () => {
    const metadata = { creationTimestamp: '2026-11-22T16:00:00.5+01:00' };
    assert.equal(decoded({ metadata }).metadata.creationTimestamp, '2026-11-22T15:00:00Z');
  });

  it('never throws, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (document, spec) => {
        decodeManifest(document as JsonValue);
        decodeManifest({
          ...kind,
          metadata: spec as JsonValue,
          spec: spec as JsonValue,
          status: spec as JsonValue,
        });
      }),
    );
  });
});

describe('decodeGoBase64', () => {
  it('reads what Node encodes, with line breaks anywhere', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(), (bytes, place) => {
        const text = Buffer.from(bytes).toString('base64');
        const at = text.length === 0 ? 0 : place % text.length;
        assert.deepEqual(decodeGoBase64(`${text.slice(0, at)}\r\n${text.slice(at)}`), bytes);
      }),
    );
  });
});

describe('parseGoTime', () => {
  it('never throws and gives back what it wrote', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-[01]\d-[0-3]\dT\d{1,2}:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/)),
        (text) => {
          const time = parseGoTime(text);
          if (time.text !== null) assert.equal(parseGoTime(time.text).text, time.text);
        },
      ),
    );
  });
});

describe('prepareForCreate', () => {
  const user = { username: 'gha:acme/certs', uid: '12', groups: ['system:authenticated'], extra: {} };

  it('overwrites the identity of the file by that of the caller and wipes status, uid and namespace', () => {
    const object = decoded({
      ...kind,
      metadata: {
        name: 'x',
        namespace: 'prod',
        uid: 'u',
        labels: { a: 'b' },
        creationTimestamp: '2020-01-01T00:00:00Z',
      },
      spec: {
        username: 'admin',
        uid: '0',
        groups: ['system:masters'],
        extra: { a: ['b'] },
        signerName: 'a.b/c',
      },
      status: { conditions: [{ type: 'Approved', status: 'True' }], certificate: 'YQ==' },
    });
    assert.deepEqual(prepareForCreate(object, user), {
      ...kind,
      metadata: { name: 'x', labels: { a: 'b' } },
      spec: { request: '', signerName: 'a.b/c', username: user.username, uid: '12', groups: user.groups },
      status: {},
    });
  });

  it('makes a name of generateName only where there is none', () => {
    const named = { metadata: { name: 'x', generateName: 'y-' } };
    assert.equal(withGeneratedName(decoded(named), 'abcde').metadata.name, 'x');
    const prefix = 'y'.repeat(100);
    const { name } = withGeneratedName(decoded({ metadata: { generateName: prefix } }), 'abcde').metadata;
    assert.equal(name, `${prefix.slice(0, 58)}abcde`);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { JsonValue } from '../../src/model.ts';
import { applyPatch, jsonPatchType, mergePatchType } from '../../src/sandbox/patch.ts';

describe('applyPatch', () => {
  // RFC 7386, appendix A.
  for (const [target, patch, result] of [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'foo' }, null, null],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ] as const) {
    it(`merges ${JSON.stringify(patch)} into ${JSON.stringify(target)}`, () => {
      assert.deepEqual(applyPatch(target, patch, mergePatchType), { value: result });
    });
  }

  // RFC 6902, appendix A, and pointers of RFC 6901.
  for (const [target, operation, result] of [
    [{ foo: 'bar' }, { op: 'add', path: '/baz', value: 'qux' }, { foo: 'bar', baz: 'qux' }],
    [{ foo: ['bar', 'baz'] }, { op: 'add', path: '/foo/1', value: 'qux' }, { foo: ['bar', 'qux', 'baz'] }],
    [{ foo: ['bar'] }, { op: 'add', path: '/foo/-', value: ['x'] }, { foo: ['bar', ['x']] }],
    [{ foo: ['bar', 'qux'] }, { op: 'remove', path: '/foo/1' }, { foo: ['bar'] }],
    [{ foo: 'bar' }, { op: 'replace', path: '/foo', value: 1 }, { foo: 1 }],
    [
      { a: { b: 1 }, c: {} },
      { op: 'move', from: '/a/b', path: '/c/d' },
      { a: {}, c: { d: 1 } },
    ],
    [{ a: { b: 1 } }, { op: 'copy', from: '/a', path: '/c' }, { a: { b: 1 }, c: { b: 1 } }],
    [{ 'a/b': { '~': 1 } }, { op: 'replace', path: '/a~1b/~0', value: 2 }, { 'a/b': { '~': 2 } }],
    [{ a: 1 }, { op: 'test', path: '/a', value: 1 }, { a: 1 }],
    [{ a: 1 }, { op: 'replace', path: '', value: [] }, []],
  ] as const) {
    it(`applies ${JSON.stringify(operation)}`, () => {
      const { value } = applyPatch(target as JsonValue, [operation as JsonValue], jsonPatchType) as {
        value: JsonValue;
      };
      assert.deepEqual(value, result);
    });
  }

  for (const operation of [
    { op: 'add', path: '/list/3', value: 1 },
    { op: 'add', path: '/list/01', value: 1 },
    { op: 'add', path: '/missing/x', value: 1 },
    { op: 'add', path: '/a' },
    { op: 'remove', path: '/list/-' },
    { op: 'remove', path: '/toString' },
    { op: 'test', path: '/a', value: '1' },
    { op: 'move', path: '/b' },
  ]) {
    it(`refuses ${JSON.stringify(operation)} with 422`, () => {
      const patched = applyPatch({ a: 1, list: [1, 2] }, [operation], jsonPatchType);
      assert.equal('refusal' in patched ? patched.refusal.code : patched, 422);
    });
  }

  it('never throws and never changes its input', () => {
    const pointer = fc.constantFrom('', '/a', '/a/0', '/a/-', '/b/c', '/__proto__/x', '/constructor');
    const operation = fc.record(
      {
        op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'other'),
        path: pointer,
        from: pointer,
        value: fc.jsonValue(),
      },
      { requiredKeys: ['op', 'path'] },
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(operation, { maxLength: 5 }), (target, operations) => {
        const before = structuredClone(target);
        applyPatch(target as JsonValue, operations as JsonValue, jsonPatchType);
        applyPatch(target as JsonValue, operations as JsonValue, mergePatchType);
        assert.deepEqual(target, before);
      }),
    );
    assert.equal(({} as { x?: unknown }).x, undefined);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseJson } from '../../src/sandbox/json.ts';

describe('parseJson', () => {
  it('reads what JSON.parse reads, and finds no repeated key where there is none', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value = JSON.parse(text);
        // JSON.parse keeps one of each key, so what it writes has none twice.
        assert.deepEqual(parseJson(JSON.stringify(value)), { value, duplicates: [] });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const reading = parseJson(text);
        assert.ok('fault' in reading || 'value' in reading);
      }),
    );
  });

  for (const [text, duplicates] of [
    ['{"a":1,"a":2}', ['a']],
    ['{"a":{"b":1,"c":[{"d":1},{"d":1,"d":2}],"b":3}}', ['a.c[1].d', 'a.b']],
    ['{"a":1,"\\u0061":2}', ['a']],
    ['{"a":"\\"a\\":","b":"{\\"b\\":1}"}', []],
    ['[{"a":1},{"a":1}]', []],
    ['{"a" : 1, "b\\\\" : 2, "b\\\\" : 3}', ['b\\']],
  ] as const) {
    it(`finds ${duplicates.length === 0 ? 'nothing twice' : duplicates.join(', ')} in ${text}`, () => {
      const reading = parseJson(text);
      assert.deepEqual('duplicates' in reading ? reading.duplicates : reading, duplicates);
    });
  }

  it('takes ten thousand levels as Go does, and no more', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    assert.ok('value' in parseJson(nested(10_000)));
    assert.deepEqual(parseJson(nested(10_001)), { fault: 'exceeded max depth' });
  });
});

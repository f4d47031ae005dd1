import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findNotJson } from '../../src/yaml/json.ts';
import { parseYaml } from '../../src/yaml.ts';

const read = (text: string) => parseYaml(text, { file: 'x.yaml' });

/** As kubectl 1.32 read them against kube-apiserver 1.36.2: it refused the first and took the second. */
describe('a text that begins with {', () => {
  const refused: readonly (readonly [string, string, number])[] = [
    ['a name without quotes', '{"a": 1, b: 2}\n', 9],
    ['single quotes', " {'a': 1}\n", 2],
    ['a comma too many', '{"a": [1, ]}\n', 10],
    ['a comment behind it', '{"a": 1} # one\n', 9],
    ['a text over two lines', '{"a": "b\n  c"}\n', 6],
    ['an escape of YAML', '{"a": "\\x41"}\n', 6],
    ['a name without a value', '{"a":}\n', 0],
  ];
  for (const [title, text, offset] of refused) {
    it(`is refused with ${title}, at its place, and nothing is predicted of it`, () => {
      const { findings, ambiguous } = read(text);
      const found = findings.find(({ code }) => code === 'yaml.not-json');
      assert.equal(found?.severity, 'error');
      assert.equal(ambiguous, true);
      assert.equal(findNotJson(text), offset);
    });
  }

  const taken: readonly (readonly [string, string])[] = [
    ['is JSON', '\n {"a": ["b", 15, null]}\n\n'],
    ['is YAML behind a marker', '---\n{a: b} # c\n'],
    ['is YAML behind a comment', '# c\n{a: b}\n'],
  ];
  for (const [title, text] of taken) {
    it(`is taken where it ${title}`, () => assert.deepEqual(read(text).findings, []));
  }

  it('is JSON wherever a serialiser wrote it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3), (value, indent) => {
        assert.equal(findNotJson(JSON.stringify(value, null, indent)), null);
      }),
    );
  });

  it('has its fault found within it, whatever stands there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (rest) => {
        const offset = findNotJson(`{${rest}`);
        assert.ok(offset === null || (offset >= 0 && offset <= rest.length));
      }),
    );
  });
});

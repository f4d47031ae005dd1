/** Where the parser of Kubernetes (go.yaml.in/yaml/v2) and ours part; each was found by `test/fuzz`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseYaml } from '../../src/yaml.ts';

const read = (text: string) => parseYaml(text, { file: 'a.yaml' });
const codes = (text: string) => read(text).findings.map(({ code }) => code);

describe('what Kubernetes refuses and our parser lets pass', () => {
  const texts: readonly (readonly [what: string, text: string, code: string])[] = [
    ['the end of a document at the start', '...\na: b\n', 'yaml.document-marker'],
    ['an indented marker', '  ---\n{a: b}\n', 'yaml.document-marker'],
    ['a key in brackets that runs over lines', '---\n{a: b, "c\n d": e}\n', 'yaml.syntax'],
    ['a key in brackets whose colon is on the next line', '---\n{"a"\n: b}\n', 'yaml.syntax'],
    ['a key over 1024 characters', `---\n{${'a'.repeat(1025)}: b}\n`, 'yaml.syntax'],
  ];
  for (const [what, text, code] of texts) {
    it(`is refused with a finding: ${what}`, () => {
      assert.deepEqual(codes(text), [code]);
      assert.equal(read(text).value, undefined);
      assert.equal(read(text).ambiguous, false);
    });
  }
});

describe('what Kubernetes reads', () => {
  const texts: readonly (readonly [what: string, text: string, value: unknown])[] = [
    ['JSON without blanks', '{"a":{"b":["c"]}}', { a: { b: ['c'] } }],
    ['a key of 1024 characters', `---\n{${'a'.repeat(1024)}: b}\n`, { ['a'.repeat(1024)]: 'b' }],
    ['a key over lines behind a question mark', '---\n{? "a\n b" : c}\n', { 'a b': 'c' }],
  ];
  for (const [what, text, value] of texts) {
    it(`is read without a word: ${what}`, () => {
      assert.deepEqual(codes(text), []);
      assert.deepEqual(read(text).value, value);
    });
  }

  it('is an object without fields where there is nothing but comments', () => {
    for (const text of ['', '\n', '# later\r\n  # note']) {
      assert.deepEqual(codes(text), ['yaml.empty']);
      assert.equal(read(text).value, null);
    }
    for (const text of ['\t', '...\n', '# \u0007']) assert.equal(read(text).value, undefined, text);
  });
});

describe('what only one of the two can read', () => {
  const texts: readonly (readonly [what: string, text: string])[] = [
    ['a quoted root with a colon and no blank', "'a':b\n"],
    ['an escaped apostrophe', 'a: "\\\'"\n'],
    ['a lone dash in brackets', 'a: [-, b]\n'],
    ['a text that ends in a colon, in brackets', 'a: {b: c:}\n'],
    ['an anchor named with a colon', '&a: b\n'],
    ['a tag that ends at a bracket', 'a: {b: !!str}\n'],
    ['a bracket that hangs back', 'a: [\nb\n]\n'],
    ['a text that hangs back behind its anchor, in brackets', 'a: [&b\nc]\n'],
    ['a tag before a comma', 'a: !,\n'],
    ['two tags in a row', 'a:\n  !!map !!str b: c\n'],
    ['a comment behind an empty block', 'a:\n  - >\n    \n   #\n'],
    ['a comment that touches an opening bracket', 'a: [#\nb]\n'],
    ['a type on a scalar that is no scalar’s', 'a: !!map 8\n'],
    ['an integer at the edge of 64 bits', 'a: 9223372036854775807\n'],
    ['a comment that touches a block header', 'a: >#c\n  b\n'],
    ['a directive of no reader', '%Y!ML 1.1\n---\na: b\n'],
  ];
  for (const [what, text] of texts) {
    it(`gives no value to predict from: ${what}`, () => {
      assert.equal(read(text).ambiguous, true);
      assert.notDeepEqual(codes(text), []);
    });
  }
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { maxYamlBytes, parseYaml, parseYamlFile } from '../src/yaml.ts';

const read = (text: string) => parseYaml(text, { file: 'x.yaml' });
const codes = (text: string) => read(text).findings.map((found) => found.code);

interface Scalar {
  readonly text: string;
  readonly kubernetes: unknown;
  readonly alike: boolean;
}

describe('parseYaml', () => {
  describe('reads plain scalars as sigs.k8s.io/yaml 1.6.0 does, and knows where YAML 1.1 and 1.2 differ', () => {
    const vectors = JSON.parse(readFileSync('test/vectors/yaml/scalars.json', 'utf8')) as {
      readonly scalars: readonly Scalar[];
    };
    for (const { text, kubernetes, alike } of vectors.scalars) {
      it(`${text === '' ? '(nothing)' : text} is ${JSON.stringify(kubernetes)}${alike ? '' : ', to some'}`, () => {
        const reading = read(`a: ${text}\n`);
        assert.deepEqual(reading.value, { a: kubernetes });
        assert.equal(reading.ambiguous, !alike);
        assert.deepEqual(
          reading.findings.map((found) => found.code),
          alike ? [] : ['yaml.ambiguous-value'],
        );
      });
    }
  });

  it('offers the quoted form as the fix, on the line as it is', () => {
    const [found] = read('metadata:\n  name: on # why not\n').findings;
    assert.deepEqual(found?.suggestion, {
      line: 2,
      old: '  name: on # why not',
      new: '  name: "on" # why not',
    });
    assert.equal(found?.pointer, '/metadata/name');
    assert.deepEqual([found?.line, found?.column], [2, 9]);
  });

  it('shows a reviewer that 01130 is 600 seconds to Kubernetes and 1130 to others (traps 2.5)', () => {
    const reading = read('expirationSeconds: 01130\n');
    assert.deepEqual(reading.value, { expirationSeconds: 600 });
    assert.match(
      reading.findings[0]?.message ?? '',
      /Kubernetes reads the number 600.*YAML 1\.2 the number 1130/,
    );
  });

  const faults: readonly (readonly [string, string, readonly string[]])[] = [
    ['nothing at all', '', ['yaml.empty']],
    ['comments alone', '# hello\n', ['yaml.empty']],
    ['an anchor', 'a: &x b\n', ['yaml.anchor']],
    ['an alias', 'a: &x b\nc: *x\n', ['yaml.anchor', 'yaml.alias']],
    ['an unquoted wildcard name, which is an alias to YAML', 'a: *.example.com\n', ['yaml.alias']],
    ['an alias inside its own anchor', 'a: &x [*x]\n', ['yaml.anchor', 'yaml.alias']],
    ['a merge key', 'a: {b: c}\nd:\n  <<: {e: f}\n', ['yaml.merge-key']],
    ['a tag', 'a: !!str 1\n', ['yaml.tag']],
    ['a byte order mark', '\ufeffa: b\n', ['yaml.byte-order-mark']],
    ['a duplicate key', 'a: b\na: c\n', ['yaml.duplicate-key']],
    ['a key twice, once in quotes', 'a: b\n"a": c\n', ['yaml.duplicate-key']],
    ['a number as a key', '1: b\n', ['yaml.key-not-text']],
    ['a boolean of YAML 1.1 as a key', 'on: push\n', ['yaml.key-not-text']],
    ['a map as a key', '---\n{a: b}: c\n', ['yaml.key-not-text']],
    ['a second document', 'a: b\n---\nc: d\n', ['yaml.several-documents']],
    ['a second document behind an end marker', 'a: b\n...\nc: d\n', ['yaml.several-documents']],
    ['an empty second document', 'a: b\n---\n', ['yaml.several-documents']],
    ['a directive', '%YAML 1.2\n---\na: b\n', ['yaml.directive']],
    ['content on the marker line, which kubectl drops', '# c\n--- {a: b}\n', ['yaml.document-marker']],
    ['a tab between values', 'a:\tb\n', ['yaml.tab']],
    ['a tab as indentation', 'a:\n\tb: c\n', ['yaml.syntax']],
    ['a tab that begins a block scalar line', 'a: |\n  \tb\n', ['yaml.tab']],
    ['a line separator of YAML 1.1', 'a: "b\u2028c"\n', ['yaml.line-break']],
    ['a carriage return alone', 'a: b\rc: d\n', ['yaml.line-break']],
    ['a bidirectional override in a comment', 'a: b # \u202e\n', ['yaml.invisible-character']],
    ['a zero-width space', 'a: "b\u200b"\n', ['yaml.invisible-character']],
    ['a control character in a comment', 'a: b # \u0007\n', ['yaml.control-character']],
    ['an escape that YAML 1.1 lacks', 'a: "b\\/c"\n', ['yaml.escape']],
    ['half a surrogate pair', 'a: "\\ud800"\n', ['yaml.escape']],
    ['infinity', 'a: .inf\n', ['yaml.no-json-form']],
    ['a question mark in a flow list', 'a: [b?c]\n', ['yaml.ambiguous-value']],
    ['a colon before a bracket', 'a: [b:]\n', ['yaml.ambiguous-value']],
    ['a key behind a list item on its line, which js-yaml lets pass', 'a:\n- "b"  c: d\n', ['yaml.syntax']],
    ['a value with a colon', 'a: b: c\n', ['yaml.syntax']],
    ['a merge conflict', '<<<<<<< HEAD\na: b\n', ['yaml.syntax']],
    ['an unclosed quote', 'a: "b\n', ['yaml.syntax']],
  ];
  for (const [what, text, expected] of faults) {
    it(`refuses ${what}`, () => assert.deepEqual(codes(text), expected));
  }

  const plain: readonly (readonly [string, string, unknown])[] = [
    ['a leading marker', '---\na: b\n', { a: 'b' }],
    ['Windows line ends', 'a: b\r\nc:\r\n- d\r\n', { a: 'b', c: ['d'] }],
    ['literal and folded blocks', 'a: |\n  b\n  c\nd: >-\n  e\n  f\n', { a: 'b\nc\n', d: 'e f' }],
    ['a block scalar without a last line break', 'a: |\n  b', { a: 'b' }],
    ['a tab inside text and in a comment', 'a: "b\tc" #\td\n', { a: 'b\tc' }],
    ['JSON', '{"a": [1, true, null, "b"]}', { a: [1, true, null, 'b'] }],
    ['a key named __proto__, as a key', '__proto__: {a: b}\n', JSON.parse('{"__proto__":{"a":"b"}}')],
    ['escapes in quotes', "a: \"\\u0041\\x42\\n\"\nb: 'it''s'\n", { a: 'AB\n', b: "it's" }],
  ];
  for (const [what, text, value] of plain) {
    it(`reads ${what} without a word`, () => {
      assert.deepEqual(codes(text), []);
      assert.deepEqual(read(text).value, value);
      assert.equal(read(text).ambiguous, false);
    });
  }

  it('has no value where Kubernetes refuses: duplicate keys (observed v258), null keys, infinities', () => {
    for (const text of ['a: b\na: c\n', '~: a\n', 'a: .nan\n', 'a: *b\n', 'a: b\n<<: {a: c}\n']) {
      assert.equal(read(text).value, undefined, text);
    }
  });

  it('still tells what Kubernetes sees through anchors, aliases and merge keys', () => {
    const text = 'a: &x {b: c}\nd: *x\ne:\n  <<: *x\n  f: g\n';
    assert.deepEqual(read(text).value, { a: { b: 'c' }, d: { b: 'c' }, e: { b: 'c', f: 'g' } });
  });

  it('answers a billion laughs with findings and no value', () => {
    const levels = 'bcdefghij'.split('').map((name, level) => {
      const before = 'abcdefghij'[level];
      return `${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`;
    });
    const reading = read(`a: &a ${'lol'.repeat(9)}\n${levels.join('\n')}\n`);
    assert.equal(reading.value, undefined);
    assert.ok(reading.findings.some((found) => found.code === 'yaml.too-many-aliases'));
  });

  it('stops at 100 levels, at 64 KiB before parsing, and at 200 findings', () => {
    assert.deepEqual(codes('['.repeat(200)), ['yaml.too-deep']);
    assert.deepEqual(codes(`a: ${'b'.repeat(maxYamlBytes)}`), ['file.too-large']);
    const many = read('- *a\n'.repeat(5000)).findings;
    assert.equal(many.length, 201);
    assert.ok(many.some((found) => found.code === 'yaml.too-many-faults'));
  });

  it('tells a syntax error by its line and column and reads no further', () => {
    const reading = read('a: b\nc: d: e\nf: *g\n');
    assert.equal(reading.root, null);
    assert.deepEqual(
      reading.findings.map(({ code, line, column }) => [code, line, column]),
      [['yaml.syntax', 2, 5]],
    );
    assert.equal(reading.lineText(2), 'c: d: e');
  });

  it('locates nodes, and for what is missing the key one would write it under', () => {
    const reading = read('metadata:\n  name: x\nspec:\n  usages:\n    - a\n    - b\n  "a/b": |\n    c\n');
    const places: Record<string, readonly [number, number]> = {
      '': [1, 1],
      '/metadata/name': [2, 9],
      '/metadata/labels/x': [1, 1],
      '/spec/usages/1': [6, 7],
      '/spec/usages/9': [4, 3],
      '/spec/a~1b': [7, 10],
      '/spec/signerName': [3, 1],
    };
    for (const [pointer, [line, column]] of Object.entries(places)) {
      assert.deepEqual(reading.locate(pointer), { line, column }, pointer);
    }
  });

  it('counts columns in UTF-16 units', () => {
    assert.deepEqual(read('"😀é": on\n').findings[0]?.column, 8);
  });
});

describe('parseYamlFile', () => {
  const file = (bytes: Uint8Array) => ({ path: 'x.yaml', bytes, mode: null, blob: null });

  it('refuses bytes that are not UTF-8, and says so of UTF-16', () => {
    const latin1 = parseYamlFile(file(Buffer.from('a: \xe9\n', 'latin1')));
    assert.deepEqual([latin1.findings[0]?.code, latin1.ambiguous], ['file.not-utf8', false]);
    const utf16 = parseYamlFile(file(Buffer.from('\ufeffa: b\n', 'utf16le')));
    assert.match(utf16.findings[0]?.message ?? '', /UTF-16/);
    assert.equal(utf16.ambiguous, true, 'Kubernetes reads UTF-16 with its mark');
  });

  it('gives findings for arbitrary bytes, never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { root, findings } = parseYamlFile(file(bytes));
        assert.ok(root !== null || findings.length > 0);
      }),
    );
  });

  it('gives findings for arbitrary YAML-like text, never an exception', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'b: ',
        '- ',
        '\n',
        '  ',
        '"',
        "'",
        '{',
        '}',
        '[',
        ']',
        ', ',
        '|\n',
        '>\n',
        '&a ',
        '*a',
        '!t ',
        '? ',
      ],
      ...['<<: ', '---\n', '...\n', '#', '\t', '\r', '%', '\\', '~', '1', ':', '\u2028', '😀', '\ud800'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const reading = read(pieces.join(''));
        assert.ok(reading.root !== null || reading.findings.length > 0);
        for (const { line, suggestion } of reading.findings) {
          assert.ok(line !== null && line >= 1);
          if (suggestion !== null) assert.equal(reading.lineText(suggestion.line), suggestion.old);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('reads back every JSON value written as JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (json) => {
        if (/\\[u/]|[^\x20-\x7e]|-0\b|e-?\d/.test(json)) return;
        const reading = read(json);
        if (reading.value === undefined) return;
        assert.deepEqual(reading.value, JSON.parse(json));
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { codeBlock, codeSpan, prose } from '../../src/report/escape-markdown.ts';
import { plain, shellWord } from '../../src/report/escape-terminal.ts';
import { formatJson } from '../../src/report/json.ts';
import { visible } from '../../src/report/visible.ts';

/** What reviewers could be shown instead of the truth (threats 8, 25; github.md 1.2). */
const corpus: Readonly<Record<string, string>> = {
  'terminal escape': '\u001b[2K\u001b[1Aok',
  'operating system command': '\u001b]0;title\u0007',
  'C1 control': '\u009b31m',
  'carriage return': 'bad\rgood',
  'line break': 'a\n::error::forged',
  'right to left override': 'admin\u202egnp.exe',
  'bidi isolate': '\u2066x\u2069',
  'zero width joiner': 'pay\u200dments',
  'soft hyphen': 'pay\u00adments',
  'tag characters': 'a\u{e0041}\u{e007f}',
  'Hangul filler': '\u3164',
  'braille blank': '\u2800',
  'no-break space': 'a\u00a0b',
  'line separator': 'a\u2028b',
  'variation selector': 'a\ufe0fb',
  'piled marks': `a${'\u0301'.repeat(40)}`,
  'lone surrogate': 'a\ud800b',
  mention: '@acme/platform-security',
  reference: '#1 GH-1 acme/certs#1 deadbeefcafe',
  'closing fence': '``` \n</details>\n# Approved',
  'backticks in rows': '`````',
  comment: '<!-- countersign:report:v1 -->',
  image: '![x](https://tracker.example/x.png)',
  link: '[approve](javascript:alert(1))',
  table: 'a | b',
  'forged verdict': '✅ **approved** by security',
  'very long': 'x'.repeat(10_000),
  'bare address': 'https://evil.example www.evil.example',
};

const unsafe = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|[^\S ]/u;

/** What is left of Markdown when code spans and fenced blocks are taken away, by the rules of GFM. */
function outsideCode(markdown: string): string {
  return markdown.replace(/(?<!`)(`+)(?!`)([\s\S]*?)(?<!`)\1(?!`)/g, '');
}

describe('visible', () => {
  for (const [name, text] of Object.entries(corpus)) {
    test(`leaves nothing hidden in: ${name}`, () => {
      assert.equal(unsafe.test(visible(text)), false);
      assert.ok(visible(text).length <= 300 * 10);
    });
  }

  test('leaves names and sentences in many scripts as they are', () => {
    for (const text of [
      'web-api.payments.svc',
      'Müller & Söhne',
      '支付',
      'служба',
      'नमस्ते',
      '😀 ok',
      '10.0.0.1',
    ]) {
      assert.equal(visible(text), text);
    }
  });

  test('never lets anything hidden through, and shows shown text as itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const shown = visible(text);
        assert.equal(unsafe.test(shown), false);
        assert.equal(visible(shown, 10_000), shown);
      }),
    );
  });
});

describe('codeSpan and prose', () => {
  for (const [name, text] of Object.entries(corpus)) {
    test(`keep within code: ${name}`, () => {
      assert.equal(outsideCode(codeSpan(text)), '');
      const sentence = prose(`The name ${JSON.stringify(text)} is not allowed.`);
      assert.equal(outsideCode(sentence), 'The name  is not allowed.');
    });

    test(`leave nothing outside code that acts, unquoted: ${name}`, () => {
      assert.doesNotMatch(outsideCode(prose(text)), /[@#<>[\]|*_~`\\]|:\/\/|www\./);
    });
  }

  test('let plain words stand and put everything else into code', () => {
    assert.equal(
      prose('Line 7: 365 days are over the 90 that rule service-serving allows; see /spec/usages (now).'),
      'Line 7: 365 days are over the 90 that rule service-serving allows; see `/spec/usages` (now).',
    );
    assert.equal(codeSpan('a'), '`a`');
    assert.equal(codeSpan('`'), '`` ` ``');
    assert.equal(codeSpan(' '), '` `');
  });

  test('keep any text within code', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        assert.equal(outsideCode(codeSpan(text)), '');
        assert.doesNotMatch(outsideCode(prose(text)), /[@#<>[\]|*_~`\\]/);
      }),
    );
  });
});

describe('codeBlock', () => {
  test('is closed by nothing that its lines hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('`', '~', '\n', 'a', ' '), maxLength: 12 })),
        (lines) => {
          const block = codeBlock('diff', lines).split('\n');
          const fence = block.at(-1) ?? '';
          assert.equal(block.length, lines.length + 2);
          assert.equal(
            block.slice(1, -1).some((line) => line.trim().startsWith(fence)),
            false,
          );
        },
      ),
    );
  });
});

describe('plain and shellWord', () => {
  test('write every hostile text on one line, without escape sequences', () => {
    for (const text of Object.values(corpus)) assert.equal(unsafe.test(plain(text)), false);
  });

  test('quote what a shell would take apart', () => {
    assert.equal(shellWord('requests/a.yaml'), 'requests/a.yaml');
    assert.equal(shellWord("a'; rm -rf ~"), "'a'\\''; rm -rf ~'");
    assert.equal(shellWord('-rf'), "'-rf'");
    assert.equal(shellWord(''), "''");
  });
});

describe('formatJson', () => {
  test('is read back as the same value and holds no control but its line breaks', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 40 }), (value, text) => {
        const json = formatJson({ value, text });
        assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify({ value, text })));
        assert.equal(unsafe.test(json.replaceAll('\n', '')), false);
      }),
    );
  });
});

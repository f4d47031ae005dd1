import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Finding, finding } from '../../src/finding.ts';
import { applySuggestions } from '../../src/request/suggestion.ts';

const suggest = (line: number, old: string, mended: string): Finding =>
  finding('yaml.syntax', { message: 'x', suggestion: { line, old, new: mended } });

describe('applySuggestions', () => {
  for (const [title, text, findings, expected] of [
    ['replaces the line that still reads as it did', 'a\nb\nc\n', [suggest(2, 'b', 'B')], 'a\nB\nc\n'],
    ['leaves a line that reads otherwise by now', 'a\nx\n', [suggest(2, 'b', 'B')], 'a\nx\n'],
    ['takes the first of two for one line', 'a\n', [suggest(1, 'a', 'b'), suggest(1, 'b', 'c')], 'b\n'],
    ['keeps Windows line ends', 'a\r\nb\r\n', [suggest(1, 'a', 'A')], 'A\r\nb\r\n'],
    ['passes over lines beyond the end', 'a', [suggest(9, 'a', 'A')], 'a'],
    ['changes nothing without suggestions', 'a\n', [finding('yaml.syntax', { message: 'x' })], 'a\n'],
  ] as const) {
    it(title, () => assert.equal(applySuggestions(text, findings), expected));
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findingCodes } from '../../src/finding-codes.ts';
import { readFindingPages, readPage } from './pages.ts';

const pages = readFindingPages();
const facts: Readonly<Record<string, { readonly severity: string; readonly title: string }>> = findingCodes;
const parts = ['- **Cause:** ', '- **Why it matters:** ', '- **Fix:** ', '- **Example:** '];

describe('docs/findings.md', () => {
  it('has one heading for every code, in the order of the table, and no other', () => {
    const areas = [...new Set(Object.keys(findingCodes).map(areaOf))];
    const ordered = areas.flatMap((area) =>
      Object.keys(findingCodes).filter((code) => areaOf(code) === area),
    );
    assert.deepEqual(
      pages.map(({ code }) => code),
      ordered,
    );
  });

  it('shows the severity and the title that the table has', () => {
    for (const { code, lines } of pages) {
      assert.equal(lines[0], `**${facts[code]?.severity}:** ${facts[code]?.title}`, code);
    }
  });

  it('says cause, reason, fix and example of every code, once and in this order', () => {
    for (const { code, lines } of pages) {
      const found = lines
        .filter((line) => line.startsWith('- '))
        .map((line) => parts.find((part) => line.startsWith(part)));
      assert.deepEqual(found, parts, code);
      assert.ok(
        parts.every((part) => lines.some((line) => line.startsWith(part) && line.length > part.length + 10)),
        code,
      );
    }
  });

  it('quotes the tool in every example', () => {
    assert.deepEqual(
      pages.filter(({ says }) => says.length < 10).map(({ code }) => code),
      [],
    );
  });

  it('keeps every page between 6 and 14 lines', () => {
    assert.deepEqual(
      pages
        .filter(({ lines }) => lines.length < 6 || lines.length > 14)
        .map(({ code, lines }) => `${code} ${lines.length}`),
      [],
    );
  });

  it('lists every area in its table', () => {
    const listed = [...readPage('findings.md').matchAll(/^\| \[([a-z]+)\]/gm)].map(([, area]) => area);
    assert.deepEqual(listed, [...new Set(Object.keys(findingCodes).map(areaOf))]);
  });
});

function areaOf(code: string): string {
  return code.slice(0, code.indexOf('.'));
}

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readPage } from './pages.ts';

const page = readPage('threat-model.md');
const attacks = page.split(/^(?=### \d)/m).slice(1);

interface Named {
  readonly file: string;
  readonly title: string;
}

/** Every test that a text names: a file, and titles of tests in it. */
function testsNamed(text: string): readonly Named[] {
  return [...text.matchAll(/^- \*\*Held by:\*\* `([^`]+)`: (.*)$/gm)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ file, title })),
  );
}

/** A test file as text, with the changing parts of titles as an ellipsis. */
const sourceOf = (file: string): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').replace(/\$\{[^}]*\}/g, '…');

/** Whether a string literal of the source is the title. */
function isTitled(source: string, title: string): boolean {
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((literal) => source.includes(literal));
}

describe('docs/threat-model.md', () => {
  it('has all 25 attacks, in order', () => {
    const numbers = attacks.map((text) => Number(/^### (\d+)\. /.exec(text)?.[1]));
    assert.deepEqual(
      numbers,
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
  });

  it('says of every attack whether its rule is built', () => {
    for (const text of attacks)
      assert.match(text, /^- \*\*(Built|Partly built|Not built yet)\b/m, text.split('\n')[0]);
  });

  it('names at least one test for every attack', () => {
    for (const text of attacks) assert.ok(testsNamed(text).length > 0, text.split('\n')[0]);
  });

  for (const { file, title } of testsNamed(page)) {
    it(`names a test that is there: ${title}`, () => {
      assert.ok(existsSync(new URL(`../../${file}`, import.meta.url)), `${file} is not there`);
      assert.ok(isTitled(sourceOf(file), title), `${file} has no test titled ${JSON.stringify(title)}`);
    });
  }
});

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

/** The anchors of a page's headings, as the forge makes them: lower case, hyphens for blanks, no punctuation. */
function anchorsOf(file: string): ReadonlySet<string> {
  const headings = readFileSync(file, 'utf8').matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('the pages of docs/', () => {
  for (const file of globSync('docs/**/*.md')) {
    it(`${file} links only to files and headings that are there`, () => {
      const links = readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g);
      for (const [link, target = '', anchor] of links) {
        const page = target === '' ? file : path.join(path.dirname(file), target);
        assert.ok(existsSync(page), link);
        assert.ok(anchor === undefined || anchorsOf(page).has(anchor), link);
      }
    });
  }

  it('docs/architecture.md names only files that are there', () => {
    const names = readFileSync('docs/architecture.md', 'utf8').matchAll(/`((?:src\/)?[a-z]+\/[a-z-]+\.ts)`/g);
    const files = [...names].map(([, name = '']) => (name.startsWith('src/') ? name : `src/${name}`));
    assert.ok(files.length > 10);
    assert.deepEqual(
      files.filter((file) => !existsSync(file)),
      [],
    );
  });
});

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { exitStatus } from '../../src/errors.ts';
import { readPage } from './pages.ts';

const page = readPage('troubleshooting.md');
const headings = [...page.matchAll(/^### (`.+`)$/gm)].flatMap(([, heading = '']) =>
  [...heading.matchAll(/`([^`]+)`/g)].map(([, message = '']) => message),
);
const sources = globSync('src/**/*.ts').map((file) => readFileSync(file, 'utf8'));

const literal = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/** A message as the page writes it: without quotes, and with an ellipsis for each changing part. */
function shown(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\$\{[^}]*\}/g, '…')
    .replace(/\\(.)/g, '$1');
}

/** Every text of the sources that could be a message. */
const texts = new Set(
  sources.flatMap((source) => [...source.matchAll(literal)].map(([text]) => shown(text))),
);

/** The messages of operations that fail, where they are written out; wrong usage explains itself. */
const failures = sources.flatMap((source) =>
  [...source.matchAll(/new CountersignError\(\s*'([a-z-]+)',\s*/g)]
    .filter(([, code]) => code !== 'usage')
    .flatMap(({ index, 0: start }) => {
      const rest = source.slice(index + start.length);
      return /^['"`]/.test(rest) ? [shown(rest.match(literal)?.[0] ?? '""')] : [];
    }),
);

describe('docs/troubleshooting.md', () => {
  it('has only messages that the tool says', () => {
    assert.deepEqual(
      headings.filter((heading) => !texts.has(heading)),
      [],
    );
  });

  it('has every message of an operation that failed', () => {
    assert.ok(failures.length > 40, `only ${failures.length} messages were found`);
    const missing = new Set(failures.filter((message) => !headings.includes(message)));
    assert.deepEqual([...missing], []);
  });

  it('has each message once, with its meaning and its cure', () => {
    assert.deepEqual(headings, [...new Set(headings)]);
    for (const part of page.split(/^### /m).slice(1)) {
      assert.match(part, /\*\*Means:\*\* /, part);
      assert.match(part, /\*\*Cure:\*\*\s/, part);
    }
  });

  it('has every exit status', () => {
    const listed = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, status]) => Number(status));
    assert.deepEqual(listed, Object.values(exitStatus));
  });
});

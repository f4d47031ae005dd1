import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const readme = readFileSync('README.md', 'utf8');

/** What differs from run to run: ports, times, digests and commit ids. */
function normalise(text: string): readonly string[] {
  return text
    .trim()
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'TIME')
    .replace(/\b[0-9a-f]{10,16}\b/g, 'HEX')
    .split('\n');
}

describe('README', () => {
  it('shows what the demo really prints', () => {
    const shown = /\$ npm ci && npm run demo\n…\n([\s\S]*?)\n```/.exec(readme)?.[1] ?? '';
    const { stdout, status } = spawnSync(process.execPath, ['src/cli/main.ts', 'demo'], { encoding: 'utf8' });
    assert.equal(status, 0);
    assert.deepEqual(normalise(shown), normalise(stdout));
  });

  it('links only to files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? '');
    assert.ok(links.length > 5);
    for (const link of links)
      assert.doesNotThrow(
        () => readFileSync(link.endsWith('/') ? `${link}0001-record-decisions.md` : link),
        link,
      );
  });
});

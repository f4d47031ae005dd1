import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandGroups } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands.ts';
import { readPage } from './pages.ts';

interface Part {
  /** Title of the group. */
  readonly group: string;
  readonly usage: string;
  /** In the order of the page, without the hyphens. */
  readonly options: readonly string[];
}

const parts: readonly Part[] = readPage('commands.md')
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => {
    const [group = '', ...rest] = section.split('\n');
    return rest
      .join('\n')
      .split(/^### /m)
      .slice(1)
      .map((text) => ({
        group,
        usage: /^`(.*)`$/m.exec(text)?.[1] ?? '',
        options: [...text.matchAll(/^\| `--([a-z-]+)` \|/gm)].map(([, option = '']) => option),
      }));
  });

describe('docs/commands.md', () => {
  it('has every command, in its group and in the order of help', () => {
    const expected = Object.entries(commandGroups).flatMap(([key, title]) =>
      Object.entries(commands)
        .filter(([, { group }]) => group === key)
        .map(([name]) => `${title}: ${name}`),
    );
    assert.deepEqual(
      parts.map(({ group, usage }) => `${group}: ${usage.split(' ')[0]}`),
      expected,
    );
  });

  for (const [name, { load }] of Object.entries(commands)) {
    it(`has the usage and every option of ${name}`, async () => {
      const command = await load();
      const part = parts.find(({ usage }) => usage.split(' ')[0] === name);
      assert.equal(part?.usage, command.usage);
      assert.deepEqual([...(part?.options ?? [])].sort(), Object.keys(command.options).sort());
    });
  }
});

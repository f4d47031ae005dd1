import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { formatImpact, type ImpactReport } from '../../src/cli/policy/impact-text.ts';
import type { Scratch } from '../support/scratch.ts';
import { cart, load, repository, run } from './policy-commands.ts';

describe('policy impact', () => {
  /** The repository, with a remote that has its first commit as the default branch. */
  function published(): Scratch {
    const scratch = repository();
    const text = load('.github/countersign.yaml')
      .replace(/ca: .*/, '')
      .replace(/ {4}trust:\n(?: {6}.*\n)+/, '');
    const bare = text
      .replace(/, trusted: \[.*?\]/, '')
      .replace(/^authorities:[\s\S]*$/m, '')
      .replace(/ {4}authority: .*\n/, '');
    scratch.write('.github/countersign.yaml', bare);
    scratch.commit();
    scratch.git('clone', '--quiet', '--bare', '.', 'origin.git');
    scratch.git('remote', 'add', 'origin', path.join(scratch.directory, 'origin.git'));
    return scratch;
  }
  const edit = (scratch: Scratch, old: string, by: string): void => {
    const file = '.github/countersign.yaml';
    const text = readFileSync(path.join(scratch.directory, file), 'utf8');
    assert.ok(text.includes(old));
    scratch.write(file, text.replace(old, by));
  };

  test('compares the work tree with the default branch, and any two revisions', async () => {
    using scratch = published();
    const same = await run(scratch.directory, 'impact');
    assert.deepEqual([same.stderr, same.status], ['', 0]);
    assert.match(same.stdout, /^The policy says the same, from [0-9a-f]{12} to the work tree\n/);
    edit(scratch, '"*.{namespace}.svc", ', '');
    const narrower = await run(scratch.directory, 'impact');
    assert.match(
      narrower.stdout,
      /allow\.dnsNames loses \*\.\{namespace\}\.svc\n[\s\S]*No certificate is live/,
    );
    const second = scratch.commit();
    const { stdout } = await run(
      scratch.directory,
      'impact',
      '--base',
      second,
      '--head',
      'HEAD~1',
      '--format',
      'json',
    );
    const { base, changes } = JSON.parse(stdout);
    assert.deepEqual([base, changes.rules[0].words], [second, ['allow.dnsNames gains *.{namespace}.svc']]);
  });

  test('is blocked by a new policy with errors, and knows no made-up revision', async () => {
    using scratch = published();
    edit(scratch, 'version: 1', 'version: 2');
    const broken = await run(scratch.directory, 'impact');
    assert.equal(broken.status, 1);
    assert.match(broken.stdout, /policy\.bad-value/);
    assert.equal((await run(scratch.directory, 'impact', '--base', 'nowhere')).status, 2);
  });
});

/** What the page shows, as a report. */
const shown: ImpactReport = {
  version: 1,
  base: '109dd6610ec4aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  head: null,
  changes: {
    rules: [
      {
        rule: 'service-serving',
        change: 'changed',
        words: ['allow.dnsNames loses *.{namespace}.svc.cluster.local', 'lifetime.max: 90 days → 30 days'],
      },
    ],
    other: [],
  },
  live: 8,
  refusedAlready: 0,
  certificates: [
    {
      effect: 'refused',
      file: cart,
      cluster: 'demo',
      serial: '1f',
      notAfter: '2027-02-20T16:59:00Z',
      before: { allowed: true, rule: 'service-serving', reasons: [] },
      after: {
        allowed: false,
        rule: 'service-serving',
        reasons: [
          {
            code: 'policy.lifetime-over-maximum',
            message:
              '7776000 s (90 days) is over the 2592000 s (30 days) that rule "service-serving" allows.',
          },
          {
            code: 'policy.name-not-allowed',
            message: 'DNS name "cart.shop.svc.cluster.local" is not allowed by rule "service-serving".',
          },
        ],
      },
    },
  ],
  unissued: 1,
  waiting: [
    {
      effect: 'wakes',
      file: 'requests/demo/shop/search.yaml',
      before: {
        allowed: false,
        rule: null,
        reasons: [
          {
            code: 'policy.no-rule',
            message: 'No rule covers requests/demo/shop/search.yaml, so nothing may be asked for there.',
          },
        ],
      },
      after: { allowed: true, rule: 'service-serving', reasons: [] },
    },
  ],
};

describe('formatImpact', () => {
  const page = { colour: false, columns: 80 };
  test('prints what docs/policy-commands.md shows', () => {
    assert.ok(load('docs/policy-commands.md').includes(`\n\`\`\`\n${formatImpact(shown, page)}\`\`\`\n`));
  });

  test('makes hostile names harmless', () => {
    const [certificate = assert.fail()] = shown.certificates;
    const hostile = { ...certificate, file: 'requests/\u001b[2K\u202ex.yaml' };
    const text = formatImpact({ ...shown, certificates: [hostile] }, page);
    assert.ok(!text.includes('\u001b') && !text.includes('\u202e'));
  });

  test('counts what both policies refuse, and says where there is nothing', () => {
    const none = { ...shown, certificates: [], waiting: [] };
    assert.match(
      formatImpact({ ...none, refusedAlready: 2 }, page),
      /None of 8 .*; 2 would be refused before and after/,
    );
    assert.match(
      formatImpact({ ...none, live: 0, unissued: 0 }, page),
      /No certificate is live\n\nNo merged request/,
    );
  });
});

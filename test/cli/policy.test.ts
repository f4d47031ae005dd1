import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { makeScratch } from '../support/scratch.ts';
import { cart, load, repository, root, run } from './policy-commands.ts';

describe('docs/policy-commands.md', () => {
  const blocks = [
    ...load('docs/policy-commands.md').matchAll(/^```\n\$ countersign policy (.*)\n([\s\S]*?)^```$/gm),
  ];
  test('shows three commands as they are run', () => assert.equal(blocks.length, 3));
  for (const [, line = '', output] of blocks) {
    test(`shows what policy ${line} prints, within 80 columns`, async () => {
      const { stdout, stderr } = await run(root, ...line.split(' '));
      assert.deepEqual([stderr, stdout], ['', output]);
      for (const each of stdout.split('\n')) assert.ok(each.length <= 80, each);
    });
  }
});

describe('policy lint', () => {
  test('is clean with warnings, and blocked by errors', async () => {
    using warned = repository('maxNames: 10', 'evidence: merge');
    const clean = await run(warned.directory, 'lint');
    assert.equal(clean.status, 0);
    assert.match(clean.stdout, /^PASS .*: 1 warning and 1 note\n[\s\S]*policy\.merge-is-approval/);
    using broken = repository('kind: upstream', 'kind: eks');
    const blocked = await run(broken.directory, 'lint', '--format', 'json');
    assert.equal(blocked.status, 1);
    const { verdict, findings } = JSON.parse(blocked.stdout);
    assert.deepEqual([verdict, findings[0].code, findings[0].line], ['fail', 'policy.never-signed', 42]);
  });

  test('tells faults of form, too', async () => {
    using scratch = repository('maxNames: 10', 'maxNames: many');
    const { status, stdout } = await run(scratch.directory, 'lint');
    assert.equal(status, 1);
    assert.match(stdout, /policy\.bad-value/);
  });

  test('says where there is no policy', async () => {
    using scratch = makeScratch();
    const { status, stderr } = await run(scratch.directory, 'lint');
    assert.equal(status, 3);
    assert.match(stderr, /no \.github\/countersign\.yaml here or in a folder above/);
  });
});

describe('policy explain', () => {
  test('explains a file as if it lay elsewhere, and standard input', async () => {
    using scratch = repository();
    const elsewhere = await run(
      scratch.directory,
      'explain',
      cart,
      '--at',
      'requests/demo/billing/cart.yaml',
    );
    assert.equal(elsewhere.status, 1);
    assert.match(elsewhere.stdout, /^REFUSED {2}requests\/demo\/billing\/cart\.yaml\n/);
    const input = await run(scratch.directory, 'explain', '-', '--at', cart, '--format', 'json');
    const { verdict, rule, values, judgedBy } = JSON.parse(input.stdout);
    assert.deepEqual([input.status, verdict, rule], [0, 'allowed', 'service-serving']);
    assert.deepEqual(judgedBy.captures, { cluster: 'demo', namespace: 'shop', name: 'cart' });
    assert.deepEqual(
      [values[1].pattern, values[1].filled, values[1].line],
      ['*.{namespace}.svc', '*.shop.svc', 34],
    );
  });

  test('says of a value that nothing in the policy states that it is built in', async () => {
    using scratch = repository(
      '  keys: [ECDSA-P256, ECDSA-P384, Ed25519, RSA-2048, RSA-3072, RSA-4096]\n',
      '',
    );
    const { stdout } = await run(scratch.directory, 'explain', cart);
    assert.match(stdout, /key {10}ECDSA-P256 {2}\(built in\)/);
  });

  test('makes hostile names harmless', async () => {
    using scratch = repository();
    scratch.write('requests/demo/shop/\u001b[2Kx.yaml', 'metadata: {name: "\\u001b[2K"}\n');
    const { stdout } = await run(scratch.directory, 'explain', 'requests/demo/shop/\u001b[2Kx.yaml');
    assert.ok(!stdout.includes('\u001b'));
    assert.match(stdout, /The file itself has [0-9]+ errors/);
  });

  test('asks where a file outside requests/ would lie', async () => {
    using scratch = repository();
    const { status, stderr } = await run(scratch.directory, 'explain', '.github/CODEOWNERS');
    assert.equal(status, 2);
    assert.match(stderr, /say where it would with --at PATH/);
  });
});

describe('policy test', () => {
  const tests = `version: 1\ntests:\n  - { name: own, file: ${cart}, expect: VERDICT }\n`;
  test('passes, fails and says what is wrong with the tests', async () => {
    using scratch = repository();
    const result = async (text: string): Promise<string> => {
      scratch.write('.github/countersign.test.yaml', text);
      const { status, stdout } = await run(scratch.directory, 'test');
      return `${status} ${stdout.split('\n')[0]}`;
    };
    assert.equal(await result(tests.replace('VERDICT', 'allowed')), '0 PASS  1 test, all as expected');
    assert.equal(await result(tests.replace('VERDICT', 'refused')), '1 FAIL  1 of 1 test failed');
    assert.equal(await result(tests), '1 FAIL  .github/countersign.test.yaml: 1 error');
  });

  test('follows no links, of files or of folders', async () => {
    using scratch = repository();
    scratch.write('outside/secret.yaml', load(cart));
    symlinkSync('../../../outside', path.join(scratch.directory, 'requests/demo/linked'));
    symlinkSync(
      '../../../outside/secret.yaml',
      path.join(scratch.directory, 'requests/demo/shop/secret.yaml'),
    );
    scratch.write('.github/countersign.test.yaml', tests.replace('VERDICT', 'allowed'));
    const { stdout } = await run(scratch.directory, 'test', '--format', 'json');
    const [{ requests, requestsRefused }] = JSON.parse(stdout).coverage;
    assert.deepEqual([requests, requestsRefused], [1, 0]);
  });

  test('says where there are no tests', async () => {
    using scratch = repository();
    const { status, stderr } = await run(scratch.directory, 'test');
    assert.equal(status, 3);
    assert.match(stderr, /there are no tests/);
  });

  test('prints each test, and coverage, as JSON', async () => {
    const { stdout } = await run(root, 'test', '--format', 'json');
    const report = JSON.parse(stdout);
    assert.equal(report.verdict, 'pass');
    assert.deepEqual(Object.keys(report.tests[0]), ['name', 'line', 'passed', 'expected', 'got', 'findings']);
    assert.deepEqual(
      report.coverage.map(({ rule, unused }: { rule: string; unused: unknown[] }) => [rule, unused.length]),
      [
        ['service-serving', 0],
        ['developer-client', 0],
      ],
    );
  });
});

describe('policy', () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [['lnt'], /did you mean policy lint\?/],
    [['xyzzy'], /it is one of lint, explain, test, impact/],
    [['lint', 'x'], /policy lint takes no further argument/],
    [['explain'], /policy explain needs one file/],
    [['lint', '--base', 'HEAD'], /policy lint has no option --base/],
    [['constructor'], /it is one of/],
  ];
  for (const [argv, words] of wrong) {
    test(`wrong usage is status 2: policy ${argv.join(' ')}`, async () => {
      const { status, stderr } = await run(root, ...argv);
      assert.equal(status, 2);
      assert.match(stderr, words);
    });
  }
});

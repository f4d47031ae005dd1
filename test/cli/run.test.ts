import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BrokenPipe, type Terminal } from '../../src/adapters/terminal.ts';
import { commands } from '../../src/cli/commands.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { makeScratch } from '../support/scratch.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cart = readFileSync(join(root, 'requests/demo/shop/cart.yaml'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'countersign-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command line in this process and keeps what it wrote. */
async function run(argv: readonly string[], more: Partial<Terminal> = {}) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const writer = (to: string[]) => ({ write: (text: string) => void to.push(text), isTty: false });
  const io: Terminal = {
    stdout: writer(stdout),
    stderr: writer(stderr),
    readStdin: () => Buffer.from(''),
    env: {},
    cwd: folder,
    colour: false,
    columns: 80,
    now: () => new Date('2026-11-22T12:00:00Z'),
    ...more,
  };
  const status = await runCommandLine(argv, io);
  return { status, stdout: stdout.join(''), stderr: stderr.join('') };
}

describe('the frame of the command line', () => {
  test('help shows examples first, then the commands in their groups, within 80 columns', async () => {
    for (const argv of [[], ['--help'], ['-h'], ['help']]) {
      const { status, stdout } = await run(argv);
      assert.equal(status, 0);
      assert.ok(stdout.indexOf('Examples') < stdout.indexOf('Ask for a certificate'));
      for (const name of Object.keys(commands)) assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'));
      for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
    }
  });

  test('each command has help with examples, usage and options, and it loads', async () => {
    for (const name of Object.keys(commands)) {
      const { status, stdout } = await run([name, '--help']);
      assert.equal(status, 0, name);
      assert.ok(stdout.indexOf('Examples') < stdout.indexOf('Usage'), name);
      assert.match(stdout, new RegExp(`countersign ${name}`), name);
      assert.equal((await run(['help', name])).stdout, stdout);
    }
  });

  test('the examples of plan and issue give what these commands cannot do without', async () => {
    for (const name of ['plan', 'issue']) {
      const { stdout } = await run([name, '--help']);
      const examples = stdout.match(new RegExp(`^ {2}countersign ${name} .*`, 'gm')) ?? [];
      assert.ok(examples.length > 1);
      for (const line of examples) assert.match(line, /--evidence (evidence\.json|FILE)/);
    }
  });

  const wrongUsage: readonly (readonly [readonly string[], RegExp, RegExp])[] = [
    [['validat'], /there is no command "validat"/, /did you mean countersign validate\?/],
    [['xyzzy'], /there is no command "xyzzy"/, /lists the commands/],
    [['constructor'], /there is no command/, /lists the commands/],
    [['--frobnicate'], /there is no option "--frobnicate"/, /lists the commands/],
    [['validate', '--bas', 'x'], /validate has no option --bas/, /did you mean --base\?/],
    [['validate', '--base'], /--base needs a value \(REV\)/, /--help shows/],
    [['validate', '--base', '--head'], /looks like an option/, /--base=--head/],
    [['validate', '--format', 'jsn'], /is one of text, json, markdown/, /did you mean --format json\?/],
    [['validate', '--help=yes'], /--help takes no value/, /--help shows/],
    [['validate', '-x'], /validate has no option -x/, /./],
    [['show'], /show needs an argument/, /--help shows/],
    [['show', 'a', 'b'], /show cannot use "b"/, /--help shows/],
    [['validate'], /this is no Git repository/, /name the files/],
  ];
  for (const [argv, message, hint] of wrongUsage) {
    test(`wrong usage is status 2 with a way on: ${argv.join(' ')}`, async () => {
      const { status, stdout, stderr } = await run(argv);
      const [first = '', second = ''] = stderr.split('\n');
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(first, /^countersign: error: /);
      assert.match(first, message);
      assert.match(second, /^countersign: hint: /);
      assert.match(second, hint);
    });
  }

  test('an operation that failed is status 3', async () => {
    const { status, stderr } = await run(['validate', 'nowhere.yaml']);
    assert.equal(status, 3);
    assert.match(stderr, /cannot read "nowhere.yaml": there is no such file/);
  });

  test('a bug is status 70, prints its stack and asks for a report', async () => {
    const readStdin = (): Uint8Array => {
      throw new TypeError('boom');
    };
    const { status, stderr } = await run(['validate', '-'], { readStdin });
    assert.equal(status, 70);
    assert.match(stderr, /TypeError: boom\n +at /);
    assert.match(stderr, /please report it/);
  });

  test('a reader that went away ends the run in silence', async () => {
    const gone = {
      isTty: false,
      write: () => {
        throw new BrokenPipe('gone');
      },
    };
    assert.deepEqual(await run(['help'], { stdout: gone }), { status: 0, stdout: '', stderr: '' });
  });
});

describe('validate and show', () => {
  test('validate FILE works anywhere, from a file or standard input', async () => {
    writeFileSync(
      join(folder, 'cart.yaml'),
      cart.replace('example.com/serving', 'kubernetes.io/kubelet-serving'),
    );
    const { status, stdout } = await run(['validate', 'cart.yaml']);
    assert.equal(status, 1);
    assert.match(stdout, /^FAIL {2}cart\.yaml: would never get a certificate\n/);
    const laptop = readFileSync(join(root, 'requests/demo/_users/ada/laptop.yaml'));
    const piped = await run(['validate', '-', '--format', 'json'], { readStdin: () => laptop });
    assert.equal(piped.status, 0);
    assert.equal(JSON.parse(piped.stdout).requests[0].prediction.outcome, 'issued');
  });

  test('validate in a repository judges the change by the policy at the base, the same from any folder', async () => {
    using scratch = makeScratch();
    scratch.write('.github/countersign.yaml', readFileSync(join(root, '.github/countersign.yaml')));
    scratch.write('requests/README.md', 'hello\n');
    scratch.commit();
    assert.match(
      (await run(['validate'], { cwd: scratch.directory })).stdout,
      /^PASS {2}no request changes\n/,
    );
    scratch.write('requests/demo/shop/cart.yaml', cart.replace('7776000', '31536000'));
    const top = await run(['validate', '--format=json'], { cwd: scratch.directory });
    const below = await run(['validate', '--format=json'], { cwd: join(scratch.directory, 'requests/demo') });
    const named = await run(['validate', '--format=json', 'shop/cart.yaml'], {
      cwd: join(scratch.directory, 'requests/demo'),
    });
    assert.deepEqual([top.status, below.status, named.status], [1, 1, 1]);
    assert.equal(below.stdout, top.stdout);
    assert.equal(named.stdout, top.stdout);
    assert.match(top.stdout, /policy\.lifetime-over-maximum/);
    const missing = await run(['validate', 'requests/nope.yaml'], { cwd: scratch.directory });
    assert.equal(missing.status, 3);
    const markdown = await run(['validate', '--format=markdown'], { cwd: scratch.directory });
    assert.match(
      markdown.stdout,
      /^<!-- countersign:report:v1 -->\n\n### ⛔ Refused · `shop\/cart` on `demo`/,
    );
  });

  test('show decodes CSRs and certificates, as PEM and DER, and shows nobody a private key', async () => {
    const openssl = (...args: string[]): Buffer =>
      execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    openssl(
      'req',
      '-new',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'k.pem',
      '-subj',
      '/O=dev-web/CN=mira',
      '-out',
      'm.csr',
    );
    openssl('req', '-in', 'm.csr', '-outform', 'DER', '-out', 'm.der');
    openssl('req', '-x509', '-key', 'k.pem', '-in', 'm.csr', '-days', '30', '-out', 'm.crt');
    const pem = await run(['show', 'm.csr']);
    assert.match(pem.stdout, /^A CSR for .*mira.*, signed by its own key\n/);
    assert.match(pem.stdout, /Group +dev-web\n/);
    assert.equal((await run(['show', 'm.der'])).stdout, pem.stdout);
    const certificate = JSON.parse((await run(['show', 'm.crt', '--format', 'json'])).stdout);
    assert.deepEqual(
      [certificate.kind, certificate.groups, certificate.key],
      ['certificate', ['dev-web'], 'RSA-2048'],
    );
    const key = await run(['show', 'k.pem']);
    assert.deepEqual([key.status, key.stdout], [3, '']);
    assert.match(key.stderr, /private key/);
  });
});

describe('bin/countersign', () => {
  test('runs from any folder through a link, and ends silently when its reader goes', () => {
    const link = join(folder, 'cs');
    symlinkSync(join(root, 'bin/countersign'), link);
    const version = spawnSync(link, ['--version'], { cwd: folder, encoding: 'utf8' });
    assert.match(version.stdout, /^countersign \d+\.\d+\.\d+\n$/);
    const piped = spawnSync('sh', ['-c', `'${link}' --help | true`], { cwd: folder, encoding: 'utf8' });
    assert.equal(piped.stderr, '');
  });
});

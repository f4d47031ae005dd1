import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { buildCommandLine } from '../../scripts/build.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'countersign-build-'));
const dist = join(folder, 'dist');
after(() => rmSync(folder, { recursive: true, force: true }));

type Outputs = Awaited<ReturnType<typeof buildCommandLine>>['outputs'];
let outputs: Outputs = {};
before(async () => {
  outputs = (await buildCommandLine(dist)).outputs;
});

/** Every source behind an output and what it imports at once, and by `import()` where that is followed. */
function reach(start: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const output = outputs[name];
    if (output === undefined || seen.has(name)) continue;
    seen.add(name);
    open.push(...output.imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path));
  }
  return new Set([...seen].flatMap((name) => Object.keys(outputs[name]?.inputs ?? {})));
}

function outputOf(entryPoint: string): string {
  const found = Object.entries(outputs).find(([, output]) => output.entryPoint === entryPoint);
  assert.ok(found, entryPoint);
  return found[0];
}

describe('the built command line', () => {
  const heavy = /node_modules\/(@peculiar|@kubernetes|undici|@actions|asn1js|pvtsutils)\//;

  test('validate loads no SDK and no certificate writer (a hard bound on its start)', () => {
    const own = [
      'src/cli/main.ts',
      'src/cli/commands/validate.ts',
      'src/report/text.ts',
      'src/report/json.ts',
    ];
    const sources = reach(own.map(outputOf));
    assert.ok(sources.has('src/pki/csr.ts'));
    assert.deepEqual(
      [...sources].filter((source) => heavy.test(source)),
      [],
    );
    const packages = new Set(
      [...sources].flatMap((one) => one.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []),
    );
    assert.deepEqual([...packages], ['js-yaml']);
  });

  test('the check above would see an SDK: issuing does reach them', () => {
    assert.ok(
      Object.keys(outputs).some((name) =>
        Object.keys(outputs[name]?.inputs ?? {}).some((one) => heavy.test(one)),
      ),
    );
  });

  test('asks for Node’s modules without reading every export of them', () => {
    for (const source of reach([outputOf('src/cli/main.ts'), outputOf('src/cli/commands/validate.ts')])) {
      assert.doesNotMatch(source, /^node:/);
    }
    assert.doesNotMatch(readFileSync(join(dist, 'cli.js'), 'utf8'), /from\s*"node:(?!module)/);
  });

  test('runs from a folder without node_modules and gives what the sources give', () => {
    const file = join(folder, 'cart.yaml');
    writeFileSync(file, readFileSync(join(root, 'requests/demo/shop/cart.yaml')));
    const run = (program: string) =>
      spawnSync(process.execPath, [program, 'validate', '--format=json', 'cart.yaml'], { cwd: folder });
    const built = run(join(dist, 'cli.js'));
    const source = run(join(root, 'src/cli/main.ts'));
    assert.equal(built.stderr.toString(), '');
    assert.equal(built.status, source.status);
    assert.equal(built.stdout.toString(), source.stdout.toString());
  });

  test('validate in one file holds no SDK either, and its code cache is taken by this Node', () => {
    const sources = Object.keys(outputs[outputOf('src/cli/quick.ts')]?.inputs ?? {});
    assert.ok(sources.includes('src/pki/csr.ts'));
    assert.deepEqual(
      sources.filter((source) => heavy.test(source)),
      [],
    );
    const script = new Script(readFileSync(join(dist, 'quick.cjs'), 'latin1'), {
      cachedData: readFileSync(join(dist, 'quick.cache')),
    });
    assert.equal(script.cachedDataRejected, false);
  });

  for (const [title, spoil] of [
    ['is missing', (file: string) => rmSync(file)],
    ['is of another version', (file: string) => writeFileSync(file, Buffer.alloc(4096, 7))],
  ] as const) {
    test(`validate runs all the same where its code cache ${title}`, () => {
      const copy = join(folder, title.replaceAll(' ', '-'));
      cpSync(dist, copy, { recursive: true });
      spoil(join(copy, 'quick.cache'));
      const cart = join(root, 'requests/demo/shop/cart.yaml');
      const run = (program: string) =>
        spawnSync(process.execPath, [program, 'validate', '-'], { cwd: folder, input: readFileSync(cart) });
      assert.equal(run(join(copy, 'cli.js')).stdout.toString(), run(join(dist, 'cli.js')).stdout.toString());
      assert.equal(run(join(copy, 'cli.js')).stderr.toString(), '');
    });
  }

  test('the library is loaded from a folder without node_modules, and loads no SDK', async () => {
    const { validate, formatJson } = await import(pathToFileURL(join(dist, 'index.mjs')).href);
    const file = {
      path: 'cart.yaml',
      bytes: readFileSync(join(root, 'requests/demo/shop/cart.yaml')),
      mode: null,
      blob: null,
    };
    const report = validate({ change: null, files: [file], only: null, author: null, now: new Date(0) });
    const { stdout } = spawnSync(
      process.execPath,
      [join(dist, 'cli.js'), 'validate', '--format=json', 'cart.yaml'],
      { cwd: folder },
    );
    assert.equal(formatJson(report), stdout.toString());
    assert.deepEqual(
      [...reach([outputOf('src/index.ts')])].filter((source) => heavy.test(source)),
      [],
    );
  });

  test('validate --help and wrong usage read as from the sources', () => {
    for (const words of [['--help'], ['--bse', 'x'], ['nowhere.yaml']]) {
      const run = (program: string) =>
        spawnSync(process.execPath, [program, 'validate', ...words], { cwd: folder, encoding: 'utf8' });
      const built = run(join(dist, 'cli.js'));
      const source = run(join(root, 'src/cli/main.ts'));
      assert.deepEqual(
        [built.status, built.stdout, built.stderr],
        [source.status, source.stdout, source.stderr],
      );
    }
  });

  test('builds the same bytes twice, over the leavings of an earlier build', async () => {
    const list = () =>
      readdirSync(dist, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(js|cjs|json)$/.test(name))
        .sort()
        .map((name) => [name, readFileSync(join(dist, name), 'utf8')]);
    const first = list();
    writeFileSync(join(dist, 'chunks', 'stale-ABCD.js'), '');
    await buildCommandLine(dist);
    assert.deepEqual(list(), first);
  });
});

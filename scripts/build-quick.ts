/**
 * Builds `quick.cjs`, `validate` in one file, and its V8 code cache. A cache made after a run holds every function
 * that the run compiled; at the next start V8 takes them as they are. It lies in the package beside the code it
 * belongs to, is never written by a run, and is refused by any other version of V8 (decision 8).
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { build, type Metafile, type Plugin } from 'esbuild';
import type { Terminal } from '../src/adapters/terminal.ts';

/**
 * What stays out of this file: the cluster client, since the launcher sends `--live` to the whole command line, and
 * judging in threads, which lies beside it and is loaded by the launcher's `load`.
 */
const smallChangesOnly: Plugin = {
  name: 'small-changes-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/live\.ts$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
    onResolve({ filter: /\/validate-large\.ts$/ }, () => ({ path: 'validate-large', namespace: 'beside' }));
    onLoad({ filter: /^/, namespace: 'beside' }, () => ({
      contents: `export const validateLarge = async (...words) =>
        (await load('./validate-large.mjs')).validateLarge(...words);`,
    }));
  },
};

export async function buildQuick(root: string, directory: string): Promise<Metafile> {
  const file = join(directory, 'quick.cjs');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli/quick.ts'],
    outfile: file,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    minify: true,
    charset: 'ascii',
    legalComments: 'none',
    banner: { js: '(function(module,require,load){' },
    footer: { js: '})' },
    plugins: [smallChangesOnly],
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(directory, 'quick.cache'), await makeCache(root, file));
  return metafile;
}

/** Runs what a first run would: one request added to a repository with a policy, and one refused. */
async function makeCache(root: string, file: string): Promise<Buffer> {
  const script = new Script(readFileSync(file, 'latin1'), { filename: file });
  const module: { exports: Partial<typeof import('../src/cli/quick.ts')> } = { exports: {} };
  script.runInThisContext()(module, process.getBuiltinModule);
  const repository = makeRepository(root);
  try {
    for (const format of ['text', 'json'])
      await module.exports.runQuick?.(['--format', format], silent(repository));
  } finally {
    rmSync(repository, { recursive: true });
  }
  return script.createCachedData();
}

function makeRepository(root: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-build-'));
  const git = (...args: string[]): void => {
    const person = [
      '-c',
      'user.name=build',
      '-c',
      'user.email=build@localhost',
      '-c',
      'commit.gpgSign=false',
    ];
    execFileSync('git', [...person, ...args], { cwd: directory, stdio: 'ignore' });
  };
  git('init', '--initial-branch=main');
  cpSync(join(root, '.github'), join(directory, '.github'), { recursive: true });
  cpSync(join(root, 'requests'), join(directory, 'requests'), { recursive: true });
  git('add', '.');
  git('commit', '-m', 'all');
  const request = join(directory, 'requests/demo/shop/cart.yaml');
  writeFileSync(
    request,
    readFileSync(request, 'utf8').replace(/expirationSeconds: .*/, 'expirationSeconds: 31536000'),
  );
  return directory;
}

function silent(cwd: string): Terminal {
  const nowhere = { write: () => undefined, isTty: false };
  return {
    stdout: nowhere,
    stderr: nowhere,
    readStdin: () => new Uint8Array(),
    env: {},
    cwd,
    colour: false,
    columns: 80,
    now: () => new Date(0),
  };
}

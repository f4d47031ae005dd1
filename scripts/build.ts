/**
 * Builds the published command line: `dist/cli.js`, which picks between `quick.cjs` (`validate`) and `main.mjs` with its
 * chunks, ES modules that run from any folder without `node_modules`. Each `import()` in the sources becomes a chunk of its own, so that `validate` loads no SDK.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { buildQuick } from './build-quick.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = join(root, 'src');

/** CommonJS packages inside the bundle call `require` for Node's own modules; ES modules have none. */
const requireBanner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/**
 * Takes Node's own modules by `process.getBuiltinModule`, and of each only the names our sources import. An
 * `import` would read every export at once, and behind the getters of `node:crypto` and `node:util` lie web crypto,
 * workers and text decoders: some 30 ms at each start.
 */
function builtinModules(names: ReadonlyMap<string, ReadonlySet<string>>): Plugin {
  return {
    name: 'builtin-modules',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^node:/ }, ({ path, kind, importer }) =>
        kind === 'import-statement' && importer.startsWith(sources)
          ? { path, namespace: 'builtin' }
          : { path, external: true },
      );
      onLoad({ filter: /^/, namespace: 'builtin' }, ({ path }) => ({
        contents: [
          `const builtin = process.getBuiltinModule(${JSON.stringify(path)});`,
          `export const { ${[...(names.get(path) ?? [])].join(', ')} } = builtin;`,
          'export default builtin;',
        ].join('\n'),
      }));
    },
  };
}

/** What our sources import by name from each of Node's modules. */
function findBuiltinNames(): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(join(sources, file), 'utf8');
    for (const [, list = '', path = ''] of text.matchAll(/^import \{([^}]*)\} from '(node:[a-z/_]+)';$/gm)) {
      const values = list
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== '' && !word.startsWith('type '));
      names.set(
        path,
        new Set([...(names.get(path) ?? []), ...values.map((word) => word.split(' as ')[0] ?? '')]),
      );
    }
  }
  return names;
}

/** Builds into an emptied folder, since hashed chunks of an earlier build would stay beside the new ones. */
export async function buildCommandLine(directory: string): Promise<Metafile> {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'src/cli/main.ts',
      index: 'src/index.ts',
      'validate-large': 'src/cli/validate-large.ts',
      'judge-worker': 'src/cli/judge-worker.ts',
    },
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    banner: { js: requireBanner },
    plugins: [builtinModules(findBuiltinNames())],
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(directory, 'package.json'), '{"type":"commonjs"}\n');
  const launcher = await buildLauncher(directory);
  const quick = await buildQuick(root, directory);
  return {
    inputs: { ...metafile.inputs, ...launcher.inputs, ...quick.inputs },
    outputs: { ...metafile.outputs, ...launcher.outputs, ...quick.outputs },
  };
}

async function buildLauncher(directory: string): Promise<Metafile> {
  const outfile = join(directory, 'cli.js');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli/start.ts'],
    outfile,
    bundle: true,
    // Node's loader of CommonJS is there at every start; that of ES modules costs half a millisecond more.
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [builtinModules(findBuiltinNames())],
    metafile: true,
    logLevel: 'warning',
  });
  chmodSync(outfile, 0o755);
  return metafile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const metafile = await buildCommandLine(join(root, 'dist'));
  execFileSync('tsc', ['-p', 'tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
  writeFileSync(join(root, 'dist', 'types', 'package.json'), '{"type":"module"}\n');
  const sizes = Object.values(metafile.outputs).map(({ bytes }) => bytes);
  const kilobytes = Math.round(sizes.reduce((sum, bytes) => sum + bytes, 0) / 1024);
  console.log(`dist/cli.js and ${sizes.length - 1} chunks, ${kilobytes} KB`);
}

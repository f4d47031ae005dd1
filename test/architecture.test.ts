import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';

/**
 * Who may import whom: `docs/architecture.md` and design section 2, as data.
 * `folders` are folders of src, `root` the files directly in src, `packages` what comes from outside.
 */
interface Layer {
  readonly folders: readonly string[];
  /** Folders whose types alone may be imported. */
  readonly types?: readonly string[];
  readonly packages: readonly string[];
  /** Node's own modules, by name; `*` for all. */
  readonly builtins: readonly string[];
}

const anywhere = ['*'];
const layers: Readonly<Record<string, Layer>> = {
  root: { folders: [], packages: ['js-yaml', 'canonicalize'], builtins: [] },
  pki: {
    folders: ['root'],
    packages: ['@peculiar/asn1-csr', '@peculiar/asn1-schema', '@peculiar/asn1-x509'],
    builtins: ['node:buffer', 'node:crypto', 'node:net'],
  },
  request: { folders: ['root', 'pki'], packages: ['canonicalize'], builtins: ['node:crypto'] },
  kubernetes: { folders: ['root', 'pki', 'request'], packages: [], builtins: [] },
  policy: { folders: ['root', 'pki', 'request'], packages: [], builtins: ['node:crypto', 'node:net'] },
  approval: { folders: ['root', 'pki', 'request', 'policy'], packages: [], builtins: [] },
  authority: { folders: ['root', 'pki', 'request', 'policy'], packages: [], builtins: ['node:crypto'] },
  pipeline: {
    folders: ['root', 'pki', 'request', 'kubernetes', 'policy', 'approval', 'authority'],
    packages: ['canonicalize'],
    builtins: ['node:crypto', 'node:util'],
  },
  report: { folders: ['root'], packages: [], builtins: [] },
  adapters: {
    folders: ['root', 'pki', 'ports'],
    types: ['kubernetes'],
    packages: ['@kubernetes/client-node', 'undici'],
    builtins: anywhere,
  },
  sandbox: { folders: ['root', 'pki', 'kubernetes', 'authority'], packages: [], builtins: anywhere },
  index: { folders: anywhere, packages: [], builtins: [] },
  cli: { folders: anywhere, packages: [], builtins: anywhere },
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Folder of src a file lies in; `root` for files directly in src and the parts of `yaml.ts`, `ports` for ports. */
function layerOf(file: string): string {
  const [first = '', ...rest] = path.relative('src', file).split('/');
  if (first === 'index.ts') return 'index';
  if (rest.length === 0 || first === 'yaml') return 'root';
  return rest.at(-1) === 'ports.ts' ? 'ports' : first;
}

/** The code of a file: what its doc comments say by way of example is no code. */
function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/^ *\/\*\*[\s\S]*?\*\//gm, '');
}

function importsOf(file: string): readonly Import[] {
  const source = codeOf(file);
  const pattern =
    /(?:import|export)\s+(type\s)?(?:[\w*{][^'";]*?from\s*)?'([^']+)'|import\(\s*'([^']+)'\s*\)/g;
  return [...source.matchAll(pattern)].map((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    const to = specifier.startsWith('.') ? path.join(path.dirname(file), specifier) : specifier;
    return { file, from: layerOf(file), to, typeOnly: match[1] !== undefined };
  });
}

const files = globSync('src/**/*.ts').sort();
const imports = files.flatMap(importsOf);

function complaint({ file, from, to, typeOnly }: Import): string | null {
  const layer = layers[from === 'ports' ? 'pipeline' : from];
  if (!layer) return `${file}: folder '${from}' is not in the table of layers`;
  const words = typeOnly && (layer.types ?? []).includes(layerOf(to));
  return words || mayImport(layer, from, to) ? null : `${file}: ${from} may not import ${to}`;
}

function mayImport(layer: Layer, from: string, to: string): boolean {
  if (isBuiltin(to)) return layer.builtins.includes('*') || layer.builtins.includes(to);
  if (!to.startsWith('src/')) {
    return (
      to.endsWith('package.json') || layer.packages.some((name) => to === name || to.startsWith(`${name}/`))
    );
  }
  const target = layerOf(to);
  const own = from === 'pipeline' ? ['pipeline', 'ports'] : [from];
  return [...own, ...layer.folders].some((folder) => folder === target || folder === '*');
}

/** Every file that loading `entry` loads, by static imports; lazy `import()` is what keeps a graph small. */
function staticGraph(entry: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [entry];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.startsWith('src/')) queue.push(...staticTargets(next));
  }
  return seen;
}

function staticTargets(file: string): readonly string[] {
  const source = readFileSync(file, 'utf8');
  return importsOf(file)
    .filter(({ typeOnly, to }) => !typeOnly && !isLazy(source, to))
    .map(({ to }) => to);
}

function isLazy(source: string, to: string): boolean {
  const name = path.basename(to);
  return new RegExp(`import\\(\\s*'[^']*${name.replaceAll('.', '\\.')}'`).test(source);
}

describe('layers', () => {
  it('finds files to look at', () => assert.ok(files.length > 20));

  it('keeps every import within the table', () => {
    assert.deepEqual(imports.map(complaint).filter(Boolean), []);
  });

  it('has one front door, which nobody inside goes through', () => {
    assert.deepEqual(
      imports.filter(({ to }) => layerOf(to) === 'index').map(({ file }) => file),
      [],
    );
  });

  it('lets only src/yaml.ts know js-yaml', () => {
    const users = imports.filter(({ to }) => to === 'js-yaml').map(({ file }) => file);
    assert.deepEqual([...new Set(users)], ['src/yaml.ts']);
  });

  it('keeps the pure layers away from the clock, the environment and chance', () => {
    const pure = files.filter((file) => !/^src\/(adapters|sandbox|cli)\//.test(file));
    const impure = pure.filter((file) =>
      /\bprocess\.[a-z]|Date\.now\(|new Date\(\)|Math\.random\(/.test(codeOf(file)),
    );
    assert.deepEqual(impure, []);
  });

  it('never loads writers, cluster or forge clients to validate', () => {
    const graph = [...staticGraph('src/cli/commands/validate.ts')];
    const heavy = /^(@peculiar|@kubernetes|@actions|undici)|(csr|certificate)-writer/;
    assert.deepEqual(
      graph.filter((file) => heavy.test(file)),
      [],
    );
  });
});

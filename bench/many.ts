/** How fast the built command line validates whole repositories, beside Go's own parser on the same CSRs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KeyKind, type ManyRepository, makeManyRepository } from './many-repository.ts';

export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  readonly bound: string;
  readonly met: boolean;
}

export interface ManyOptions {
  readonly cli: string;
  readonly short: boolean;
  /** Makes the folder go when the benchmark is over. */
  readonly keep: (folder: string) => string;
}

/** Requests a second for each kind of key, memory a request, and one changed request among all. */
export function benchRepositories(options: ManyOptions): Row[] {
  const program = buildPeer(options);
  const rows = (['ECDSA-P256', 'RSA-2048', 'Ed25519'] as const).flatMap((kind) => {
    const count = options.short ? 2000 : 10_000;
    const repository = makeRepository(options, kind, count);
    const rate = benchRate(options, kind, repository, count, program);
    return kind === 'ECDSA-P256' ? [...rate, ...benchOthers(options, repository, count)] : rate;
  });
  if (program !== null) return rows;
  console.log('Go is not installed: the rows that hold our figures against its parser are missing.');
  return rows;
}

function makeRepository({ keep }: ManyOptions, kind: KeyKind, count: number): ManyRepository {
  return makeManyRepository(keep(mkdtempSync(join(tmpdir(), 'countersign-bench-'))), kind, count);
}

/** The Go program, built; null where there is no Go. */
function buildPeer({ keep }: ManyOptions): string | null {
  const out = join(keep(mkdtempSync(join(tmpdir(), 'countersign-bench-'))), 'bench');
  const cwd = fileURLToPath(new URL('go', import.meta.url));
  const { status, stderr, error } = spawnSync('go', ['build', '-o', out, '.'], { cwd });
  if (error !== undefined) return null;
  if (status !== 0) throw new Error(`go build: ${stderr.toString()}`);
  return out;
}

interface Run {
  readonly milliseconds: number;
  readonly peakKilobytes: number;
}

/** One whole process of ours. Anything but a clean verdict would be another measurement. */
function validate({ cli }: ManyOptions, { directory }: ManyRepository, revisions: readonly string[]): Run {
  const memory = new URL('peak-memory.ts', import.meta.url).href;
  const args = ['--import', memory, cli, 'validate', '--format', 'json', ...revisions];
  const start = performance.now();
  const { status, stderr, output } = spawnSync(process.execPath, args, {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const milliseconds = performance.now() - start;
  if (status !== 0 || stderr.length > 0) throw new Error(`validate: status ${status}: ${stderr}`);
  return { milliseconds, peakKilobytes: Number(output[3]) };
}

function validateAll(options: ManyOptions, repository: ManyRepository): Run {
  return validate(options, repository, ['--base', repository.empty, '--head', repository.full]);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function benchRate(
  options: ManyOptions,
  kind: KeyKind,
  repository: ManyRepository,
  count: number,
  program: string | null,
): Row[] {
  const file = join(repository.directory, '.git', 'csrs.pem');
  writeFileSync(file, repository.csrs);
  const pairs = Array.from({ length: options.short ? 3 : 7 }, () => ({
    ours: (count * 1000) / validateAll(options, repository).milliseconds,
    theirs: program === null ? Number.NaN : Number(spawnSync(program, [file]).stdout.toString()),
  }));
  const ours = median(pairs.map((pair) => pair.ours));
  const isBound = kind === 'ECDSA-P256';
  const what = `validate, ${count} requests of ${kind} in a packed repository, whole process`;
  const row = {
    what,
    measured: ours,
    unit: 'a second',
    bound: isBound ? 'at least 5000' : '',
    met: !isBound || ours >= 5000,
  };
  if (program === null) return [row];
  const theirs = median(pairs.map((pair) => pair.theirs));
  const share = median(pairs.map((pair) => pair.ours / pair.theirs));
  const peer = `Go, parse and verify alone, the same CSRs of ${kind}`;
  return [
    row,
    { what: peer, measured: theirs, unit: 'a second', bound: '', met: true },
    { what: `ours against Go, ${kind}`, measured: share, unit: 'times', bound: '', met: true },
  ];
}

function benchOthers(options: ManyOptions, repository: ManyRepository, count: number): Row[] {
  const thousand = makeRepository(options, 'ECDSA-P256', 1000);
  const peak = (one: ManyRepository): number =>
    median(Array.from({ length: 3 }, () => validateAll(options, one).peakKilobytes));
  const each = (peak(repository) - peak(thousand)) / (count - 1000);
  const times = Array.from({ length: 3 }, () => validate(options, repository, ['--base', repository.full]));
  const one = median(times.map(({ milliseconds }) => milliseconds));
  return [
    {
      what: `peak memory of ${count} requests beyond that of 1000, a request`,
      measured: each,
      unit: 'KB',
      bound: 'at most 2',
      met: each <= 2,
    },
    {
      what: `validate, one changed request among ${count} with keys of their own`,
      measured: one,
      unit: 'ms',
      bound: 'at most 1500',
      met: one <= 1500,
    },
  ];
}

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
    const isMain = kind === 'ECDSA-P256';
    const count = isMain || !options.short ? 10_000 : 1000;
    const repository = makeRepository(options, kind, count);
    const rounds = options.short ? (isMain ? 3 : 1) : 7;
    const pairs = measurePairs(options, repository, rounds, program);
    const rate = rateRows(kind, count, pairs, program !== null);
    if (!isMain) return rate;
    return [...rate, memoryRow(options, repository, count), changedRow(options, repository, count)];
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
  /** Null where it was not asked for: the question costs time. */
  readonly peakKilobytes: number | null;
}

/** One whole process of ours. Anything but a clean verdict would be another measurement. */
function validate(
  { cli }: ManyOptions,
  { directory }: ManyRepository,
  revisions: readonly string[],
  withMemory = false,
): Run {
  const memory = withMemory ? ['--import', new URL('peak-memory.ts', import.meta.url).href] : [];
  const args = [...memory, cli, 'validate', '--format', 'json', ...revisions];
  const start = performance.now();
  const { status, stderr, output } = spawnSync(process.execPath, args, {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const milliseconds = performance.now() - start;
  if (status !== 0 || stderr.length > 0) throw new Error(`validate: status ${status}: ${stderr}`);
  return { milliseconds, peakKilobytes: withMemory ? Number(output[3]) : null };
}

function validateAll(options: ManyOptions, repository: ManyRepository, withMemory = false): Run {
  return validate(options, repository, ['--base', repository.empty, '--head', repository.full], withMemory);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

interface Pair {
  readonly run: Run;
  /** CSRs a second of the Go program in the same round. */
  readonly peer: number;
}

function measurePairs(
  options: ManyOptions,
  repository: ManyRepository,
  rounds: number,
  program: string | null,
): Pair[] {
  const file = join(repository.directory, '.git', 'csrs.pem');
  writeFileSync(file, repository.csrs);
  return Array.from({ length: rounds }, () => ({
    run: validateAll(options, repository),
    peer: program === null ? Number.NaN : Number(spawnSync(program, [file]).stdout.toString()),
  }));
}

function rateRows(kind: KeyKind, count: number, pairs: readonly Pair[], hasPeer: boolean): Row[] {
  const rate = ({ run }: Pair): number => (count * 1000) / run.milliseconds;
  const ours = median(pairs.map(rate));
  const isBound = kind === 'ECDSA-P256';
  const row: Row = {
    what: `validate, ${count} requests in a packed repository, ${kind}, whole process`,
    measured: ours,
    unit: 'a second',
    bound: isBound ? 'at least 5000' : '',
    met: !isBound || ours >= 5000,
  };
  if (!hasPeer) return [row];
  const plain = { bound: '', met: true };
  const peer = median(pairs.map((pair) => pair.peer));
  const share = median(pairs.map((pair) => rate(pair) / pair.peer));
  return [
    row,
    {
      what: `Go, parse and verify alone, the same CSRs, ${kind}`,
      measured: peer,
      unit: 'a second',
      ...plain,
    },
    { what: `ours against Go, ${kind}`, measured: share, unit: 'times', ...plain },
  ];
}

function memoryRow(options: ManyOptions, repository: ManyRepository, count: number): Row {
  const thousand = makeRepository(options, 'ECDSA-P256', 1000);
  const peak = (one: ManyRepository): number =>
    median(Array.from({ length: 3 }, () => validateAll(options, one, true).peakKilobytes ?? Number.NaN));
  const measured = (peak(repository) - peak(thousand)) / (count - 1000);
  const what = `peak memory of ${count} requests beyond that of 1000, a request`;
  return { what, measured, unit: 'KB', bound: 'at most 2', met: measured <= 2 };
}

function changedRow(options: ManyOptions, repository: ManyRepository, count: number): Row {
  const runs = Array.from({ length: 3 }, () => validate(options, repository, ['--base', repository.full]));
  const measured = median(runs.map(({ milliseconds }) => milliseconds));
  const what = `validate, one changed request among ${count} with keys of their own`;
  return { what, measured, unit: 'ms', bound: 'at most 1500', met: measured <= 1500 };
}

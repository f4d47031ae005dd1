/**
 * `npm run bench [-- --short]`: how fast the built command line is, against named programs on the same machine.
 * Ratios are taken within one round, since the machine's own speed changes from minute to minute; medians are
 * printed. Exit status 1 says that a full run missed a bound.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommandLine } from '../scripts/build.ts';
import { formatRequest, makeCsrs, makeRepository } from './fixture.ts';
import { benchRepositories, type Row } from './many.ts';

const short = process.argv.includes('--short');
const csrCount = short ? 30 : 100;
const fileCount = short ? 600 : 3000;
const rounds = short ? 9 : 31;

const folders: string[] = [];
const keep = (folder: string): string => {
  folders.push(folder);
  return folder;
};

/** Milliseconds of one whole process; one that fails in any way it should not ends the run. */
function time(program: string, args: readonly string[], cwd: string, status: number): number {
  const start = performance.now();
  const outcome = spawnSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  const elapsed = performance.now() - start;
  if (outcome.status === status && outcome.stderr.length === 0) return elapsed;
  throw new Error(`${program} ${args.join(' ')}: status ${outcome.status}: ${outcome.stderr}`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function benchStart(cli: string, csrs: string): Row[] {
  const repository = keep(makeRepository(csrs, csrCount, csrCount));
  const validate = (): number => time(process.execPath, [cli, 'validate'], repository, 0);
  const bare = (): number => time(process.execPath, ['-e', '0'], repository, 0);
  validate();
  const pairs = Array.from({ length: rounds }, () => ({ ours: validate(), theirs: bare() }));
  const ratio = median(pairs.map(({ ours, theirs }) => ours / theirs));
  const ours = median(pairs.map((pair) => pair.ours));
  const what = `validate, one change in ${csrCount} requests, against node -e 0`;
  return [
    { what, measured: ratio, unit: 'times', bound: 'at most 2.5', met: ratio <= 2.5 },
    { what: 'the same, whole process', measured: ours, unit: 'ms', bound: '', met: true },
  ];
}

function benchMany(cli: string, csrs: string): Row[] {
  const folder = keep(mkdtempSync(join(tmpdir(), 'countersign-bench-')));
  for (let number = 0; number < fileCount; number += 1) {
    writeFileSync(join(folder, `r${number}.yaml`), formatRequest(csrs, number, csrCount));
  }
  const loop = `for f in "${csrs}"/*.csr; do openssl req -verify -noout -in "$f" 2>&-; done`;
  const pairs = Array.from({ length: short ? 3 : 7 }, () => ({
    // The files use some keys more than once, which is refused: status 1.
    ours: time(process.execPath, [cli, 'validate', '--format', 'json', '.'], folder, 1) / fileCount,
    theirs: time('sh', ['-c', loop], folder, 0) / csrCount,
  }));
  const ratio = median(pairs.map(({ ours, theirs }) => theirs / ours));
  const what = `validate, ${fileCount} files, against a loop of openssl req -verify, per file`;
  const each = median(pairs.map(({ ours }) => ours));
  return [
    { what, measured: ratio, unit: 'times as fast', bound: 'at least 10', met: ratio >= 10 },
    { what: 'the same, per file', measured: each, unit: 'ms', bound: '', met: true },
  ];
}

function benchLarge(cli: string, csrs: string): Row[] {
  const repository = keep(makeRepository(csrs, csrCount, 10_000));
  // Request 0 shares its key with others here, so that it is refused: status 1.
  const times = Array.from({ length: 3 }, () => time(process.execPath, [cli, 'validate'], repository, 1));
  const measured = median(times);
  const what = 'validate, one change in 10,000 requests';
  return [{ what, measured, unit: 'ms', bound: 'at most 1500', met: measured <= 1500 }];
}

function printTable(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  for (const { what, measured, unit, bound, met } of rows) {
    const verdict = bound === '' ? '' : `${bound}: ${met ? 'met' : 'MISSED'}`;
    console.log(
      `${what.padEnd(width)}  ${measured.toFixed(2).padStart(8)} ${unit.padEnd(13)}  ${verdict}`.trimEnd(),
    );
  }
}

const dist = keep(mkdtempSync(join(tmpdir(), 'countersign-bench-')));
try {
  await buildCommandLine(dist);
  const cli = join(dist, 'cli.js');
  const csrs = keep(makeCsrs(csrCount));
  console.log(`Node ${process.version}, ${availableParallelism()} processors, medians of ${rounds} rounds`);
  const rows = [
    ...benchStart(cli, csrs),
    ...benchMany(cli, csrs),
    ...(short ? [] : benchLarge(cli, csrs)),
    ...benchRepositories({ cli, short, keep }),
  ];
  printTable(rows);
  // A short run says what it saw; its few rounds are too few to fail anybody.
  process.exitCode = short || rows.every(({ met }) => met) ? 0 : 1;
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** `npm run check`: everything that can be said about the tree without running the product. */
import { spawnSync } from 'node:child_process';

interface Step {
  readonly title: string;
  readonly command: readonly string[];
}

const steps: readonly Step[] = [
  { title: 'format and lint', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { title: 'types', command: ['tsc', '-p', '.'] },
  { title: 'layers', command: ['node', '--test', '--test-reporter=dot', 'test/architecture.test.ts'] },
];

let failed = false;
for (const { title, command } of steps) {
  const [program = '', ...rest] = command;
  const started = performance.now();
  const { status } = spawnSync(program, rest, { stdio: ['ignore', 'inherit', 'inherit'] });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${title} (${seconds} s)`);
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;

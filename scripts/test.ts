/**
 * `npm test [-- FILE…]`: runs the tests, three files at once. Node keeps what it compiled and what it stripped of
 * types below `node_modules/.cache`, which takes a third off every run but the first.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

// Absolute: what the tests start runs in folders of its own.
const cache = path.resolve('node_modules/.cache/compile');
const files = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [
    '--test',
    '--test-concurrency=3',
    '--test-reporter=spec',
    ...(files.length > 0 ? files : ['test/**/*.test.ts']),
  ],
  { stdio: 'inherit', env: { ...process.env, NODE_COMPILE_CACHE: cache } },
);
process.exitCode = status ?? 1;

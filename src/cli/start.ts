#!/usr/bin/env node
/** The first file of the built command line: it picks what to load, and loads nothing itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

type Quick = typeof import('./quick.ts');

/** What only the whole command line knows: help, and asking a cluster. */
const beyondQuick = /^(-h|--help|--live)/;

/** This file is built as CommonJS. */
declare const __dirname: string;

const [command, ...rest] = process.argv.slice(2);
if (command === 'validate' && !rest.some((word) => beyondQuick.test(word))) {
  // Everything is written by then, and there is no sense in taking the heap apart.
  void loadQuick(__dirname).runQuick(rest).then(process.exit);
} else {
  const whole = './main.mjs';
  void import(whole);
}

/** Runs `quick.cjs` with the code cache that the build made; V8 refuses one of another version by itself. */
function loadQuick(folder: string): Quick {
  const source = readFileSync(join(folder, 'quick.cjs'), 'latin1');
  const cachedData = readCache(join(folder, 'quick.cache'));
  const script = new Script(source, {
    filename: join(folder, 'quick.cjs'),
    ...(cachedData && { cachedData }),
  });
  const module = { exports: {} };
  // Judging thousands of files lies in a file of its own, which only this module can load.
  const load = (file: string): Promise<unknown> => import(file);
  script.runInThisContext()(module, process.getBuiltinModule, load);
  return module.exports as Quick;
}

function readCache(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

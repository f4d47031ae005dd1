#!/usr/bin/env node
/** The entry of the command line: the only place that ends the process. */
import { processTerminal } from '../adapters/terminal.ts';
import { runCommandLine } from './run.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), await processTerminal());

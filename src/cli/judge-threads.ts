/** Where many requests are judged: in threads, where there are enough of them to pay for starting these. */
import { availableParallelism } from 'node:os';
import { openWorkerPool } from '../adapters/worker-pool.ts';
import type { Judge, JudgedPortion, JudgeOrder } from '../pipeline/ports.ts';
import { type Appointment, appointJudge } from './judge.ts';

/** A thread takes some 60 ms to start, in which one thread judges this many requests. */
const worthThreads = 400;

/** How many threads to judge so many files in; 0 means in this one. */
export function threadsFor(files: number): number {
  return files < worthThreads ? 0 : Math.min(availableParallelism(), 8);
}

/** A judge in so many threads, 0 being this one; a thread has one order at work and one waiting. */
export function openJudge(appointment: Appointment, threads: number): Judge & AsyncDisposable {
  if (threads === 0) {
    const judge = appointJudge(appointment);
    return { width: 0, judge: async (order) => judge(order), [Symbol.asyncDispose]: async () => undefined };
  }
  const pool = openWorkerPool<JudgeOrder, JudgedPortion>(workerModule(), threads, appointment);
  return {
    width: threads * 2,
    judge: (order) => {
      const { packed, buffer } = gather(order);
      return pool.run(packed, [buffer]);
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

/** The worker's entry, of the sources or of the bundle: it lies beside this module in both. */
function workerModule(): URL {
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'mjs';
  return new URL(`./judge-worker.${suffix}`, import.meta.url);
}

/** The contents of all files side by side in one buffer, which can go over to a thread as it is. */
function gather({ files, holders }: JudgeOrder): {
  readonly packed: JudgeOrder;
  readonly buffer: ArrayBuffer;
} {
  const sides = files.flatMap(({ before, after }) => [before, after]);
  const buffer = new ArrayBuffer(sides.reduce((sum, side) => sum + (side?.bytes.length ?? 0), 0));
  let at = 0;
  const move = <T extends { readonly bytes: Uint8Array } | null>(file: T): T => {
    if (file === null) return file;
    const bytes = new Uint8Array(buffer, at, file.bytes.length);
    bytes.set(file.bytes);
    at += bytes.length;
    return { ...file, bytes };
  };
  const packed = files.map((file) => {
    const after = move(file.after);
    const moved = file.moved === null ? null : { ...file.moved, bytes: after?.bytes ?? new Uint8Array() };
    return { path: file.path, before: move(file.before), after, moved };
  });
  return { packed: { files: packed, holders }, buffer };
}

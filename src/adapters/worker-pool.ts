import { Worker } from 'node:worker_threads';

/** Threads that answer orders, one at a time each. */
export interface WorkerPool<Order, Answer> extends AsyncDisposable {
  /** `moved` are buffers of the order that go over to the thread instead of being copied. */
  run(order: Order, moved: readonly ArrayBuffer[]): Promise<Answer>;
}

interface Job {
  readonly order: unknown;
  readonly moved: readonly ArrayBuffer[];
  readonly resolve: (answer: never) => void;
  readonly reject: (reason: unknown) => void;
}

/** A nursery as large as gains time: what a judge leaves behind dies young, and more would only be filled with it. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

/**
 * Starts threads from a module that answers each message with one of its own (`serveOrders`). A thread that fails
 * rejects the order it was at; one that cannot go on rejects all that follows.
 */
export function openWorkerPool<Order, Answer>(
  module: URL,
  size: number,
  common: unknown,
): WorkerPool<Order, Answer> {
  const queue: Job[] = [];
  const seats = Array.from({ length: size }, () =>
    takeSeat(new Worker(module, { workerData: common, resourceLimits }), queue),
  );
  return {
    run: (order, moved) =>
      new Promise((resolve, reject) => {
        queue.push({ order, moved, resolve, reject });
        for (const seat of seats) seat.next();
      }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(seats.map(({ worker }) => worker.terminate()));
    },
  };
}

interface Seat {
  readonly worker: Worker;
  /** Takes the next order, where the thread is idle. */
  readonly next: () => void;
}

function takeSeat(worker: Worker, queue: Job[]): Seat {
  let job: Job | undefined;
  let fault: unknown;
  const next = (): void => {
    if (job !== undefined) return;
    job = queue.shift();
    if (fault !== undefined) fail();
    else if (job !== undefined) worker.postMessage(job.order, job.moved);
  };
  const fail = (): void => {
    job?.reject(fault);
    job = undefined;
    for (const one of queue.splice(0)) one.reject(fault);
  };
  worker.on('message', (answer) => {
    job?.resolve(answer as never);
    job = undefined;
    next();
  });
  worker.on('error', (error) => {
    fault = error;
    fail();
  });
  return { worker, next };
}

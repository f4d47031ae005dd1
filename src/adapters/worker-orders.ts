import { parentPort, workerData } from 'node:worker_threads';

/** Answers the orders of a pool in this thread. `answer` also names the buffers that may go over uncopied. */
export function serveOrders<Common, Order, Answer>(
  open: (
    common: Common,
  ) => (order: Order) => { readonly answer: Answer; readonly moved: readonly ArrayBuffer[] },
): void {
  const serve = open(workerData);
  parentPort?.on('message', (order: Order) => {
    const { answer, moved } = serve(order);
    parentPort?.postMessage(answer, moved);
  });
}

/** A run split over threads, each with an oracle of its own. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Disagreement, type FuzzOutcome, type FuzzPlan, fuzz } from './fuzz.ts';
import { openOracle } from './oracle.ts';

interface Share {
  readonly binary: string;
  readonly plan: Omit<FuzzPlan, 'onDisagreement'>;
}

type Message = { readonly found: Disagreement } | { readonly outcome: FuzzOutcome };

/** Runs the plan on so many threads; the cases are the same for any number of them. */
export async function fuzzOnThreads(binary: string, jobs: number, plan: FuzzPlan): Promise<FuzzOutcome> {
  const { onDisagreement, ...shared } = plan;
  const each = Math.ceil(plan.cases / jobs);
  const shares = Array.from({ length: jobs }, (_, index) => {
    const first = index * each;
    return { ...shared, first, cases: Math.min(each, plan.cases - first) };
  });
  const outcomes = await Promise.all(
    shares.map((share) => runShare({ binary, plan: share }, onDisagreement)),
  );
  return outcomes.reduce(sum) as FuzzOutcome;
}

function runShare(share: Share, onDisagreement: FuzzPlan['onDisagreement']): Promise<FuzzOutcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.on('error', reject);
    worker.on('message', (message: Message) => {
      if ('found' in message) onDisagreement(message.found);
      else resolve(message.outcome);
    });
  });
}

type Counts = { readonly [key: string]: number | Counts };

/** Adds counts of the same shape. */
function sum<T extends object>(a: T, b: T): T {
  const [left, right] = [a as Counts, b as Counts];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  const added = [...keys].map((key) => {
    const [one = 0, other = 0] = [left[key], right[key]];
    if (typeof one === 'number' && typeof other === 'number') return [key, one + other];
    return [key, sum(typeof one === 'number' ? {} : one, typeof other === 'number' ? {} : other)];
  });
  return Object.fromEntries(added) as T;
}

if (!isMainThread && parentPort !== null) {
  const { binary, plan } = workerData as Share;
  const oracle = openOracle(binary);
  const port = parentPort;
  const outcome = await fuzz(oracle, { ...plan, onDisagreement: (found) => port.postMessage({ found }) });
  oracle.close();
  port.postMessage({ outcome });
}

/** The loop: cases out of a seed, both sides asked, disagreements made small. */
import { type Comparison, compareCsr, compareManifest } from './compare.ts';
import { type Case, generators } from './generators.ts';
import { minimiseText } from './minimise.ts';
import type { CsrAnswer, ManifestAnswer, Oracle } from './oracle.ts';
import { caseSeed, randomOf } from './random.ts';

export interface Disagreement {
  readonly generator: string;
  /** Gives this case alone. */
  readonly seed: number;
  readonly differences: readonly string[];
  readonly mode: Case['mode'];
  /** The smallest text found that still disagrees in the same respect; DER is left whole. */
  readonly content: string;
}

export interface FuzzPlan {
  readonly cases: number;
  /** Index of the first case within the run of this seed; 0 when absent. */
  readonly first?: number;
  readonly seed: number;
  readonly only?: string;
  /** How many disagreements are minimised and shown. */
  readonly show: number;
  readonly onDisagreement: (found: Disagreement) => void;
}

export interface FuzzOutcome {
  readonly cases: Record<string, number>;
  readonly disagreements: Record<string, number>;
  /** What the oracle said, by generator: `201 issued`. */
  readonly outcomes: Record<string, Record<string, number>>;
  /** Cases without a prediction, by class. */
  readonly unpredicted: Record<string, number>;
  /** Those of them whose withheld prediction would have been right. */
  readonly wouldAgree: Record<string, number>;
}

/** Cases asked at once, so that the oracle works while we read. */
const chunk = 256;

export async function fuzz(oracle: Oracle, plan: FuzzPlan): Promise<FuzzOutcome> {
  const outcome: FuzzOutcome = {
    cases: {},
    disagreements: {},
    outcomes: {},
    unpredicted: {},
    wouldAgree: {},
  };
  const order = plan.only === undefined ? schedule() : [plan.only];
  const shown = { count: 0, kinds: new Map<string, number>() };
  const first = plan.first ?? 0;
  for (let done = 0; done < plan.cases; done += chunk) {
    const batch = Array.from({ length: Math.min(chunk, plan.cases - done) }, (_, offset) => {
      const index = first + done + offset;
      const generator = order[index % order.length] as string;
      const seed = caseSeed(plan.seed, index);
      const made = generate(generator, seed);
      return { generator, seed, made, answer: oracle.ask(made.mode, made.content) };
    });
    for (const { generator, seed, made, answer } of batch) {
      const comparison = compare(made, await answer);
      count(outcome, generator, comparison, await answer);
      if (comparison.differences.length > 0)
        await show(oracle, plan, shown, { generator, seed, made, comparison });
    }
  }
  return outcome;
}

export function generate(generator: string, seed: number): Case {
  const found = generators[generator];
  if (found === undefined) throw new Error(`no generator ${generator}`);
  return found.make(randomOf(seed));
}

/** Generators take turns, each as often as its weight says. */
function schedule(): string[] {
  return Object.entries(generators).flatMap(([name, { weight }]) =>
    Array.from({ length: weight }, () => name),
  );
}

/** An exception of ours is a disagreement, too: no text and no octets may cause one. */
export function compare(made: Case, answer: ManifestAnswer | CsrAnswer): Comparison {
  try {
    return compareBy(made, answer);
  } catch (error) {
    return { differences: [`we threw: ${String(error)}`], unpredicted: null, wouldAgree: false };
  }
}

function compareBy({ mode, content }: Case, answer: ManifestAnswer | CsrAnswer): Comparison {
  if (mode === 'manifest') return compareManifest(content, answer as ManifestAnswer);
  return compareCsr(Buffer.from(content, 'base64'), answer as CsrAnswer);
}

function count(
  outcome: FuzzOutcome,
  generator: string,
  { differences, unpredicted, wouldAgree }: Comparison,
  answer: ManifestAnswer | CsrAnswer,
): void {
  add(outcome.cases, generator);
  const kinds = outcome.outcomes[generator] ?? {};
  outcome.outcomes[generator] = kinds;
  add(kinds, kindOfAnswer(answer));
  if (differences.length > 0) add(outcome.disagreements, generator);
  if (unpredicted === null) return;
  add(outcome.unpredicted, unpredicted);
  if (wouldAgree) add(outcome.wouldAgree, unpredicted);
}

function add(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function kindOfAnswer(answer: ManifestAnswer | CsrAnswer): string {
  if ('create' in answer) return `${answer.create.code} ${answer.outcome}`;
  if (answer.ok) return 'ok';
  return answer.error ? 'malformed' : 'bad signature';
}

type Found = {
  readonly generator: string;
  readonly seed: number;
  readonly made: Case;
  readonly comparison: Comparison;
};

/** Shows at most three of a kind; the rest are counted. */
async function show(
  oracle: Oracle,
  plan: FuzzPlan,
  shown: { count: number; kinds: Map<string, number> },
  found: Found,
): Promise<void> {
  const { generator, seed, made, comparison } = found;
  const kind = kindOf(comparison);
  const times = shown.kinds.get(kind) ?? 0;
  shown.kinds.set(kind, times + 1);
  if (times >= 3 || shown.count >= plan.show) return;
  shown.count++;
  const fails = async (content: string) => {
    const again = { mode: made.mode, content };
    return kindOf(compare(again, await oracle.ask(made.mode, content))) === kind;
  };
  const content = made.mode === 'manifest' ? await minimiseText(made.content, fails) : made.content;
  const { differences } = compare({ mode: made.mode, content }, await oracle.ask(made.mode, content));
  plan.onDisagreement({ generator, seed, differences, mode: made.mode, content });
}

/** Two disagreements are of one kind if the same things differ, whatever names they hold. */
function kindOf({ differences }: Comparison): string {
  return differences.map((difference) => difference.replace(/"(?:[^"\\]|\\.){30,}"|\d{4,}/g, '…')).join('; ');
}

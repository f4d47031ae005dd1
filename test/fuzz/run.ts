/**
 * Holds our readings against Kubernetes' own code, on cases made from a seed:
 *
 *   node test/fuzz/run.ts [--cases N] [--seed S] [--only GENERATOR] [--jobs 1|2] [--show N]
 *
 * A disagreement is printed with the seed that gives it alone: --only GENERATOR --seed SEED --cases 1.
 */
import { parseArgs } from 'node:util';
import { ambiguousClasses } from './ambiguous.ts';
import { generators } from './generators.ts';
import { fuzzOnThreads } from './jobs.ts';
import { findOracle } from './oracle.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    show: { type: 'string', default: '20' },
  },
});

const found = findOracle();
if ('missing' in found) throw new Error(found.missing);
if (values.only !== undefined && !Object.hasOwn(generators, values.only)) {
  throw new Error(`no generator ${values.only}; there are ${Object.keys(generators).join(', ')}`);
}
const say = (line: string) => process.stdout.write(`${line}\n`);
const began = performance.now();
const outcome = await fuzzOnThreads(found.binary, Number(values.jobs), {
  cases: Number(values.cases),
  seed: Number(values.seed),
  show: Number(values.show),
  ...(values.only === undefined ? {} : { only: values.only }),
  onDisagreement: ({ generator, seed, differences, content }) => {
    say(`${generator} ${seed}: ${differences.join('; ')}\n${JSON.stringify(content)}\n`);
  },
});
const seconds = (performance.now() - began) / 1000;
for (const [name, count] of Object.entries(outcome.cases)) {
  const kinds = Object.entries(outcome.outcomes[name] ?? {}).toSorted(([, a], [, b]) => b - a);
  say(
    `${name}: ${count} cases, ${outcome.disagreements[name] ?? 0} disagree; ${kinds.map(([kind, times]) => `${kind} ${times}`).join(', ')}`,
  );
}
const total = Object.values(outcome.cases).reduce((sum, count) => sum + count, 0);
say(
  `${total} cases in ${seconds.toFixed(1)} s, ${Math.round(total / seconds)} a second, seed ${values.seed}`,
);
for (const [code, count] of Object.entries(outcome.unpredicted).toSorted(([, a], [, b]) => b - a)) {
  const why = Object.entries(ambiguousClasses).find(([known]) => known === code)?.[1];
  const right = `${outcome.wouldAgree[code] ?? 0} would have been right`;
  say(`not predicted ${((100 * count) / total).toFixed(2)} % ${code}: ${count}, ${right}; ${why}`);
}
const wrong = Object.values(outcome.disagreements).reduce((sum, count) => sum + count, 0);
say(`${wrong} disagreements`);
process.exitCode = wrong === 0 ? 0 : 1;

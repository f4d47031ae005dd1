import { CountersignError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { capturesOf } from '../policy/pattern.ts';
import type { Policy, Rule } from '../policy/policy.ts';
import { fillPattern } from '../policy/profile.ts';
import type { OptionSpec } from './command.ts';

/** Options of every command that writes a request at its place. */
export const placeOptions = {
  cluster: {
    type: 'string',
    short: 'c',
    value: 'CLUSTER',
    summary: 'the cluster, where the policy has several',
  },
  namespace: {
    type: 'string',
    short: 'n',
    value: 'NAMESPACE',
    summary: 'the namespace, where NAME has none',
  },
  reason: { type: 'string', value: 'TEXT', summary: 'why; reviewers see it' },
  force: { type: 'boolean', summary: 'replace an existing request' },
} as const satisfies Record<string, OptionSpec>;

/** Where a new request belongs: the rule that will judge it, what its path captures, and that path. */
export interface Place {
  readonly rule: Rule;
  readonly captures: Readonly<Record<string, string>>;
  readonly path: string;
}

/** What the person typed about the place. */
export interface PlaceWords {
  readonly rule: Rule;
  /** `payments/web-api`, `web-api`, `alice`: fills the rule's path from the right. */
  readonly name: string;
  readonly cluster: string | null;
  readonly namespace: string | null;
}

/** Finds the rule of that name; throws `usage` with the names there are. */
export function findRule(policy: Policy, name: string): Rule {
  const found = policy.rules.find((rule) => rule.name === name);
  if (found) return found;
  const names = policy.rules.map((rule) => rule.name);
  const meant = nearest(name, names);
  throw new CountersignError('usage', `the policy has no rule ${JSON.stringify(name)}`, {
    hint: meant ? `did you mean ${meant}?` : `its rules are ${names.join(', ')}`,
  });
}

/** Fills the captures of the rule's path; throws `usage` naming what is missing and how to give it. */
export function findPlace(policy: Policy, words: PlaceWords): Place {
  const { rule } = words;
  const captures: Record<string, string> = {
    cluster: findCluster(policy, rule, words.cluster),
    ...(words.namespace === null ? {} : { namespace: words.namespace }),
  };
  const open = capturesOf(rule.match.path).filter((name) => captures[name] === undefined);
  const given = words.name.split('/');
  // `new user alice`: a person's first request needs no name of its own.
  const isNameless = open.includes('user') && open.at(-1) === 'name' && given.length === open.length - 1;
  const values = isNameless ? [...given, 'default'] : given;
  if (values.length !== open.length || values.some((value) => !isSegment(value))) {
    throw new CountersignError('usage', `rule ${rule.name} puts requests at ${rule.match.path}`, {
      hint: `give ${open.map((name) => name.toUpperCase()).join('/')} as the name, in lower case${
        open.includes('namespace') ? ', or the namespace with -n' : ''
      }`,
    });
  }
  open.forEach((name, index) => {
    captures[name] = values[index] ?? '';
  });
  return { rule, captures, path: fillPattern(rule.match.path, captures) };
}

function findCluster(policy: Policy, rule: Rule, wanted: string | null): string {
  const known = rule.match.clusters ?? Object.keys(policy.clusters);
  const cluster = wanted ?? (known.length === 1 ? known[0] : undefined);
  if (cluster !== undefined && known.includes(cluster)) return cluster;
  throw new CountersignError(
    'usage',
    cluster === undefined
      ? 'which cluster?'
      : `rule ${rule.name} does not serve cluster ${JSON.stringify(cluster)}`,
    { hint: `give one with -c: ${known.join(', ')}` },
  );
}

const isSegment = (text: string): boolean => /^[a-z0-9_]([a-z0-9._-]{0,61}[a-z0-9])?$/.test(text);

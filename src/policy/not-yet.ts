import type { JsonValue } from '../model.ts';

interface Row {
  /** Keys from the top; `*` stands for any. */
  readonly path: readonly string[];
  /** The values meant; every value when left out. */
  readonly values?: readonly string[];
  /** What to write for now. */
  readonly instead: string;
}

/**
 * Features that policy already has words for and the pipeline cannot do yet. To state one would be to rely on
 * it, so each is refused; whoever builds one deletes its row.
 */
const rows: readonly Row[] = [
  { path: ['clusters', '*', 'access'], values: ['oidc', 'incluster'], instead: 'Write access: kubeconfig.' },
  { path: ['people'], instead: 'Leave it out; nobody is mapped.' },
  { path: ['governing'], values: ['required'], instead: 'Write governing: stated.' },
  {
    path: ['results', 'branch'],
    values: ['pull-request', 'default-branch'],
    instead: 'Name a branch of its own, such as certificates.',
  },
  { path: ['rules', '*', 'autoApprove'], values: ['renewal'], instead: 'Write autoApprove: never.' },
  {
    path: ['rules', '*', 'reviewEvery'],
    instead: 'Leave it out: people look at each issuance as long as nothing is renewed without them.',
  },
  { path: ['authorities', '*', 'key', 'secret'], instead: 'Use env for now.' },
  { path: ['authorities', '*', 'key', 'command'], instead: 'Use env for now.' },
  { path: ['authorities', '*', 'crl'], instead: 'Leave it out; no revocation list is written yet.' },
];

/** A value that is stated and not built. */
export interface NotYet {
  readonly pointer: string;
  /** The word that is not built; null where no value is. */
  readonly word: string | null;
  readonly instead: string;
}

/** Finds everything a policy states that is not built yet. */
export function findNotYet(policy: JsonValue): readonly NotYet[] {
  return rows.flatMap((row) =>
    follow(policy, row.path, '')
      .filter(({ value }) => row.values === undefined || row.values.some((word) => word === value))
      .map(({ pointer, value }) => ({
        pointer,
        word: row.values ? String(value) : null,
        instead: row.instead,
      })),
  );
}

interface Place {
  readonly pointer: string;
  readonly value: JsonValue;
}

function follow(value: JsonValue, path: readonly string[], at: string): readonly Place[] {
  const [key, ...rest] = path;
  if (key === undefined) return [{ pointer: at, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => key === '*' || key === name)
    .flatMap(([name, item]: [string, JsonValue]) =>
      follow(item, rest, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    );
}

/** Creates that are only tried: each on its own, and what was created is removed again. */
import { type CallOptions, csrPath } from '../client.ts';
import { janes, pathOf } from '../objects.ts';
import type { Scenario, Stage } from '../scenario.ts';

export interface Case extends CallOptions {
  readonly title: string;
  readonly query?: string;
  readonly user?: string | null;
  readonly path?: string;
  readonly method?: string;
}

/** One scenario of many attempts. */
export function attempts(title: string, cases: readonly Case[]): Scenario {
  return { title: `create: ${title}`, play: (stage) => attemptAll(stage, cases) };
}

async function attemptAll(stage: Stage, cases: readonly Case[]): Promise<void> {
  for (const {
    title,
    query = '',
    user = 'submitter',
    path = csrPath,
    method = 'POST',
    ...options
  } of cases) {
    const { code, json } = await stage.see(title, user, method, `${path}${query}`, options);
    if (code === 201) await stage.call('admin', 'DELETE', pathOf(json.metadata.name));
  }
}

/** A create with other fields in its spec. */
export function spec(title: string, fields: object, query = ''): Case {
  return { title, query, body: janes('a', fields) };
}

/** A create of a body that is no object, or is written in another way. */
export function text(title: string, body: string | Buffer, headers?: CallOptions['headers']): Case {
  return { title, body, ...(headers === undefined ? {} : { headers }) };
}

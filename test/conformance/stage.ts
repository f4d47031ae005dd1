/** Plays one scenario on a cluster: calls, notes what was seen, and removes what was created. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Client, csrPath } from './client.ts';
import { normalise } from './normalise.ts';
import type { Scenario, Sightings, Stage } from './scenario.ts';

const patienceMilliseconds = 20_000;

/** Returns what it saw; the cluster is as before. */
export async function play(scenario: Scenario, client: Client): Promise<Sightings> {
  const seen: Record<string, unknown> = {};
  const aliases = new Map<string, string>();
  const created = new Set<string>();
  const note = (step: string, value: unknown): void => {
    if (Object.hasOwn(seen, step)) throw new Error(`two steps are called ${JSON.stringify(step)}`);
    // As JSON has it: what is undefined is not there.
    seen[step] = JSON.parse(JSON.stringify(normalise(value, aliases) ?? null));
  };
  const call: Client['call'] = async (...parameters) => {
    const answer = await client.call(...parameters);
    for (const name of namesIn(answer)) created.add(name);
    return answer;
  };
  const stage: Stage = {
    ...client,
    call,
    note,
    alias: (text, name) => void aliases.set(text, name),
    async see(step, ...parameters) {
      const answer = await call(...parameters);
      note(step, sighting(answer));
      return answer;
    },
    until: (name, done) => poll(client, name, done),
  };
  try {
    await scenario.play(stage);
  } finally {
    for (const name of created) await remove(client, name);
  }
  return seen;
}

/** The object that an answer holds, if it was just created. */
function namesIn({ code, json }: Answer): readonly string[] {
  const name = json?.kind === 'CertificateSigningRequest' ? json.metadata?.name : undefined;
  return code === 201 && typeof name === 'string' ? [name] : [];
}

/** What of an answer must be equal. */
function sighting({ code, headers, json, text }: Answer) {
  const type = String(headers['content-type'] ?? '');
  const warning = headers['warning'];
  return {
    code,
    ...(type === 'application/json' ? {} : { type }),
    ...(warning === undefined ? {} : { warning: String(warning) }),
    ...(headers['retry-after'] === undefined ? {} : { retryAfter: headers['retry-after'] }),
    body: json ?? text,
  };
}

async function remove(client: Client, name: string): Promise<void> {
  const path = `${csrPath}/${encodeURIComponent(name)}`;
  const body = [{ op: 'remove', path: '/metadata/finalizers' }];
  await client.call('admin', 'PATCH', path, {
    body,
    headers: { 'content-type': 'application/json-patch+json' },
  });
  await client.call('admin', 'DELETE', path);
}

// biome-ignore lint/suspicious/noExplicitAny: an object of the API
async function poll(client: Client, name: string, done: (object: any) => boolean): Promise<any> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const { json } = await client.call('admin', 'GET', `${csrPath}/${encodeURIComponent(name)}`);
    if (done(json)) return json;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${name}: ${JSON.stringify(json)}`);
    await delay(20);
  }
}

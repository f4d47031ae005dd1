/**
 * Plays every scenario on a real control plane and writes what it saw to `expected.json`.
 *
 *   node test/conformance/record.ts
 */
import { writeFileSync } from 'node:fs';
import { startPlane } from '../cluster/plane.ts';
import { createClient } from './client.ts';
import { play } from './stage.ts';
import { scenarios } from './suite.ts';
import { createUsers } from './users.ts';

const plane = await startPlane({ users: createUsers() });
const client = createClient(plane);
try {
  const seen: Record<string, unknown> = {};
  for (const scenario of scenarios) seen[scenario.title] = await play(scenario, client);
  const text = JSON.stringify({ kubernetes: plane.version, scenarios: seen }, null, 2);
  writeFileSync(new URL('expected.json', import.meta.url), `${text}\n`);
} finally {
  client.close();
  await plane.stop();
}

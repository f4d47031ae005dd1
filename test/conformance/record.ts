/**
 * Plays every scenario on a real control plane and writes what it saw to `expected.json`, and bytes of its own
 * Protocol Buffers to `protobuf.json`. Then: `npx biome format --write test/conformance/*.json`.
 *
 *   node test/conformance/record.ts
 */
import { writeFileSync } from 'node:fs';
import { startPlane } from '../cluster/plane.ts';
import { createClient } from './client.ts';
import { recordProtobuf } from './record-protobuf.ts';
import { play } from './stage.ts';
import { scenarios } from './suite.ts';
import { createUsers } from './users.ts';

const writeBeside = (name: string, value: unknown): void =>
  writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(value, null, 2)}\n`);

const plane = await startPlane({ users: createUsers() });
const client = createClient(plane);
try {
  const seen: Record<string, unknown> = {};
  for (const scenario of scenarios) seen[scenario.title] = await play(scenario, client);
  writeBeside('expected.json', { kubernetes: plane.version, scenarios: seen });
  writeBeside('protobuf.json', { kubernetes: plane.version, answers: await recordProtobuf(client) });
} finally {
  client.close();
  await plane.stop();
}

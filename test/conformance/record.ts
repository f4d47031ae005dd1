/**
 * Plays every scenario on a real control plane and writes what it saw to `expected.json`, and bytes of its own
 * Protocol Buffers to `protobuf.json`; of an older release only what differs, to `expected-1.35.json`. Then:
 * `npx biome format --write test/conformance/*.json`.
 *
 *   [COUNTERSIGN_KUBERNETES=1.35] node test/conformance/record.ts
 */
import { writeFileSync } from 'node:fs';
import { startPlane } from '../cluster/plane.ts';
import { createClient } from './client.ts';
import { differences, readExpected } from './expected.ts';
import { recordProtobuf } from './record-protobuf.ts';
import type { Sightings } from './scenario.ts';
import { play } from './stage.ts';
import { scenarios } from './suite.ts';
import { createUsers } from './users.ts';

const writeBeside = (name: string, value: unknown): void =>
  writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(value, null, 2)}\n`);

const plane = await startPlane({ users: createUsers() });
const client = createClient(plane);
try {
  const seen: Record<string, Sightings> = {};
  for (const scenario of scenarios) seen[scenario.title] = await play(scenario, client);
  const kubernetes = plane.version;
  const older = process.env['COUNTERSIGN_KUBERNETES'];
  if (older === undefined) {
    writeBeside('expected.json', { kubernetes, scenarios: seen });
    writeBeside('protobuf.json', { kubernetes, answers: await recordProtobuf(client) });
  } else {
    writeBeside(`expected-${older}.json`, {
      kubernetes,
      scenarios: differences(seen, readExpected().scenarios),
    });
  }
} finally {
  client.close();
  await plane.stop();
}

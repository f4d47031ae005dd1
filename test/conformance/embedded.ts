/** The embedded cluster as the suite sees it. */
import { type SandboxCluster, startCluster } from '../../src/sandbox/cluster.ts';
import { type Client, createClient, type Target } from './client.ts';
import { createUsers } from './users.ts';

export interface EmbeddedTarget {
  readonly cluster: SandboxCluster;
  readonly client: Client;
  stop(): Promise<void>;
}

/** Starts one with the suite's users. */
export async function startEmbedded(): Promise<EmbeddedTarget> {
  const cluster = await startCluster({ users: createUsers() });
  const client = createClient(targetOf(cluster));
  return {
    cluster,
    client,
    async stop() {
      client.close();
      await cluster.stop();
    },
  };
}

export function targetOf({ url, caPem, users }: SandboxCluster): Target {
  return {
    url,
    caPem,
    credentials(name) {
      if (name === null) return {};
      const user = users.find((candidate) => candidate.name === name);
      if (user === undefined) throw new Error(`the cluster has no user ${JSON.stringify(name)}`);
      return { token: user.token };
    },
  };
}

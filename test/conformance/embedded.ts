/** The embedded cluster as the suite sees it. */
import type { SandboxCluster } from '../../src/sandbox/cluster.ts';
import type { Target } from './client.ts';

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

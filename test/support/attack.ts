import type { Cluster, IssuePorts } from '../../src/pipeline/ports.ts';
import { policyText, type Stage, setStage } from './stage.ts';

/** A stage on which one request was merged. */
export async function stageWith(path: string, text: string, policy = policyText): Promise<Stage> {
  const stage = await setStage(policy);
  stage.forge.merge({ [path]: text });
  return stage;
}

/** Ports whose clusters are changed by `change`; everything else is the stage's. */
export function withCluster(stage: Stage, change: (cluster: Cluster) => Partial<Cluster>): IssuePorts {
  return {
    ...stage.ports,
    cluster: async (order) => {
      const cluster = await stage.ports.cluster(order);
      return { ...cluster, ...change(cluster) };
    },
  };
}

/** Why the last step was taken, or not. */
export function lastOf(steps: readonly { readonly reason: string | null }[]): string {
  return steps.at(-1)?.reason ?? '';
}

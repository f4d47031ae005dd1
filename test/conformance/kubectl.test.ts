import { describe, it } from 'node:test';
import { startEmbedded } from './embedded.ts';
import { kubectlMissing, tellStory } from './kubectl.ts';

describe('kubectl on the embedded cluster', () => {
  it('creates, gets, applies, decides, describes and deletes', { skip: kubectlMissing }, async () => {
    const { cluster, stop } = await startEmbedded();
    try {
      await tellStory(cluster.kubeconfig('admin'));
    } finally {
      await stop();
    }
  });
});

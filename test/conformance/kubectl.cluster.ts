import { describe, it } from 'node:test';
import { startPlane } from '../cluster/plane.ts';
import { kubectlMissing, tellStory } from './kubectl.ts';
import { createUsers } from './users.ts';

describe('kubectl on a real control plane', () => {
  it('reads what it reads on the embedded one', { skip: kubectlMissing }, async () => {
    const plane = await startPlane({ users: createUsers() });
    try {
      await tellStory(plane.kubeconfig('admin'));
    } finally {
      await plane.stop();
    }
  });
});

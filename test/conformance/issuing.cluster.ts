import { describe, it } from 'node:test';
import { startPlane } from '../cluster/plane.ts';
import { createClient } from './client.ts';
import { issueBoth } from './issuing.ts';
import { createUsers } from './users.ts';

describe('issuing on a real control plane', () => {
  it('brings one request to the cluster’s signer and one to our authority, end to end', async (context) => {
    const plane = await startPlane({ users: createUsers() });
    const client = createClient(plane);
    try {
      const { clientCaPem, lacks } = plane;
      if (clientCaPem === null || lacks.signers !== undefined || lacks.own !== undefined) {
        return context.skip(lacks.signers ?? lacks.own ?? 'the CA of the client signer is not known');
      }
      await issueBoth({ clientCaPem, kubeconfig: plane.kubeconfig }, client);
    } finally {
      client.close();
      await plane.stop();
    }
  });
});

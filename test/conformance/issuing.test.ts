import { describe, it } from 'node:test';
import { startEmbedded } from './embedded.ts';
import { issueBoth } from './issuing.ts';

describe('issuing on the embedded cluster', () => {
  it('brings one request to the cluster’s signer and one to our authority, end to end', async () => {
    const { cluster, client, stop } = await startEmbedded();
    try {
      await issueBoth(cluster, client);
    } finally {
      await stop();
    }
  });
});

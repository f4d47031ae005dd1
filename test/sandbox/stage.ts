/** A running cluster with its users and a client, for one test. */
import type { KeyObject } from 'node:crypto';
import type { San, SanKind } from '../../src/model.ts';
import { encodeCsr } from '../../src/pki/csr-writer.ts';
import { oids } from '../../src/pki/oids.ts';
import { encodePem } from '../../src/pki/pem.ts';
import { type SandboxCluster, type SandboxOptions, startCluster } from '../../src/sandbox/cluster.ts';
import { createDefaultUsers } from '../../src/sandbox/users.ts';
import { type Caller, createCaller, csrPath } from './caller.ts';

/** Everything a test needs; runs `play`, then stops it all, so that a handle left open would hang the test run. */
export async function onStage(
  play: (cluster: SandboxCluster, caller: Caller) => Promise<void>,
  options: Partial<SandboxOptions> = {},
): Promise<void> {
  const cluster = await startCluster({ users: createDefaultUsers(), ...options });
  const caller = createCaller(cluster);
  try {
    await play(cluster, caller);
  } finally {
    caller.close();
    await cluster.stop();
  }
}

/** CN=jane, O=dev-team, P-256, from the observed vectors. */
export const janesRequest =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIZE1JR0VBZ0VBTUNJeEVUQVBCZ05WQkFvTUNHUmxkaTEwWldGdE1RMHdDd1lEVlFRRERBUnFZVzVsTUZrdwpFd1lIS29aSXpqMENBUVlJS29aSXpqMERBUWNEUWdBRUpvMmthaFR4bFdrOHlHcE1YT1NjaW12dzB1U1h5M1lrCnlOc1VMZlI1TWRsUHhGdlkyYXduM0hPMGRrNlhJMStuWVlLUmRwT01DVVBIOXhhZC94QXhCcUFBTUFvR0NDcUcKU000OUJBTUNBMGdBTUVVQ0lIUUdrc2prN3JRck5JQ2tUVU5KVU9VVXFZL1FUY0tDSy9JYURUMTZJemxKQWlFQQpwSVZsbFBDMlVLeTdMandiaE5jVnp5K1FLQlNNTlBCbkMwK0hSdFFDY1NzPQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K';

export const clientSigner = 'kubernetes.io/kube-apiserver-client';

/** A request for a client certificate of jane's; `spec` and `metadata` replace fields. */
export function janes(name: string, spec: object = {}, metadata: object = {}) {
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name, ...metadata },
    spec: {
      request: janesRequest,
      signerName: clientSigner,
      usages: ['digital signature', 'key encipherment', 'client auth'],
      expirationSeconds: 3600,
      ...spec,
    },
  };
}

export const approved = {
  type: 'Approved',
  status: 'True',
  reason: 'CountersignMerged',
  message: 'merged by test',
};

/** The answer's object with conditions as its status, for a PUT. */
export function withConditions(object: object, ...conditions: readonly object[]): object {
  return { ...object, status: { conditions } };
}

/** Creates as submitter; returns the stored object. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into it
export async function submit(caller: Caller, object: object): Promise<any> {
  const answer = await caller.call('submitter', 'POST', csrPath, { body: object });
  if (answer.code !== 201) throw new Error(answer.text);
  return answer.json;
}

/** Approves as approver; returns the stored object. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into it
export async function approve(caller: Caller, object: any): Promise<any> {
  const path = `${csrPath}/${encodeURIComponent(object.metadata.name)}/approval`;
  const answer = await caller.call('approver', 'PUT', path, { body: withConditions(object, approved) });
  if (answer.code !== 200) throw new Error(answer.text);
  return answer.json;
}

/** `spec.request` of a CSR with this subject and these names, signed by the key. */
export function requestFor(
  key: KeyObject,
  subject: { readonly commonName: string; readonly organizations?: readonly string[] },
  names: Partial<Record<SanKind, readonly string[]>> = {},
): string {
  const { commonName, organizations = [] } = subject;
  const sans = Object.entries(names).flatMap(([kind, values]) =>
    values.map((value): San => ({ kind: kind as SanKind, value })),
  );
  const rdns = [
    ...organizations.map((value) => [{ oid: oids.organization, value }]),
    [{ oid: oids.commonName, value: commonName }],
  ];
  const pem = encodePem('CERTIFICATE REQUEST', encodeCsr({ subject: rdns, sans, key }));
  return Buffer.from(pem).toString('base64');
}

/** The whole issuing pipeline on a cluster: one certificate of the cluster's own signer, one of our authority's. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/adapters/clock.ts';
import { signingKeyFromPem } from '../../src/adapters/key.ts';
import { connectCluster } from '../../src/adapters/kubernetes.ts';
import { createAuthority } from '../../src/authority/create.ts';
import { issue } from '../../src/pipeline/issue.ts';
import type { IssuePorts, Power } from '../../src/pipeline/ports.ts';
import { createKey, encodePrivateKey } from '../../src/pki/keys.ts';
import { encodePem } from '../../src/pki/pem.ts';
import { memoryForge } from '../support/forge.ts';
import { memoryRepository } from '../support/repository.ts';
import { type MemoryResults, memoryResults } from '../support/results.ts';
import {
  brief,
  clientPath,
  clientRequest,
  policyText,
  servingPath,
  servingRequest,
  settings,
  users as staged,
} from '../support/stage.ts';
import type { Client } from './client.ts';
import { csrPath } from './client.ts';

/** A cluster of either kind, with the CA of its client signer. */
export interface IssuingTarget {
  readonly clientCaPem: string;
  kubeconfig(userName: string): string;
}

/** Which of the suite's users holds each power; collecting only reads. */
const holders: Readonly<Record<Power, string>> = {
  submit: 'submitter',
  approve: 'approver',
  sign: 'signer',
  collect: 'submitter',
};

/** The policy of the pipeline's own tests, with the names of the suite's users. */
const policy = policyText
  .replace(staged.submit, holders.submit)
  .replace(staged.approve, holders.approve)
  .replace(staged.sign, holders.sign);

const client = 'prod/_users/mira/laptop';
const serving = 'prod/payments/web-api';

/** Issues both, end to end, and once more, which must change nothing. Removes the objects in the end. */
export async function issueBoth(target: IssuingTarget, administrator: Client): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-issuing-'));
  try {
    const { ports, results, servingCaPem } = await openPorts(target, folder);
    const { report, findings, failed } = await issue(ports, { ...settings, waitSeconds: 20 });
    assert.equal(failed, false, JSON.stringify([report, findings], null, 1));
    assert.deepEqual(brief(report.steps), [
      ...[`submit ${client}`, `submit ${serving}`, `approve ${client}`, `approve ${serving}`],
      ...[`sign ${serving}`, `record ${client}`, `record ${serving}`],
    ]);
    assertIssued(results, serving, servingCaPem, 'DNS:web-api.payments.svc');
    assertIssued(results, client, target.clientCaPem, undefined);
    const again = await issue(ports, { ...settings, waitSeconds: 1 });
    assert.deepEqual(brief(again.report.steps), [`nothing ${client}`, `nothing ${serving}`]);
  } finally {
    rmSync(folder, { recursive: true });
    await administrator.call('admin', 'DELETE', csrPath);
  }
}

/** The certificate on the results branch is of the CA and names what was asked for. */
function assertIssued(results: MemoryResults, name: string, caPem: string, names: string | undefined): void {
  const pem = Buffer.from(results.files().get(`certificates/${name}.crt`) ?? '').toString();
  const leaf = new X509Certificate(pem);
  assert.ok(leaf.verify(new X509Certificate(caPem).publicKey), `${name} is of another CA`);
  assert.equal(leaf.subjectAltName, names);
}

async function openPorts(target: IssuingTarget, folder: string) {
  const clock = { ...systemClock, advance: () => undefined, sleeps: [] };
  const life = { now: clock.now(), lifetimeSeconds: 10 * 31_536_000 };
  const servingCa = await createAuthority('serving CA', life);
  const recorder = signingKeyFromPem(encodePrivateKey(createKey('ECDSA-P256')));
  const repository = memoryRepository();
  repository.commit({
    '.github/countersign.yaml': policy,
    'trust/client-ca.pem': target.clientCaPem,
    'trust/serving.pem': servingCa.certificatePem,
    'trust/records.pem': encodePem('PUBLIC KEY', recorder.spki),
  });
  const forge = memoryForge(repository, clock);
  forge.merge({ [servingPath]: servingRequest(), [clientPath]: clientRequest() });
  const results = memoryResults();
  const ports: IssuePorts = {
    ...{ repository, forge, results, clock, recorder },
    cluster: ({ power }) => connectAs(target, folder, holders[power]),
    authorities: new Map([['serving', servingCa.key]]),
    log: { info: () => undefined },
  };
  return { ports, results, servingCaPem: servingCa.certificatePem };
}

function connectAs(target: IssuingTarget, folder: string, user: string) {
  const kubeconfig = join(folder, user);
  writeFileSync(kubeconfig, target.kubeconfig(user), { mode: 0o600 });
  return connectCluster({ kubeconfig, contexts: [], server: null, ca: null, environment: {} });
}

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { formatSubject, goSubject } from '../../src/kubernetes/go-subject.ts';
import { readCertificate } from '../../src/pki/certificate.ts';
import { decodeFirstPem } from '../../src/pki/pem.ts';
import { type SandboxCluster, startCluster } from '../../src/sandbox/cluster.ts';
import { createDefaultUsers } from '../../src/sandbox/users.ts';
import { parseYaml } from '../../src/yaml.ts';
import { readVectors, type Vector } from '../kubernetes/vectors.ts';
import { type Caller, createCaller, csrPath } from './caller.ts';
import { approve } from './stage.ts';

const millisecondsOfYear = 365 * 86_400_000;

describe('the vectors observed on a control plane of 1.36.2, replayed over HTTPS', () => {
  let cluster: SandboxCluster;
  let caller: Caller;
  before(async () => {
    cluster = await startCluster({ users: createDefaultUsers() });
    caller = createCaller(cluster);
  });
  after(async () => {
    caller.close();
    await cluster.stop();
  });

  for (const vector of readVectors('observed-1.36.2.json')) {
    it(`${vector.id}: ${vector.title}`, async () => {
      const path = `${csrPath}?fieldValidation=Strict`;
      const body = bodyOf(vector);
      const dry = await caller.call('submitter', 'POST', `${path}&dryRun=All`, { body });
      const created = await caller.call('submitter', 'POST', path, { body });
      assert.equal(created.code, vector.create.code, created.text);
      assert.equal(dry.code, created.code, 'a dry run answers as the create does');
      if (created.code !== 201) {
        assert.equal(created.json.reason, vector.create.reason);
        assert.deepEqual(causes(created.json.details?.causes), causes(vector.create.causes));
        return;
      }
      await approve(caller, created.json);
      await cluster.idle();
      const name = encodeURIComponent(created.json.metadata.name);
      const { json } = await caller.call('submitter', 'GET', `${csrPath}/${name}`);
      assert.deepEqual(outcomeOf(json), expectedOutcome(vector));
    });
  }
});

/** The manifest as JSON text; the one with a repeated key, which no JSON value can hold, is put together by hand. */
function bodyOf({ manifest }: Vector): string {
  const value = jsonOf(manifest);
  if (value !== undefined) return JSON.stringify(value);
  const [, repeated = ''] = /^( +signerName: .*\n)(?=[\s\S]*^ +signerName: )/m.exec(manifest) ?? [];
  const once = JSON.stringify(jsonOf(manifest.replace(repeated, '')));
  return once.replace('"signerName":', '"signerName":"kubernetes.io/kubelet-serving","signerName":');
}

/** As kubectl turns YAML into JSON; undefined for a key that stands twice. */
function jsonOf(manifest: string) {
  return parseYaml(manifest, { file: 'vector.yaml' }).value;
}

function causes(list: Vector['create']['causes']): readonly string[] {
  return (list ?? []).map(({ reason, field }) => `${field} ${reason}`).sort();
}

function expectedOutcome({ outcome, failed, certificate }: Vector) {
  return {
    outcome,
    failed: failed ?? null,
    subject: certificate?.subject ?? null,
    seconds: certificate?.seconds ?? null,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: an answer of the server
function outcomeOf({ status }: any) {
  const condition = status.conditions.find(({ type }: { type: string }) => type === 'Failed');
  const failed = condition === undefined ? null : { reason: condition.reason, message: condition.message };
  if (status.certificate === undefined) {
    return { outcome: failed === null ? 'never-signed' : 'failed', failed, subject: null, seconds: null };
  }
  const { der } = decodeFirstPem(Buffer.from(status.certificate, 'base64')) ?? { der: new Uint8Array() };
  const { certificate } = readCertificate(der);
  const { validFromDate, validToDate } = new X509Certificate(der);
  assert.ok(validToDate.getTime() - validFromDate.getTime() <= millisecondsOfYear);
  return {
    outcome: 'issued',
    failed,
    // A subject key that we do not name (P-224) still has a subject: take it from the certificate as OpenSSL reads it.
    subject: certificate === null ? null : formatSubject(goSubject(certificate.subject)),
    seconds: (validToDate.getTime() - validFromDate.getTime()) / 1000,
  };
}

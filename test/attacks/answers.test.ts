/** What the cluster, or somebody with one power in it, answers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CertificateSigningRequest } from '../../src/kubernetes/object.ts';
import { issue } from '../../src/pipeline/issue.ts';
import { lastOf, stageWith, withCluster } from '../support/attack.ts';
import { paths, readRecords } from '../support/results-reading.ts';
import {
  brief,
  clientPath,
  clientRequest,
  policyText,
  servingRequest,
  setStage,
  settings,
} from '../support/stage.ts';

const client = 'prod/_users/mira/laptop';

type Status = NonNullable<CertificateSigningRequest['status']>;

/** Issues as far as the cluster's own signer does, and then sees statuses that somebody changed. */
async function collectChanged(change: (status: Status) => Status) {
  const stage = await stageWith(clientPath, clientRequest());
  for (const phase of ['submit', 'approve'] as const) await stage.issue({ phase });
  const ports = withCluster(stage, (cluster) => ({
    list: async () =>
      (await cluster.list()).map((object) => ({ ...object, status: change(object.status ?? {}) })),
  }));
  const { report } = await issue(ports, settings);
  return { stage, steps: report.steps };
}

describe('a stolen signer', () => {
  const hidden = (type: string) => ({
    type,
    status: 'True',
    reason: 'Hidden',
    message: 'nothing to see here',
  });
  for (const type of ['Failed', 'Denied'])
    test(`cannot hide what it signed behind ${type}: it is recorded as issued and refused`, async () => {
      const { stage, steps } = await collectChanged((status) => ({
        ...status,
        conditions: [...(status.conditions ?? []), hidden(type)],
      }));
      assert.deepEqual(brief(steps), [`refuse ${client}`]);
      const [record] = readRecords(stage.results);
      assert.deepEqual(
        record?.problems.map(({ code }) => code),
        ['certificate.not-approved'],
      );
      assert.deepEqual(paths(stage.results, /\.crt$/), []);
    });

  test('that signs before anybody approved is told of', async () => {
    const { stage } = await collectChanged((status) => ({ ...status, conditions: [] }));
    const [record] = readRecords(stage.results);
    assert.equal(record?.problems[0]?.code, 'certificate.not-approved');
  });

  test('gives no text of its own to those who use the certificate', async () => {
    const decoy = '-----BEGIN TRUSTED CERTIFICATE----- \nc2VlIGhlcmU=\n';
    const { stage } = await collectChanged((status) => {
      const pem = Buffer.from(status.certificate ?? '', 'base64').toString();
      return { ...status, certificate: Buffer.from(`${decoy}${pem}\nand there\n`).toString('base64') };
    });
    const [current = ''] = paths(stage.results, /laptop\.crt$/);
    const given = Buffer.from(stage.results.files().get(current) ?? []).toString();
    assert.match(given, /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE-----\n$/);
  });
});

test('a certificate for a year to come is none that was approved for eight hours', async () => {
  const stage = await stageWith(clientPath, clientRequest());
  const later = (time: Date): Date => new Date(time.getTime() + 365 * 86_400_000);
  stage.cluster.twist((template) => ({
    ...template,
    notBefore: later(template.notBefore),
    notAfter: later(template.notAfter),
  }));
  assert.match(lastOf((await stage.issue()).report.steps), /certificate\.lifetime-exceeded/);
  assert.equal(readRecords(stage.results)[0]?.outcome, 'refused');
});

test('what was approved for staging is not issued in production by a policy that came later', async () => {
  const staging =
    '  staging:\n    kind: upstream\n    identities: { submitter: a, approver: b, signer: c }\n';
  const policy = policyText
    .replace('requests/{cluster}/{namespace}', 'requests/{namespace}')
    .replace('clusters: [prod]', 'clusters: [staging]')
    .replace('  prod:\n', `${staging}  prod:\n`);
  const stage = await setStage(policy);
  stage.forge.merge({ 'requests/payments/web-api.yaml': servingRequest() });
  stage.repository.commit({
    '.github/countersign.yaml': policy.replace('clusters: [staging]', 'clusters: [prod]'),
  });
  const { report } = await stage.issue();
  assert.deepEqual(brief(report.steps), ['refuse payments/web-api']);
  assert.match(lastOf(report.steps), /evidence\.other-cluster/);
  assert.deepEqual(stage.cluster.objects(), []);
});

/** The attacks of threats.md that issuing answers; each test is named after one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isCountersignError } from '../../src/errors.ts';
import { hasCondition } from '../../src/kubernetes/object.ts';
import { objectNamesOf } from '../../src/pipeline/locate.ts';
import type { Cluster, IssuePorts } from '../../src/pipeline/ports.ts';
import { issue } from '../../src/pipeline/issue.ts';
import { paths, readRecords } from '../support/results-reading.ts';
import {
  brief,
  clientPath,
  clientRequest,
  policyText,
  type Stage,
  servingPath,
  servingRequest,
  setStage,
  settings,
  users,
  withGeneration,
} from '../support/stage.ts';

const serving = 'prod/payments/web-api';
const client = 'prod/_users/mira/laptop';

async function stageWith(path: string, text: string, policy = policyText): Promise<Stage> {
  const stage = await setStage(policy);
  stage.forge.merge({ [path]: text });
  return stage;
}

/** Ports whose clusters are changed by `change`; everything else is the stage's. */
function withCluster(stage: Stage, change: (cluster: Cluster) => Partial<Cluster>): IssuePorts {
  return {
    ...stage.ports,
    cluster: async (order) => {
      const cluster = await stage.ports.cluster(order);
      return { ...cluster, ...change(cluster) };
    },
  };
}

const lastOf = (steps: readonly { readonly reason: string | null }[]): string => steps.at(-1)?.reason ?? '';

describe('objects planted and altered (threats 6, 10, 17; KubeUser#114)', () => {
  test('an object planted under our name is reported, never approved, and the request issued under the next name', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    const [step] = await stage.plan();
    const [first, second] = objectNamesOf(servingPath, step?.identity ?? '');
    // A spy submits and takes the object out, to see what ours would be; the planter then sends the very same.
    await stage.issue({ phase: 'submit' });
    const ours = stage.cluster.objects()[0];
    assert.ok(ours);
    stage.cluster.remove(first ?? '');
    await stage.cluster.as('mallory').create(ours);

    const { report } = await stage.issue();
    const submitted = report.steps.find(({ action }) => action === 'submit');
    assert.match(submitted?.reason ?? '', new RegExp(`as ${second}; ${first} is not ours .*created by "mallory"`));
    assert.ok(brief(report.steps).includes(`record ${serving}`));
    const planted = stage.cluster.objects().find(({ metadata }) => metadata.name === first);
    assert.ok(planted && !hasCondition(planted, 'Approved'), 'equal, and still not ours');
    assert.equal(readRecords(stage.results)[0]?.cluster.object, second);
  });

  test('names taken one and all are refused, and nothing is approved', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    const [step] = await stage.plan();
    await stage.issue({ phase: 'submit' });
    const [ours] = stage.cluster.objects();
    assert.ok(ours);
    stage.cluster.remove(ours.metadata.name ?? '');
    for (const name of objectNamesOf(servingPath, step?.identity ?? ''))
      await stage.cluster.as('mallory').create({ ...ours, metadata: { ...ours.metadata, name } });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${serving}`]);
    assert.equal(stage.cluster.minted.length, 0);
  });

  test('an object altered after we created it is passed over like a foreign one', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    await stage.issue({ phase: 'submit' });
    const [object] = stage.cluster.objects();
    stage.cluster.edit(object?.metadata.name ?? '', {
      annotations: { ...object?.metadata.annotations, 'experimental.cert-manager.io/request-is-ca': 'true' },
    });
    const { report } = await stage.issue();
    assert.match(report.steps[0]?.reason ?? '', /metadata\.annotations is not ours/);
    const altered = stage.cluster.objects().find(({ metadata }) => metadata.name === object?.metadata.name);
    assert.ok(altered && !hasCondition(altered, 'Approved'));
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('what a mutating webhook adds to our object stops the request', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    stage.cluster.mutate((object) => ({
      ...object,
      metadata: { ...object.metadata, labels: { ...object.metadata.labels, 'auto-approve': 'true' } },
    }));
    const { report } = await stage.issue({ phase: 'submit' });
    assert.equal(report.steps[0]?.action, 'refuse');
    assert.match(report.steps[0]?.reason ?? '', /metadata\.labels is not ours/);
  });

  test('metadata beyond ours in the file never reaches the cluster', async () => {
    const text = servingRequest().replace('  annotations:\n', '  labels: { auto-approve: "true" }\n  annotations:\n');
    const stage = await stageWith(servingPath, text);
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${serving}`]);
    assert.deepEqual(stage.cluster.objects(), []);
  });

  test('the submitter is somebody else than policy says: our own credential is refused before it writes', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    const ports = { ...stage.ports, cluster: async () => stage.cluster.as('somebody') };
    const { report } = await issue(ports, settings);
    assert.deepEqual(brief(report.steps), [`wait ${serving}`]);
    assert.match(lastOf(report.steps), /takes this credential for "somebody"/);
    assert.deepEqual(stage.cluster.objects(), []);
  });

  test('an object planted between read and approve is refused by uid and resourceVersion', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    await stage.issue({ phase: 'submit' });
    let isPlanted = false;
    const ports = withCluster(stage, (cluster) => ({
      approve: async (judged, condition) => {
        if (!isPlanted) {
          isPlanted = true;
          stage.cluster.remove(judged.metadata.name ?? '');
          await stage.cluster.as('mallory').create(judged);
        }
        return await cluster.approve(judged, condition);
      },
    }));
    const { report } = await issue(ports, settings);
    assert.ok(isPlanted);
    assert.equal(stage.cluster.minted.length, 0);
    assert.ok(!stage.cluster.objects().some((object) => hasCondition(object, 'Approved')));
    assert.ok(!brief(report.steps).includes(`record ${serving}`));
    assert.deepEqual(brief((await stage.issue()).report.steps), [`lost ${serving}`], 'the intent stands, the object is gone');
  });

  test('an object approved by somebody else is never collected as issued', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue({ phase: 'submit' });
    const [object] = stage.cluster.objects();
    assert.ok(object);
    const condition = { type: 'Approved', status: 'True', reason: 'CountersignMerged', message: 'pull request #1' };
    await stage.cluster.as('mallory').approve(object, condition);
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${client}`]);
    const [record] = readRecords(stage.results);
    assert.equal(record?.outcome, 'refused');
    assert.deepEqual(record?.problems.map(({ code }) => code), ['certificate.no-intent']);
    assert.deepEqual(paths(stage.results, /\.crt$/), [], 'told of, never given out');
    assert.match(lastOf((await stage.issue()).report.steps), /was issued and refused/);
  });
});

describe('the results branch (threats 4, 5, 20)', () => {
  test('record deleted: the approval is not used twice', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue();
    stage.cluster.remove(stage.cluster.objects()[0]?.metadata.name ?? '');
    const mine = [...stage.results.files().keys()];
    for (const pattern of [/\.json$/, /[0-9a-f]\.json$/, /intent\.json$/, /./]) {
      const gone = Object.fromEntries(mine.filter((path) => pattern.test(path)).map((path) => [path, null]));
      stage.results.push(gone);
      const { report } = await stage.issue();
      assert.deepEqual(brief(report.steps), [`refuse ${client}`], `${pattern}`);
      assert.match(lastOf(report.steps), /record\.removed/);
    }
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('results branch rewound: nothing is issued, for any request', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue();
    stage.forge.merge({ [servingPath]: servingRequest() });
    await stage.plan();
    stage.results.rewind(1);
    stage.results.push({ 'certificates/README.md': Buffer.from('all is well') });
    stage.cluster.remove(stage.cluster.objects()[0]?.metadata.name ?? '');
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${client}`, `refuse ${serving}`]);
    assert.match(lastOf(report.steps), /record\.branch-rewound/);
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('results branch lost in another clone: an old approval mints nothing', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue();
    stage.cluster.remove(stage.cluster.objects()[0]?.metadata.name ?? '');
    stage.clock.advance(73 * 3600);
    const { memoryResults } = await import('../support/results.ts');
    const { report } = await issue({ ...stage.ports, results: memoryResults() }, settings);
    assert.deepEqual(brief(report.steps), [`refuse ${client}`]);
    assert.match(lastOf(report.steps), /evidence\.expired/);
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('a forged record neither suppresses nor permits: it stops its request and is reported', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    const stem = 'certificates/prod/_users/mira/laptop';
    const other = await stageWith(clientPath, clientRequest());
    await other.issue();
    const [path] = paths(other.results, /[0-9a-f]\.json$/);
    stage.results.push({ [path ?? '']: other.results.files().get(path ?? '') ?? null });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${client}`]);
    assert.match(lastOf(report.steps), /record\.unverified/);
    assert.ok(path?.startsWith(stem));
    assert.equal(stage.cluster.minted.length, 0);
  });

  test('a true record copied to another request, or beside another certificate, stops that request', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue();
    const [path] = paths(stage.results, /[0-9a-f]\.json$/);
    const record = stage.results.files().get(path ?? '') ?? null;
    stage.forge.merge({ [servingPath]: servingRequest() });
    const serial = path?.split('/').at(-1) ?? '';
    stage.results.push({ [`certificates/prod/payments/web-api/${serial}`]: record });
    stage.results.push({ [(path ?? '').replace('.json', '.crt')]: Buffer.from(stage.clientCa.certificatePem) });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${client}`, `refuse ${serving}`]);
    for (const { reason } of report.steps) assert.match(reason ?? '', /record\.mismatch/);
  });

  test('an intent without its object and without a record is lost: loud, never repeated, ended by a generation', async () => {
    const text = clientRequest();
    const stage = await stageWith(clientPath, text);
    stage.cluster.slow = true;
    await stage.issue({ phase: 'submit' });
    await stage.issue({ phase: 'approve' });
    stage.cluster.remove(stage.cluster.objects()[0]?.metadata.name ?? '');
    for (const _run of [1, 2]) assert.deepEqual(brief((await stage.issue()).report.steps), [`lost ${client}`]);
    assert.equal(stage.cluster.objects().length, 0);
    stage.forge.merge({ [clientPath]: withGeneration(text, 2) });
    assert.ok(brief((await stage.issue()).report.steps).includes(`record ${client}`));
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('object collected by the cleaner between sign and record: nothing is minted again', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue({ phase: 'submit' });
    await stage.issue({ phase: 'approve' });
    assert.equal(stage.cluster.minted.length, 1);
    stage.cluster.remove(stage.cluster.objects()[0]?.metadata.name ?? '');
    assert.deepEqual(brief((await stage.issue()).report.steps), [`lost ${client}`]);
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('a results branch that cannot be written stops the run before the cluster is touched', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    stage.results.lock();
    let touched = 0;
    const ports: IssuePorts = {
      ...stage.ports,
      cluster: (order) => {
        touched += 1;
        return stage.ports.cluster(order);
      },
    };
    await assert.rejects(issue(ports, settings), (error) => isCountersignError(error, 'git-failed'));
    assert.equal(touched, 0);
  });

  test('a planted intent of a request that is not there does no harm', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    const { encodeIntent } = await import('../../src/pipeline/intent.ts');
    const identity = 'ab'.repeat(32);
    const intent = {
      version: 1,
      path: servingPath,
      blob: 'cd'.repeat(20),
      mode: '100644',
      identity,
      cluster: 'prod',
      object: { name: 'x', uid: 'y' },
      evidenceSha256: '',
      approver: 'mallory',
      startedAt: '2026-11-22T00:00:00Z',
      run: null,
    } as const;
    stage.results.push({ [`certificates/prod/payments/web-api/${identity}.intent.json`]: encodeIntent(intent) });
    const { report } = await stage.issue();
    assert.ok(brief(report.steps).includes(`record ${client}`));
  });

  test("the recorder's key must be one that policy trusts", async () => {
    const stage = await stageWith(clientPath, clientRequest());
    const strange = (await setStage()).ports.recorder;
    await assert.rejects(issue({ ...stage.ports, recorder: strange }, settings), (error) =>
      isCountersignError(error, 'key-unusable'),
    );
    await assert.rejects(issue({ ...stage.ports, recorder: null }, settings), (error) =>
      isCountersignError(error, 'key-missing'),
    );
    assert.equal(stage.cluster.objects().length, 0);
  });
});

describe('evidence and policy at every step (threats 4, 13, 16, 18, 22)', () => {
  test('a direct push has no evidence', async () => {
    const stage = await setStage();
    stage.repository.commit({ [servingPath]: servingRequest() });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${serving}`]);
    assert.match(lastOf(report.steps), /evidence\./);
    assert.deepEqual(stage.cluster.objects(), []);
  });

  test('bytes changed by a push after the merge have no evidence', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    stage.repository.commit({ [servingPath]: servingRequest() });
    assert.match(lastOf((await stage.issue()).report.steps), /evidence\.other-bytes/);
  });

  test('an approval expired between submit and approve issues nothing', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    await stage.issue({ phase: 'submit' });
    stage.clock.advance(73 * 3600);
    const { report } = await stage.issue();
    assert.match(lastOf(report.steps), /evidence\.expired/);
    assert.equal(stage.cluster.minted.length, 0);
  });

  test('a certificate issued in time is recorded as issued, however late it is collected', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    for (const phase of ['submit', 'approve'] as const) await stage.issue({ phase });
    stage.clock.advance(73 * 3600);
    assert.deepEqual(brief((await stage.issue({ phase: 'collect' })).report.steps), [`record ${client}`]);
    assert.equal(readRecords(stage.results)[0]?.outcome, 'issued');
  });

  for (const phase of ['submit', 'approve', 'sign'] as const) {
    test(`approvals dismissed before ${phase} stop it there`, async () => {
      const stage = await stageWith(servingPath, servingRequest());
      for (const earlier of ['submit', 'approve', 'sign'] as const) {
        if (earlier === phase) break;
        await stage.issue({ phase: earlier });
      }
      stage.forge.dismiss();
      assert.match(lastOf((await stage.issue()).report.steps), /evidence\.approvals-missing/);
      assert.equal(stage.cluster.minted.length, 0);
    });

    test(`policy tightened before ${phase} stops it there`, async () => {
      const stage = await stageWith(servingPath, servingRequest());
      for (const earlier of ['submit', 'approve', 'sign'] as const) {
        if (earlier === phase) break;
        await stage.issue({ phase: earlier });
      }
      stage.repository.commit({ '.github/countersign.yaml': policyText.replace('max: 90d', 'max: 12h').replace('default: 30d', 'default: 12h') });
      assert.match(lastOf((await stage.issue()).report.steps), /policy\.lifetime/);
      assert.equal(stage.cluster.minted.length, 0);
    });
  }

  test('policy loosened after the merge does not wake a request that was refused when it was reviewed', async () => {
    const stage = await setStage(policyText.replace('"*.{namespace}.svc"', '"*.{namespace}.other"'));
    stage.forge.merge({ [servingPath]: servingRequest() });
    assert.equal((await stage.issue()).report.steps[0]?.action, 'refuse');
    stage.repository.commit({ '.github/countersign.yaml': policyText });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${serving}`]);
    assert.match(lastOf(report.steps), /policy\./);
    assert.equal(stage.cluster.objects().length, 0);
  });

  test('policy tightened between signing and collecting: recorded as issued and refused, loudly', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    for (const phase of ['submit', 'approve'] as const) await stage.issue({ phase });
    stage.repository.commit({ '.github/countersign.yaml': policyText.replace('"dev-*"', '"ops-*"') });
    const { report } = await stage.issue();
    assert.match(lastOf(report.steps), /was issued and refused, it is good until/);
    assert.equal(readRecords(stage.results)[0]?.outcome, 'refused');
  });

  test('a request withdrawn while it was being signed is recorded as issued and refused', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    for (const phase of ['submit', 'approve'] as const) await stage.issue({ phase });
    stage.repository.commit({ [clientPath]: null });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${client}`]);
    assert.deepEqual(readRecords(stage.results)[0]?.problems.map(({ code }) => code), ['certificate.request-withdrawn']);
    assert.deepEqual(brief((await stage.issue()).report.steps), []);
  });

  test('the forge that cannot be asked is no lower level of proof: everything waits', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    const { CountersignError } = await import('../../src/errors.ts');
    const forge = {
      ...stage.forge,
      evidence: () => Promise.reject(new CountersignError('evidence-unavailable', 'the team cannot be seen')),
    };
    const { report } = await issue({ ...stage.ports, forge }, settings);
    assert.deepEqual(brief(report.steps), [`wait ${serving}`]);
    assert.equal(stage.cluster.objects().length, 0);
  });

  test('local evidence counts for the embedded cluster only', async () => {
    const stage = await setStage();
    stage.forge.merge({ [servingPath]: servingRequest() }, { level: 'local' });
    assert.match(lastOf((await stage.issue()).report.steps), /evidence\./);
    assert.equal(stage.cluster.objects().length, 0);
    stage.cluster.embedded = true;
    assert.ok(brief((await stage.issue()).report.steps).includes(`record ${serving}`));
    assert.equal(readRecords(stage.results)[0]?.evidence?.level, 'local');
  });

  test('no trust bundle for a signer: nothing is submitted that could not be checked', async () => {
    const stage = await setStage(policyText.replace(/    trust: .*\n/, ''));
    stage.forge.merge({ [clientPath]: clientRequest() });
    assert.match(lastOf((await stage.issue()).report.steps), /certificate\.no-trust-bundle/);
    assert.equal(stage.cluster.objects().length, 0);
  });

  test('separation three is refused where two powers share a credential', async () => {
    const policy = policyText.replace(`approver: "${users.approve}"`, `approver: "${users.submit}"`);
    const stage = await stageWith(servingPath, servingRequest(), policy);
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`wait ${serving}`]);
    assert.match(lastOf(report.steps), /asks for three separate credentials/);
  });
});

describe('what a foreign signer may do (design section 6, collect)', () => {
  const twists = {
    'another key': async (stage: Stage) => {
      stage.cluster.twist((template) => ({ ...template, spki: stage.servingCa.certificate.key.spki }));
      return 'certificate.key-mismatch';
    },
    'extra names': async (stage: Stage) => {
      stage.cluster.twist((template) => ({ ...template, sans: [{ kind: 'dns', value: 'evil.example' }] }));
      return 'certificate.names-differ';
    },
    'another group': async (stage: Stage) => {
      stage.cluster.twist((template) => ({
        ...template,
        subject: [[{ oid: '2.5.4.10', value: 'system:masters' }], [{ oid: '2.5.4.3', value: 'mira' }]],
      }));
      return 'certificate.subject-differs';
    },
    'the CA flag': async (stage: Stage) => {
      stage.cluster.twist((template) => ({ ...template, isCa: true }));
      return 'certificate.is-ca';
    },
    'too long a life': async (stage: Stage) => {
      stage.cluster.twist((template) => ({ ...template, notAfter: new Date(template.notAfter.getTime() + 86_400_000) }));
      return 'certificate.lifetime-exceeded';
    },
    'more usages': async (stage: Stage) => {
      stage.cluster.twist((template) => ({ ...template, usages: [...template.usages, 'server auth'] }));
      return 'certificate.usages-exceed';
    },
    'another issuer': async (stage: Stage) => {
      stage.cluster.twist((template) => ({ ...template, issuer: stage.servingCa.certificate.subject.der }));
      return 'certificate.chain-untrusted';
    },
  };
  for (const [what, twist] of Object.entries(twists)) {
    test(`a certificate with ${what} is recorded as issued and refused, and not given out`, async () => {
      const stage = await stageWith(clientPath, clientRequest());
      const code = await twist(stage);
      const { report } = await stage.issue();
      assert.equal(report.steps.at(-1)?.action, 'refuse');
      const [record] = readRecords(stage.results);
      assert.equal(record?.outcome, 'refused');
      assert.ok(record.problems.some((problem) => problem.code === code), JSON.stringify(record.problems));
      assert.deepEqual(paths(stage.results, /\.crt$/), []);
      const again = await stage.issue();
      assert.match(lastOf(again.report.steps), /was issued and refused/);
      assert.equal(stage.cluster.minted.length, 1);
    });
  }
});

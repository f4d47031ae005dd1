/** Attacks of threats.md that issuing answers; each test is named after one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lastOf, stageWith } from '../support/attack.ts';
import { paths, readRecords } from '../support/results-reading.ts';
import { clientPath, clientRequest, type Stage } from '../support/stage.ts';

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
      stage.cluster.twist((template) => ({
        ...template,
        notAfter: new Date(template.notAfter.getTime() + 86_400_000),
      }));
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
      assert.ok(
        record.problems.some((problem) => problem.code === code),
        JSON.stringify(record.problems),
      );
      assert.deepEqual(paths(stage.results, /\.crt$/), []);
      const again = await stage.issue();
      assert.match(lastOf(again.report.steps), /was issued and refused/);
      assert.equal(stage.cluster.minted.length, 1);
    });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planIssue } from '../../src/pipeline/issue.ts';
import { readLedger } from '../../src/pipeline/ledger.ts';
import { readStatus } from '../../src/pipeline/status.ts';
import { paths } from '../support/results-reading.ts';
import {
  clientPath,
  clientRequest,
  mergeBoth,
  type Stage,
  servingPath,
  servingRequest,
  setStage,
} from '../support/stage.ts';

async function issuedTwice(): Promise<Stage> {
  const stage = await setStage();
  stage.forge.merge({ [servingPath]: servingRequest() });
  await stage.issue();
  stage.clock.advance(60);
  stage.forge.merge({ [clientPath]: clientRequest() });
  await stage.issue();
  return stage;
}

function read(stage: Stage, files = stage.results.files()) {
  const trusted = [stage.ports.recorder?.spki ?? new Uint8Array()];
  return readLedger('head', files, { paths: new Set(), rewoundFrom: null }, trusted);
}

test('a whole branch has one chain for its cluster, and its tail is the newest record', async () => {
  const stage = await issuedTwice();
  const ledger = read(stage);
  assert.deepEqual(ledger.findings, []);
  const newest = [...ledger.accounts.values()]
    .flatMap(({ records }) => records)
    .find(({ record }) => record.request.path === clientPath);
  assert.equal(ledger.tails.get('prod'), newest?.sha256);
  assert.equal(ledger.everStarted.size, 2);
});

test('a record missing from the middle is a broken chain, even where history cannot tell', async () => {
  const stage = await issuedTwice();
  const files = new Map(stage.results.files());
  const [first] = paths(stage.results, /payments\/web-api\/[0-9a-f]{1,40}\.json$/);
  files.delete(first ?? '');
  assert.deepEqual(
    read(stage, files).findings.map(({ code }) => code),
    ['record.chain-broken'],
  );
});

test('an intent that cannot be read stops its request', async () => {
  const stage = await setStage();
  mergeBoth(stage);
  await stage.issue({ phase: 'submit' });
  await stage.issue({ phase: 'approve' });
  const files = new Map(stage.results.files());
  for (const path of paths(stage.results, /\.intent\.json$/)) files.set(path, Buffer.from('{}'));
  const ledger = read(stage, files);
  for (const { faults } of ledger.accounts.values())
    assert.deepEqual(
      faults.map(({ code }) => code),
      ['record.unreadable'],
    );
  assert.equal(ledger.everStarted.size, 2, 'the name of the file tells what was started');
});

test('a broken chain is told by status, plan and issue, and holds back no request', async () => {
  const stage = await issuedTwice();
  const [first] = paths(stage.results, /payments\/web-api\/[0-9a-f]{1,40}\.json$/);
  stage.results.push({ [first ?? '']: null });
  const { findings, report } = await stage.issue();
  assert.deepEqual(
    findings.map(({ code }) => code),
    ['record.chain-broken'],
  );
  assert.equal(report.steps.find(({ file }) => file === clientPath)?.action, 'nothing');
  assert.deepEqual((await readStatus(stage.ports)).findings, findings);
  assert.deepEqual((await planIssue(stage.ports)).findings, findings);
});

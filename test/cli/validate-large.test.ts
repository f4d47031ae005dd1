import assert from 'node:assert/strict';
import { rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { listFiles, readChange } from '../../src/adapters/git-change.ts';
import { streamChange } from '../../src/adapters/git-change-stream.ts';
import type { ChangeQuestion } from '../../src/adapters/git-listing.ts';
import { openJudge, threadsFor } from '../../src/cli/judge-threads.ts';
import { makeCsr } from '../../src/cli/make-csr.ts';
import { formatPackedJson } from '../../src/cli/packed-requests.ts';
import { policyPath, validate } from '../../src/pipeline/validate.ts';
import { validateMany } from '../../src/pipeline/validate-many.ts';
import { createKey } from '../../src/pki/keys.ts';
import { formatJson } from '../../src/report/json.ts';
import { formatManifest } from '../../src/request/manifest.ts';
import { makeScratch, type Scratch } from '../support/scratch.ts';
import { load, now } from '../support/validating.ts';

const shared = createKey('ECDSA-P256');
const place = (name: string): string => `requests/demo/shop/${name}.yaml`;

function manifest(name: string, key = createKey('ECDSA-P256'), seconds = 2_592_000): string {
  const dnsNames = [`${name}.shop.svc`];
  const wanted = { organizations: [], commonName: null, dnsNames, ipAddresses: [] };
  return formatManifest({
    name,
    csrPem: makeCsr(wanted, key),
    signerName: 'example.com/serving',
    usages: ['digital signature', 'key encipherment', 'server auth'],
    expirationSeconds: seconds,
    reason: `${name} · größer`,
  });
}

/** Everything that makes one file's verdict depend on another: shared keys, moves, twins; and every kind of fault. */
function makeHostile(): Scratch {
  const scratch = makeScratch();
  scratch.write(policyPath, load(policyPath));
  for (const name of ['kept', 'moved', 'gone', 'edited', 'touched']) {
    const key = ['kept', 'touched'].includes(name) ? shared : undefined;
    scratch.write(place(name), manifest(name, key));
  }
  scratch.commit();
  scratch.git('branch', 'base');
  const moved = manifest('moved-to');
  scratch.write(place('moved'), moved);
  scratch.commit();
  scratch.git('branch', '-f', 'base');
  rmSync(join(scratch.directory, place('moved')));
  rmSync(join(scratch.directory, place('gone')));
  scratch.write(place('moved-to'), moved);
  scratch.write(place('edited'), manifest('edited', undefined, 86_400_000));
  for (let index = 0; index < 150; index += 1) {
    const name = `many-${index}`;
    scratch.write(place(name), manifest(name, index % 70 === 3 ? shared : undefined));
  }
  scratch.write(place('Many-7'), manifest('many-7'));
  scratch.write(place('broken'), 'kind: [');
  scratch.write(place('empty'), '');
  scratch.write('requests/demo/shop/notes.txt', 'not a request');
  scratch.write('docs/key.pem', createKey('ECDSA-P256').export({ format: 'pem', type: 'pkcs8' }).toString());
  symlinkSync('/etc/passwd', join(scratch.directory, place('link')));
  utimesSync(join(scratch.directory, place('touched')), 1, 1);
  return scratch;
}

describe('validating a large change', () => {
  let scratch: Scratch;
  before(() => {
    scratch = makeHostile();
  });
  after(() => scratch[Symbol.dispose]());

  const ask = (more: Partial<ChangeQuestion> = {}): ChangeQuestion => ({
    directory: scratch.directory,
    base: 'base',
    head: null,
    also: [],
    policyPath,
    ...more,
  });

  const whole = (question: ChangeQuestion, only: readonly string[] | null): string =>
    formatJson(validate({ change: readChange(question), files: [], only, author: null, now }));

  async function inParts(question: ChangeQuestion, only: readonly string[] | null, threads: number) {
    const change = streamChange(question, listFiles(question));
    await using judge = openJudge({ policy: change.policy, now, author: null }, threads);
    const { report, portions } = await validateMany({ change, only }, judge);
    const packed = portions.map((portion) => portion.packed);
    return [...formatPackedJson(report, packed)].join('');
  }

  for (const threads of [0, 1, 2, 4]) {
    test(`gives the same bytes in ${threads === 0 ? 'this thread' : `${threads} threads`}`, async () => {
      assert.equal(await inParts(ask(), null, threads), whole(ask(), null));
    });
  }

  test('gives the same bytes of commits, of a limited report and of files that did not change', async () => {
    const only = [place('many-3'), place('kept'), place('touched')];
    for (const [question, limit] of [
      [ask({ also: only }), only],
      [ask({ also: ['requests'] }), ['requests']],
      [ask({ base: 'base~1', head: 'base' }), null],
      [ask({ base: 'base', head: 'base' }), null],
    ] as const) {
      assert.equal(await inParts(question, limit, 2), whole(question, limit));
    }
  });

  test('finds a reused key in every part, and in files that only looked changed', () => {
    const report = JSON.parse(whole(ask(), null));
    const reused = report.requests.filter((one: { findings: { code: string }[] }) =>
      one.findings.some(({ code }) => code === 'key.belongs-elsewhere'),
    );
    assert.deepEqual(
      reused.map(({ file }: { file: string }) => file),
      ['many-143', 'many-3', 'many-73'].map(place),
    );
    const messages: string[] = reused.flatMap((one: { findings: { message: string }[] }) =>
      one.findings.map(({ message }) => message),
    );
    for (const name of ['kept', 'touched']) assert.ok(messages.some((text) => text.includes(place(name))));
  });

  test('starts threads only where they pay', () => {
    assert.equal(threadsFor(1), 0);
    assert.ok(threadsFor(10_000) > 0);
  });

  test('a thread that dies fails the run and nothing waits for it', async () => {
    const change = streamChange(ask(), listFiles(ask()));
    // Nothing but a Date can say when it is: the judge throws at the first request.
    const appointment = { policy: change.policy, now: 'never' as unknown as Date, author: null };
    await using judge = openJudge(appointment, 2);
    await assert.rejects(validateMany({ change, only: null }, judge));
  });
});

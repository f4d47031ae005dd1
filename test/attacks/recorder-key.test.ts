/** Somebody has the recorder's key: what it signs may stop the request it lies at, and no other. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { recordPayloadType, signEnvelope, verifyEnvelope } from '../../src/pipeline/envelope.ts';
import { lastOf } from '../support/attack.ts';
import { readRecords } from '../support/results-reading.ts';
import { brief, mergeBoth, setStage } from '../support/stage.ts';

const client = 'prod/_users/mira/laptop';
const serving = 'prod/payments/web-api';

describe("what a stolen recorder's key signs", () => {
  const request = { path: `requests/${client}.yaml`, identity: 'x', spkiSha256: '', subject: '' };
  const payloads: readonly unknown[] = [
    null,
    [],
    'x',
    {},
    { version: 1 },
    { version: 1, request: { path: 5 }, certificate: {} },
    { version: 1, request, certificate: { serial: 'ab' } },
    { version: 1, request, certificate: { serial: 'ab' }, cluster: { name: 'constructor' }, signer: null },
  ];
  for (const payload of [...payloads.map((each) => JSON.stringify(each)), 'nonsense', '{"version":1', '\xff'])
    test(`${JSON.stringify(payload.slice(0, 40))} holds back no other request`, async () => {
      const stage = await setStage();
      mergeBoth(stage);
      assert.ok(stage.ports.recorder);
      const envelope = await signEnvelope(Buffer.from(payload, 'latin1'), stage.ports.recorder);
      stage.results.push({ [`certificates/${client}/ab.json`]: envelope });
      const { report } = await stage.issue();
      assert.ok(brief(report.steps).includes(`record ${serving}`));
      assert.match(report.steps.find(({ name }) => name === client)?.reason ?? '', /record\.unverified/);
    });
});

describe('a record that nobody with the key signed so', () => {
  /** A stage with one true record, whose envelope is changed. */
  async function changed(change: (envelope: Record<string, unknown>) => unknown): Promise<string> {
    const stage = await setStage();
    mergeBoth(stage);
    await stage.issue();
    const [[path, bytes] = ['', new Uint8Array()]] = [...stage.results.files()].filter(([each]) =>
      /laptop\/[0-9a-f]{1,40}\.json$/.test(each),
    );
    const envelope = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
    const text = change(envelope);
    const written = typeof text === 'string' ? text : JSON.stringify(text);
    stage.results.push({ [path]: Buffer.from(written, 'latin1') });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${client}`, `nothing ${serving}`]);
    return report.steps[0]?.reason ?? lastOf(report.steps);
  }
  const payload = ({ payload: text }: Record<string, unknown>) =>
    Buffer.from(String(text), 'base64').toString();
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  const changes: Readonly<Record<string, (envelope: Record<string, unknown>) => unknown>> = {
    'another payload': (envelope) => ({
      ...envelope,
      payload: encode(
        payload(envelope).replace('"refused"', '"issued"').replace('"version":1', '"version":1 '),
      ),
    }),
    'another payload type': (envelope) => ({ ...envelope, payloadType: 'application/json' }),
    'no signature': (envelope) => ({ ...envelope, signatures: [] }),
    'signatures that are none': (envelope) => ({ ...envelope, signatures: [null, 5, { sig: 5 }] }),
    'an empty signature': (envelope) => ({ ...envelope, signatures: [{ keyid: '', sig: '' }] }),
    'a second payload under the same key': (envelope) =>
      `${JSON.stringify(envelope).slice(0, -1)},"payload":${JSON.stringify(encode('{"version":1}'))}}`,
    'a line break in its payload': (envelope) => ({ ...envelope, payload: `${encode(payload(envelope))}\n` }),
    'bytes that are no UTF-8': (envelope) => `\xff${JSON.stringify(envelope)}`,
  };
  for (const [what, change] of Object.entries(changes))
    test(`with ${what} stops its request`, async () => {
      assert.match(await changed(change), /record\.unverified/);
    });

  test('is none of an intent or a request: only its own payload type is looked at', async () => {
    const { ports } = await setStage();
    assert.ok(ports.recorder);
    const signed = await signEnvelope(Buffer.from('{}'), ports.recorder);
    assert.ok(verifyEnvelope(signed, [ports.recorder.spki]));
    const other = Buffer.from(signed).toString().replaceAll(recordPayloadType, `${recordPayloadType} `);
    assert.equal(verifyEnvelope(Buffer.from(other), [ports.recorder.spki]), null);
  });

  test('counts with a stranger’s signature beside the true one, and in any order', async () => {
    const stage = await setStage();
    mergeBoth(stage);
    await stage.issue();
    const count = readRecords(stage.results).length;
    for (const [path, bytes] of stage.results.files()) {
      if (!/\/[0-9a-f]{1,40}\.json$/.test(path)) continue;
      const envelope = JSON.parse(Buffer.from(bytes).toString()) as { signatures: unknown[] };
      const signatures = [{ keyid: 'mallory', sig: 'AAAA' }, ...envelope.signatures];
      stage.results.push({ [path]: Buffer.from(JSON.stringify({ ...envelope, signatures })) });
    }
    assert.deepEqual(brief((await stage.issue()).report.steps), [`nothing ${client}`, `nothing ${serving}`]);
    assert.equal(readRecords(stage.results).length, count);
  });
});

describe('the certificate file beside a true record', () => {
  const changes: Readonly<Record<string, (pem: string, other: string) => string>> = {
    'another certificate after it': (pem, other) => pem + other,
    'another certificate before it': (pem, other) => other + pem,
    'text before it': (pem) => `see below\n${pem}`,
    'headers in it': (pem) => pem.replace('-----\n', '-----\nProc-Type: 4,ENCRYPTED\n\n'),
    'line breaks of Windows': (pem) => pem.replaceAll('\n', '\r\n'),
  };
  for (const [what, change] of Object.entries(changes))
    test(`with ${what} is not given out as the one that was recorded`, async () => {
      const stage = await setStage();
      mergeBoth(stage);
      await stage.issue();
      for (const [path, bytes] of stage.results.files()) {
        if (!path.startsWith(`certificates/${client}`) || !path.endsWith('.crt')) continue;
        const text = change(Buffer.from(bytes).toString(), stage.clientCa.certificatePem);
        stage.results.push({ [path]: Buffer.from(text) });
      }
      const { report } = await stage.issue();
      assert.deepEqual(brief(report.steps), [`refuse ${client}`, `nothing ${serving}`]);
      assert.match(report.steps[0]?.reason ?? '', /record\.mismatch/);
    });
});

/** Signing: what `/status` takes, every kind of bad certificate, and that a certificate is written once. */
import {
  approve,
  approved,
  denied,
  encode,
  failed,
  janes,
  materialOf,
  must,
  pathOf,
  submit,
  withConditions,
} from '../objects.ts';
import type { Scenario, Stage } from '../scenario.ts';

const one = materialOf('certificate');
const two = materialOf('other-certificate');
const begin = '-----BEGIN CERTIFICATE-----';

/** One update of `/status` by signer. */
async function sign(
  stage: Stage,
  step: string,
  // biome-ignore lint/suspicious/noExplicitAny: an object of the API
  change: (stored: any) => object,
): Promise<void> {
  const stored = must(await stage.call('admin', 'GET', pathOf('a')), 200);
  await stage.see(step, 'signer', 'PUT', pathOf('a', 'status'), { body: change(stored) });
}

/** The object with a certificate, given as PEM. */
// biome-ignore lint/suspicious/noExplicitAny: as above
const withCertificate = (stored: any, pem: string): object => ({
  ...stored,
  status: { ...stored.status, certificate: encode(pem) },
});

function afresh(title: string, play: (stage: Stage) => Promise<void>, isApproved = true): Scenario {
  return {
    title: `signing: ${title}`,
    async play(stage) {
      const object = await submit(stage, janes('a'));
      if (isApproved) await approve(stage, object);
      await play(stage);
      await stage.see('in the end', 'submitter', 'GET', pathOf('a'));
    },
  };
}

const certificates: Readonly<Record<string, string>> = {
  'no PEM': 'nothing',
  'a private key': one.replaceAll('CERTIFICATE', 'PRIVATE KEY'),
  'a key after a certificate': one + one.replaceAll('CERTIFICATE', 'PRIVATE KEY'),
  'a request': one.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'),
  'PEM headers': one.replace(begin, `${begin}\nA: b\n`),
  'an empty block': `${begin}\n-----END CERTIFICATE-----\n`,
  'a block that is no DER': `${begin}\nAAAA\n-----END CERTIFICATE-----\n`,
  'a certificate cut short': `${begin}\n${body(one).subarray(0, -20).toString('base64')}\n-----END CERTIFICATE-----\n`,
  'bytes after a certificate': `${begin}\n${Buffer.concat([body(one), Buffer.from([0])]).toString('base64')}\n-----END CERTIFICATE-----\n`,
  'two certificates in a block': `${begin}\n${Buffer.concat([body(one), body(two)]).toString('base64')}\n-----END CERTIFICATE-----\n`,
  'only line ends': '\n\n',
  'a broken block before a good one': `${begin}\n!!!\n-----END CERTIFICATE-----\n${one}`,
  'a certificate and a bad block': `${one}${begin}\nAAAA\n-----END CERTIFICATE-----\n`,
};

const good: Readonly<Record<string, string>> = {
  'one block': one,
  'a chain': one + two,
  'text around the blocks': `subject=one\n${one}between\n${two}after\n`,
  'without a last line end': one.trimEnd(),
  'with CRLF': one.replaceAll('\n', '\r\n'),
};

function body(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----.*?-----|\s/g, ''), 'base64');
}

export const signingScenarios: readonly Scenario[] = [
  ...Object.entries(good).map(([title, pem]) =>
    afresh(title, (stage) => sign(stage, 'sign', (stored) => withCertificate(stored, pem))),
  ),
  afresh('every kind of bad certificate', async (stage) => {
    for (const [title, pem] of Object.entries(certificates)) {
      await sign(stage, title, (stored) => withCertificate(stored, pem));
    }
    await sign(stage, 'no base64', (stored) => ({
      ...stored,
      status: { ...stored.status, certificate: '!' },
    }));
    await sign(stage, 'no text', (stored) => ({ ...stored, status: { ...stored.status, certificate: 7 } }));
  }),
  afresh('once and for all', async (stage) => {
    await sign(stage, 'sign', (stored) => withCertificate(stored, one));
    await sign(stage, 'the same again', (stored) => withCertificate(stored, one));
    await sign(stage, 'another', (stored) => withCertificate(stored, two));
    await sign(stage, 'another that is broken', (stored) => withCertificate(stored, 'x'));
    await sign(stage, 'none', (stored) => withCertificate(stored, ''));
    await sign(stage, 'fail after all', (stored) =>
      withConditions(stored, ...stored.status.conditions, failed),
    );
  }),
  afresh(
    'before approval',
    async (stage) => {
      await sign(stage, 'sign', (stored) => withCertificate(stored, one));
    },
    false,
  ),
  afresh(
    'conditions of others',
    async (stage) => {
      await sign(stage, 'approve', (stored) => withConditions(stored, approved));
      await sign(stage, 'deny', (stored) => withConditions(stored, denied));
      await sign(stage, 'fail', (stored) => withConditions(stored, failed));
      await sign(stage, 'fail with another reason', (stored) =>
        withConditions(stored, { ...stored.status.conditions[0], reason: 'Other' }),
      );
      await sign(stage, 'no longer fail', (stored) => withConditions(stored));
      await sign(stage, 'say otherwise', (stored) => withConditions(stored, { ...failed, status: 'False' }));
    },
    false,
  ),
  afresh('after approval', async (stage) => {
    await sign(stage, 'take approval away', (stored) => withConditions(stored));
    await sign(stage, 'change approval', (stored) =>
      withConditions(stored, { ...approved, reason: 'Other' }),
    );
    await sign(stage, 'no status at all', ({ status: _status, ...stored }) => stored);
    await sign(stage, 'fail', (stored) => withConditions(stored, ...stored.status.conditions, failed));
    await sign(stage, 'deny', (stored) => withConditions(stored, ...stored.status.conditions, denied));
    await sign(stage, 'an own condition', (stored) =>
      withConditions(stored, ...stored.status.conditions, {
        type: 'Queued',
        status: 'False',
        reason: 'Later',
      }),
    );
    await sign(stage, 'sign although failed', (stored) => withCertificate(stored, one));
  }),
  afresh('what it leaves alone', async (stage) => {
    await sign(stage, 'spec and metadata', (stored) => ({
      ...withCertificate(stored, one),
      spec: { ...stored.spec, signerName: 'example.com/x', usages: ['any'] },
      metadata: {
        ...stored.metadata,
        labels: { a: 'b' },
        annotations: { c: 'd' },
        finalizers: ['example.com/f'],
      },
    }));
  }),
  afresh('names, versions and uids', async (stage) => {
    const stored = must(await stage.call('admin', 'GET', pathOf('a')), 200);
    const put = (step: string, fields: object) =>
      stage.see(step, 'signer', 'PUT', pathOf('a', 'status'), {
        body: { ...withCertificate(stored, one), metadata: { ...stored.metadata, ...fields } },
      });
    await put('another uid', { uid: '11111111-2222-3333-4444-555555555555' });
    await put('a stale version', { resourceVersion: '1' });
    await put('another name', { name: 'b' });
    await put('nothing but the name', {
      uid: undefined,
      resourceVersion: undefined,
      creationTimestamp: undefined,
    });
    await put('the version before', {});
  }),
  afresh('a dry run', async (stage) => {
    const stored = must(await stage.call('admin', 'GET', pathOf('a')), 200);
    const path = `${pathOf('a', 'status')}?dryRun=All`;
    await stage.see('sign', 'signer', 'PUT', path, { body: withCertificate(stored, one) });
    await stage.see('not permitted', 'approver', 'PUT', path, { body: withCertificate(stored, one) });
  }),
];

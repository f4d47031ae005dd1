/** Sentences that a report must not get wrong: what is said of requests that come to nothing, and of long values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMarkdown } from '../../src/report/markdown.ts';
import { formatText } from '../../src/report/text.ts';
import { describePrediction } from '../../src/report/words.ts';
import type { Report } from '../../src/report.ts';
import { requestOf, stringTags } from '../kubernetes/oracle/csr-builder.ts';
import { cart, file, judge, load } from '../support/validating.ts';

const text = (report: Report) => formatText(report, { colour: false, columns: 4000, now: null });
const markdown = (report: Report) => formatMarkdown(report, { now: null });
const loose = (edit: (text: string) => string) => judge({ files: [file('x.yaml', edit(load(cart)))] });

test('a signer that nobody knows is said to be that, not to issue and not to be refused', () => {
  const report = loose((one) => one.replace('example.com/serving', 'acme.example/tls'));
  assert.equal(report.verdict, 'pass');
  assert.match(text(report), /^PASS {2}x\.yaml: no fault found, but nobody known would sign it\n/);
  assert.match(markdown(report), /nobody known would ever sign it/);
});

test('a client certificate without a common name logs nobody in, in every sentence about it', () => {
  const csr = requestOf({ subject: [[{ oid: '2.5.4.10', value: 'dev-web', tag: stringTags.utf8 }]] });
  const report = loose((one) =>
    one
      .replace('example.com/serving', 'kubernetes.io/kube-apiserver-client')
      .replace(/request: .*/, `request: ${csr}`)
      .replace('server auth', 'client auth'),
  );
  for (const shown of [text(report), markdown(report)]) {
    assert.match(shown, /could log in to nothing/);
    assert.match(shown, /without a common name it logs nobody in/);
    assert.doesNotMatch(shown, /it logs its holder in/);
  }
});

test('the CSR that the cluster repeats is cut in text and Markdown, and whole in the report', () => {
  const csr = Buffer.from('-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n');
  const report = loose((one) => one.replace(/request: .*/, `request: ${csr.toString('base64')}`));
  const reason = report.requests[0]?.prediction?.reason ?? '';
  assert.ok(reason.includes(csr.toString('base64')));
  for (const shown of [text(report), markdown(report)]) {
    assert.ok(!shown.includes(csr.toString('base64')));
    assert.doesNotMatch(shown, /[A-Za-z0-9+/]{64}/);
  }
  const quoted = describePrediction(
    { outcome: 'failed', reason: `${'no. '.repeat(300)}`, lifetimeSeconds: null, dropped: [] },
    (one) => one,
  );
  assert.ok(quoted.length < 700 && quoted.endsWith('…'));
});

test('the classic of the guides is told once, with the two names the signer wants', () => {
  const report = loose((one) => one.replace('example.com/serving', 'kubernetes.io/kubelet-serving'));
  assert.deepEqual(
    report.requests[0]?.findings.map(({ code }) => code),
    ['cluster.signer-would-refuse'],
  );
  assert.match(
    report.requests[0]?.findings[0]?.hint ?? '',
    /O exactly "system:nodes" and a CN that begins with "system:node:"; here CN is "/,
  );
});

test('a long line to change is cut in the middle at a terminal', () => {
  const report = loose((one) =>
    one.replace(/request: (.*)/, (_, csr) => `request: ${Buffer.from(csr).toString('base64')}`),
  );
  const [found] = report.requests[0]?.findings ?? [];
  assert.ok((found?.suggestion?.new.length ?? 0) > 400);
  for (const line of text(report).split('\n')) assert.ok(line.length < 200, line);
});

test('what is dropped is told once in a report', () => {
  const email = [{ oid: '1.2.840.113549.1.9.1', value: 'ada@example.com', tag: 22 }];
  const csr = requestOf({ subject: [[{ oid: '2.5.4.3', value: 'cart.shop.svc' }], email] });
  const report = loose((one) =>
    one
      .replace('example.com/serving', 'kubernetes.io/kube-apiserver-client')
      .replace(/request: .*/, `request: ${csr}`)
      .replace('server auth', 'client auth'),
  );
  for (const shown of [text(report), markdown(report)])
    assert.equal(shown.split('ada@example.com').length - 1, 1, shown);
});

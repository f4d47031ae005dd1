import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { formatMarkdown } from '../../src/report/markdown.ts';
import { formatText } from '../../src/report/text.ts';
import type { Report } from '../../src/report.ts';
import { added, cart, change, file, judge, laptop, load, removed } from '../support/validating.ts';

const now = new Date('2026-11-22T12:00:00Z');
const text = (report: Report, colour = false): string => formatText(report, { colour, columns: 80, now });
const markdown = (report: Report): string => formatMarkdown(report, { now });

const classic = load(cart).replace('example.com/serving', 'kubernetes.io/kubelet-serving');
const refused = judge({ change: change([added(cart, classic)]) });
const fine = judge({ change: change([added(cart)]) });
const login = judge({ change: change([added(laptop)]) });

describe('formatText', () => {
  test('says the verdict first, whom for, until when, and who must approve', () => {
    const lines = text(fine).split('\n');
    assert.equal(lines[0], `PASS  ${cart}: would be issued`);
    const all = lines.join('\n');
    assert.match(all, /holder could serve as these names/);
    assert.match(all, /Names +cart\.shop\.svc, cart\.shop\.svc\.cluster\.local/);
    assert.match(all, /Lifetime +90 days \(7776000 seconds\); issued now, until about 20 Feb 2027/);
    assert.match(all, /Approval +0 of 1 from code owners/);
    assert.match(all, /the requester says: cart moves/);
  });

  test('names the user and the group that a client certificate logs in as', () => {
    assert.match(text(login), /log in to the cluster's API as user ada, in group\s+dev-shop\./);
    assert.match(text(login), /At stake +notable/);
  });

  test('shows each fault at its line with a hint and the suggested change as a diff', () => {
    const shown = text(refused);
    assert.match(shown, /^FAIL {2}\S+: would never get a certificate\n/);
    assert.match(shown, / {2}error {2}line 9 {2}cluster\.signer-would-refuse\n/);
    assert.match(shown, / {4}hint: /);
    assert.match(
      shown,
      / {4}- {3}signerName: kubernetes\.io\/kubelet-serving\n {4}\+ {3}signerName: example\.com\/serving\n/,
    );
  });

  test('stays within 80 columns, and colour changes nothing but colour', () => {
    for (const report of [fine, login, refused]) {
      for (const line of text(report).split('\n'))
        assert.ok(line.length <= 80 || !line.trim().includes(' '), line);
      assert.equal(stripVTControlCharacters(text(report, true)), text(report));
      assert.notEqual(text(report, true), text(report));
    }
  });

  test('puts what is powerful or refused before the rest, and folds many dull ones', () => {
    const many = Array.from({ length: 20 }, (_, number) => added(`requests/demo/shop/s${number}.yaml`, 'x'));
    const shown = text(judge({ change: change([added(cart), added(laptop), ...many.slice(0, 2)]) }));
    assert.ok(shown.indexOf('requests/demo/shop/s0.yaml') < shown.indexOf(laptop));
    assert.ok(shown.indexOf(laptop) < shown.indexOf(`${cart}  `));
    const dull = { ...fine, requests: Array.from({ length: 20 }, () => ({ ...fine.requests[0] })) } as Report;
    assert.equal(text(dull).match(/^ok {2}/gm)?.length, 20);
  });

  test('says that no policy was asked, and what to do when there is nothing to look at', () => {
    assert.match(text(judge({ files: [file('x.yaml', load(cart))] })), /Judged without a policy/);
    assert.match(text(judge({ change: change([]) })), /Nothing differs from a{12} under requests\//);
  });
});

describe('formatMarkdown', () => {
  test('begins with the marker and a line that carries verdict, what and where', () => {
    assert.match(
      markdown(fine),
      /^<!-- countersign:report:v1 -->\n\n### 🟢 Routine · new certificate for `shop\/cart` on `demo`\n/,
    );
    assert.match(
      markdown(refused),
      /\n### ⛔ Refused · `shop\/cart` on `demo` would never get a certificate\n/,
    );
    assert.match(markdown(login), /\n### 🟠 Notable · new client certificate for /);
  });

  test('gives reviewers nothing to do and the author the lines while a request is refused', () => {
    assert.match(markdown(refused), /Reviewers: nothing to do yet\. Author: \*\*/);
    assert.match(
      markdown(refused),
      /```diff\n- {3}signerName: kubernetes\.io\/kubelet-serving\n\+ {3}signerName: example\.com\/serving\n```/,
    );
    assert.doesNotMatch(markdown(refused), /Approve if/);
    assert.match(markdown(fine), /\*\*Approve if\*\* `shop` runs `cart`/);
  });

  test('counts several requests worst first in the headline', () => {
    const both = judge({
      change: change([added(cart), added(laptop), added('requests/demo/shop/x.yaml', 'x')]),
    });
    assert.match(markdown(both), /\n### ⛔ 1 refused · 🟠 1 notable · 🟢 1 routine\n/);
  });

  test('says what a removal means', () => {
    assert.match(
      markdown(judge({ change: change([removed(cart)]) })),
      /⚪ Removed .*\n\nNothing new is issued for it/,
    );
  });

  test('keeps what a hostile request says inside code', () => {
    const hostile = load(cart)
      .replace('name: cart', 'name: "@acme/security </details> # Approved"')
      .replace(/reason: .*/, 'reason: "``` @acme/owners <img src=x> \\u202e"');
    const shown = markdown(judge({ change: change([added(cart, hostile)]) }));
    const outside = shown.replace(/(?<!`)(`+)(?!`)([\s\S]*?)(?<!`)\1(?!`)/g, '');
    assert.doesNotMatch(outside, /@acme|<img|# Approved|\u202e/);
    assert.equal(outside.match(/<\/details>/g)?.length, outside.match(/<details>/g)?.length);
  });
});

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { findingCodes } from '../../src/finding-codes.ts';
import { validate } from '../../src/pipeline/validate.ts';
import { findPrivateKeys } from '../../src/request/leaked-key.ts';
import { evaluateCaseTwins } from '../../src/request/path.ts';
import { readRequest } from '../../src/request/read.ts';
import { csrExamples } from './csr-examples.ts';
import { issuingExamples } from './issuing-examples.ts';
import { lintExamples } from './lint-examples.ts';
import { liveExamples } from './live-examples.ts';
import { isQuoted, readFindingPages } from './pages.ts';
import { policyExamples } from './policy-examples.ts';
import { ruleExamples } from './rule-examples.ts';
import { type ExampleFile, sound, textExamples } from './text-examples.ts';

interface Told {
  readonly code: string;
  readonly message: string;
}

const requestPath = 'requests/prod/payments/web-api.yaml';

function readExample({ path = requestPath, mode = '100644', bytes }: ExampleFile): readonly Told[] {
  return readRequest({ path, bytes: Buffer.from(bytes), mode, blob: null }, { layout: true }).findings;
}

function readCsrExample(pem: string): readonly Told[] {
  return readExample({
    bytes: sound.replace(/request: .*/, `request: ${Buffer.from(pem).toString('base64')}`),
  });
}

function committedKey(): readonly Told[] {
  const { privateKey } = generateKeyPairSync('ed25519');
  const bytes = Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return findPrivateKeys({ path: 'tls.key', bytes, mode: '100644', blob: null }).map(
    ({ finding }) => finding,
  );
}

/** A pull request that brings a request to a repository without a policy. */
function withoutPolicy(): readonly Told[] {
  const after = { path: requestPath, bytes: Buffer.from(sound), mode: '100644', blob: null };
  const files = [{ path: requestPath, before: null, after }];
  const change = { base: null, head: null, files, policy: null, others: [] };
  const now = new Date('2026-11-22T12:00:00Z');
  return validate({ change, files: [], only: null, author: null, now }).findings;
}

type Example = () => readonly Told[] | Promise<readonly Told[]>;
const examples = new Map<string, Example>([
  ...Object.entries(textExamples).map(([code, file]) => [code, () => readExample(file)] as const),
  ...Object.entries(csrExamples).map(([code, pem]) => [code, () => readCsrExample(pem)] as const),
  ...Object.entries(ruleExamples),
  ...Object.entries(policyExamples),
  ...Object.entries(issuingExamples),
  ...Object.entries(liveExamples),
  ...Object.entries(lintExamples),
  [
    'file.case-twin',
    () => evaluateCaseTwins(['requests/prod/shop/cart.yaml', 'requests/prod/Shop/cart.yaml']),
  ],
  ['key.private-key', committedKey],
  ['policy.not-set-up', withoutPolicy],
]);

/** No signer of ours or of the fakes can store what the API server takes and we cannot read. */
const quotedFromSource: Readonly<Record<string, string>> = {
  'certificate.unreadable': 'src/pipeline/phases.ts',
};

describe('the examples of docs/findings.md', () => {
  for (const { code, says } of readFindingPages()) {
    const example = examples.get(code);
    if (example === undefined) continue;
    it(`${code} is found in its example, in the words quoted`, async () => {
      const told = await example();
      const messages = told.filter((each) => each.code === code).map(({ message }) => message);
      assert.ok(
        messages.some((message) => isQuoted(message, says)),
        `${JSON.stringify(says)} is not among ${JSON.stringify(messages)}; found were ${told.map((each) => each.code)}`,
      );
    });
  }

  it('are run for every code, or quoted from the source that says them', () => {
    const unrun = Object.keys(findingCodes).filter((code) => !examples.has(code));
    assert.deepEqual(unrun.sort(), Object.keys(quotedFromSource).sort());
    for (const { code, says } of readFindingPages()) {
      const source = quotedFromSource[code];
      if (source === undefined) continue;
      const text = readFileSync(new URL(`../../${source}`, import.meta.url), 'utf8');
      assert.ok(text.includes(says.split('…').at(-1) ?? says), `${source} does not say ${says}`);
    }
  });
});

/** A private key where a name or a file was due: what a job prints, everybody may read. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runCommandLine } from '../../src/cli/run.ts';
import { createKey, encodePrivateKey } from '../../src/pki/keys.ts';

const pem = encodePrivateKey(createKey('ECDSA-P256'));
const secret = pem.split('\n')[1] ?? '';

async function say(argv: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const written: string[] = [];
  const stream = { write: (text: string) => void written.push(text), isTty: false };
  await runCommandLine(argv, {
    stdout: stream,
    stderr: stream,
    readStdin: () => new Uint8Array(),
    env,
    cwd: process.cwd(),
    colour: false,
    columns: 80,
    now: () => new Date(),
  });
  return written.join('');
}

describe('no command prints a private key that it was given by mistake', () => {
  const inOneLine = pem.replaceAll('\n', ' ');
  const lines: readonly (readonly string[])[] = [
    [pem],
    ['issue', pem],
    ['issue', '--authority-key', pem],
    ['issue', `--authority-key=${pem}`],
    ['issue', `--authority-key=serving=${inOneLine}`, '--evidence', '/dev/null'],
    ['issue', `--evidence=${pem}`],
    ['issue', `--kubeconfig=${pem}`, '--evidence', '/dev/null'],
    ['issue', `--remote=${pem}`, '--evidence', '/dev/null'],
    ['issue', `--repository=${pem}`],
    ['issue', `--wait=${inOneLine}`],
    ['issue', `--phase=${pem}`],
    ['plan', `--${pem}`],
    ['show', '--', pem],
    ['show', '--', inOneLine],
    ['wrap', `--as=${pem}`, 'x.csr'],
    ['wrap', '--as=x', '--', pem],
    ['new', 'service', `--cluster=${pem}`],
    ['new', '--', pem, 'x'],
    ['validate', `--base=${pem}`],
    ['validate', '--', pem],
    ['policy', 'explain', '--', pem],
    ['sandbox', `--port=${pem}`],
  ];
  for (const argv of lines)
    test(argv.map((word) => word.replace(/-----BEGIN[\s\S]*/, 'KEY')).join(' '), async () => {
      const said = await say(argv);
      assert.ok(said.length > 0);
      assert.ok(!said.includes(secret.slice(4, 24)), said);
    });
});

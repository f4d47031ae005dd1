/** CSRs made by openssl, and the rule they are signed under. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Csr } from '../../src/model.ts';
import { readCsr } from '../../src/pki/csr.ts';
import { selectRule } from '../../src/policy/match.ts';
import type { Selection } from '../../src/policy/policy.ts';
import type { Request } from '../../src/request/request.ts';
import { policyOf, soundPolicy } from '../policy/policies.ts';

/** Runs openssl in a folder that is gone afterwards; `files` are put there first. */
export function openssl(
  args: readonly string[],
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-authority-'));
  try {
    for (const [name, contents] of Object.entries(files)) writeFileSync(path.join(folder, name), contents);
    return execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const subject = '/O=Acme Ltd/CN=web-api.payments.svc';
const names =
  'subjectAltName=DNS:web-api.payments.svc,IP:10.96.0.7,URI:spiffe://acme/ns/payments/sa/web,email:web@payments.example.com';

/** A CSR that also asks to be a CA and for usages of its own. */
export function makeCsr(newKey: readonly string[]): Csr {
  const extensions = [
    '-addext',
    names,
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    'keyUsage=keyCertSign',
  ];
  const make = [
    'req',
    '-new',
    '-newkey',
    ...newKey,
    '-nodes',
    '-keyout',
    'key.pem',
    '-subj',
    subject,
    '-outform',
    'DER',
  ];
  const { csr, fault } = readCsr(openssl([...make, ...extensions]));
  assert.ok(csr, fault ?? '');
  return csr;
}

export function requestOf(csr: Csr, more: Partial<Request> = {}): Request {
  return {
    path: 'requests/prod/payments/web-api.yaml',
    mode: '100644',
    blob: null,
    name: 'web-api',
    signerName: 'example.com/serving',
    usages: ['digital signature', 'key encipherment', 'server auth'],
    expirationSeconds: 86_400,
    annotations: {
      reason: null,
      owner: null,
      keyOrigin: 'unstated',
      generation: 1,
      replaces: null,
      renewalProof: null,
    },
    csr,
    ...more,
  };
}

/** The rule `service` of the sound policy: default 7 d, rule max 90 d, cluster max 30 d. */
export function selectionOf(text: string = soundPolicy): Selection {
  const { selection } = selectRule(policyOf(text), {
    path: requestOf({} as Csr).path,
    signerName: 'example.com/serving',
  });
  assert.ok(selection);
  return selection;
}

/** Real artefacts from openssl, and requests made of them with one part exchanged. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readRequest } from '../../src/request/read.ts';
import type { RequestReading } from '../../src/request/request.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'request-'));
const keyFile = path.join(folder, 'key.pem');
const openssl = (command: string) =>
  execFileSync('openssl', command.split(' '), { stdio: ['ignore', 'pipe', 'ignore'] });

export const key = openssl('genpkey -algorithm ED25519');
writeFileSync(keyFile, key);
export const csr = openssl(
  `req -new -key ${keyFile} -subj /CN=web.a.svc -addext subjectAltName=DNS:web.a.svc`,
).toString();
export const der = openssl(`req -new -key ${keyFile} -subj /CN=web.a.svc -outform DER`);
export const certificate = openssl(`req -x509 -key ${keyFile} -subj /CN=web.a.svc`).toString();
rmSync(folder, { recursive: true });

export const base64 = (content: string | Uint8Array): string => Buffer.from(content).toString('base64');
export const good = base64(csr);

interface Parts {
  readonly head?: string;
  readonly metadata?: string;
  readonly request?: string;
  readonly signerName?: string;
  readonly usages?: string;
  readonly spec?: string;
}

/** A sound request named `web` with some of its parts replaced. */
export function manifest(parts: Parts = {}): string {
  return [
    parts.head ?? 'apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest',
    'metadata:',
    parts.metadata ?? '  name: web',
    'spec:',
    `  request: ${parts.request ?? base64(csr)}`,
    `  signerName: ${parts.signerName ?? 'example.com/serving'}`,
    `  usages: ${parts.usages ?? '[digital signature, server auth]'}`,
    ...(parts.spec === undefined ? [] : [parts.spec]),
    '',
  ].join('\n');
}

/** Reads it as a file of the repository. */
export function read(
  text: string | Uint8Array,
  path = 'requests/prod/a/web.yaml',
  mode: string | null = '100644',
): RequestReading {
  return readRequest({ path, bytes: Buffer.from(text), mode, blob: null }, { layout: true });
}
export const codes = (text: string): string[] => read(text).findings.map((found) => found.code);

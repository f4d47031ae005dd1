import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const policyPath = '.github/countersign.yaml';

/** CSRs by openssl, ECDSA P-256, in a folder of their own: `s0.csr`, `s1.csr`, … */
export function makeCsrs(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  for (let number = 0; number < count; number += 1) {
    const name = `s${number}.shop.svc`;
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null'];
    const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
    execFileSync('openssl', ['req', '-new', ...key, ...names, '-out', join(folder, `s${number}.csr`)], {
      stdio: 'ignore',
    });
  }
  return folder;
}

/** A request around one of the CSRs. Numbers beyond them use their keys again, which only untouched files may. */
export function formatRequest(csrs: string, number: number, count: number): string {
  const csr = readFileSync(join(csrs, `s${number % count}.csr`)).toString('base64');
  return [
    'apiVersion: certificates.k8s.io/v1',
    'kind: CertificateSigningRequest',
    'metadata:',
    `  name: s${number}`,
    'spec:',
    '  signerName: example.com/serving',
    '  expirationSeconds: 7776000',
    '  usages: [digital signature, key encipherment, server auth]',
    `  request: ${csr}`,
    '',
  ].join('\n');
}

/** A repository of so many requests, packed as a fresh clone is, with one of them changed in the work tree. */
export function makeRepository(csrs: string, csrCount: number, requests: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  };
  write(policyPath, readFileSync(join(root, policyPath)));
  for (let number = 0; number < requests; number += 1) {
    write(`requests/demo/shop/s${number}.yaml`, formatRequest(csrs, number, csrCount));
  }
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=b', '-c', 'user.email=b@example.com', '-c', 'gc.auto=0', ...args], {
      cwd: directory,
    });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'all');
  git('repack', '-a', '-d', '-q');
  const changed = formatRequest(csrs, 0, csrCount).replace('7776000', '2592000');
  write('requests/demo/shop/s0.yaml', changed);
  return directory;
}

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createKey } from '../../pki/keys.ts';
import { formatManifest } from '../../request/manifest.ts';
import { makeCsr } from '../make-csr.ts';

/** The folder of this package: its `requests/` and `.github/` are the demo's props. */
export function packageRoot(): string {
  for (let at = path.dirname(fileURLToPath(import.meta.url)); ; at = path.dirname(at)) {
    if (existsSync(path.join(at, 'requests', 'README.md'))) return at;
    if (path.dirname(at) === at) throw new Error('the package was installed without its requests/');
  }
}

/** Copies the committed examples into a repository; returns their paths. */
export function copyExamples(repository: string): readonly string[] {
  const source = packageRoot();
  const paths = readdirSync(path.join(source, 'requests'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => path.posix.join('requests', ...name.split(path.sep)))
    .sort();
  for (const name of paths) {
    mkdirSync(path.join(repository, path.dirname(name)), { recursive: true });
    copyFileSync(path.join(source, name), path.join(repository, name));
  }
  return paths;
}

/** Copies this package's own policy and CODEOWNERS, with the address of the cluster that was just started. */
export function copyGovernance(repository: string, server: string): void {
  const folder = path.join(packageRoot(), '.github');
  const policy = readFileSync(path.join(folder, 'countersign.yaml'), 'utf8');
  mkdirSync(path.join(repository, '.github'), { recursive: true });
  writeFileSync(
    path.join(repository, '.github', 'countersign.yaml'),
    policy.replace(/server: .*$/m, `server: ${server}`),
  );
  copyFileSync(path.join(folder, 'CODEOWNERS'), path.join(repository, '.github', 'CODEOWNERS'));
}

export const guidePath = 'requests/demo/production/web-api-tls.yaml';

/**
 * The request that many guides print: an ordinary service at the signer that is for nodes only, valid for a year.
 * The cluster would take it, let it be approved, and then never issue it.
 */
export function writeGuideRequest(repository: string): void {
  const wanted = {
    organizations: [],
    commonName: 'web-api-tls.production.svc',
    dnsNames: ['web-api-tls.production.svc', 'web-api-tls.production.svc.cluster.local'],
    ipAddresses: [],
  };
  const text = formatManifest({
    name: 'web-api-tls',
    csrPem: makeCsr(wanted, createKey('RSA-2048')),
    signerName: 'kubernetes.io/kubelet-serving',
    usages: ['digital signature', 'key encipherment', 'server auth'],
    expirationSeconds: 31_536_000,
  });
  const file = path.join(repository, guidePath);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

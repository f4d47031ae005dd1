/** Makes a repository of thousands of requests, each with a CSR of its own: what the figures of many.ts rest on. */
import { spawnSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { makeCsr } from '../src/cli/make-csr.ts';
import { createKey } from '../src/pki/keys.ts';
import { formatManifest } from '../src/request/manifest.ts';
import { makeRsaKeys } from './rsa-keys.ts';

export type KeyKind = 'ECDSA-P256' | 'RSA-2048' | 'Ed25519';

export interface ManyRepository {
  readonly directory: string;
  /** Holds the policy and no request. */
  readonly empty: string;
  /** Holds every request. */
  readonly full: string;
  /** Path of the request that the commit after `full`, the work tree's own, changes. */
  readonly changed: string;
  /** PEM of the CSRs of all requests. */
  readonly csrs: string;
}

/**
 * Makes the repository by `git fast-import`, so that it is packed as a clone is. Its policy is this repository's
 * own, which allows every request.
 */
export function makeManyRepository(directory: string, kind: KeyKind, count: number): ManyRepository {
  const places = Array.from({ length: count }, (_, index) => placeOf(index));
  const requests = makeKeys(kind, count).map((key, index) => makeRequest(placeOf(index), key));
  git(directory, ['init', '-q', '-b', 'main']);
  const policy = readFileSync(new URL('../.github/countersign.yaml', import.meta.url));
  const [last] = places.slice(-1);
  if (last === undefined) throw new Error('a repository of many has at least one request');
  const stream = [
    ...commit('empty', null, [['.github/countersign.yaml', policy]]),
    ...commit(
      'full',
      'empty',
      requests.map(({ path, content }) => [path, content]),
    ),
    ...commit('main', 'full', [[pathOf(last), makeRequest(last, createKey(kind)).content]]),
    Buffer.from('done\n'),
  ];
  git(directory, ['fast-import', '--quiet', '--done'], Buffer.concat(stream));
  git(directory, ['reset', '-q', '--hard']);
  return {
    directory,
    empty: 'empty',
    full: 'full',
    changed: pathOf(last),
    csrs: requests.map(({ csrPem }) => csrPem).join(''),
  };
}

interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** A hundred to a namespace. */
function placeOf(index: number): Place {
  const team = String(Math.floor(index / 100)).padStart(3, '0');
  return { namespace: `team-${team}`, name: `service-${String(index).padStart(5, '0')}` };
}

const pathOf = ({ namespace, name }: Place): string => `requests/demo/${namespace}/${name}.yaml`;

interface Request {
  readonly path: string;
  readonly csrPem: string;
  readonly content: Buffer;
}

function makeRequest(place: Place, key: KeyObject): Request {
  const { namespace, name } = place;
  const dnsNames = [`${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
  const wanted = { organizations: [], commonName: dnsNames[0] ?? null, dnsNames, ipAddresses: [] };
  const csrPem = makeCsr(wanted, key);
  const content = Buffer.from(
    formatManifest({
      name,
      csrPem,
      signerName: 'example.com/serving',
      usages: ['digital signature', 'key encipherment', 'server auth'],
      expirationSeconds: 2_592_000,
      reason: `${name} serves its callers (TEAM-${name.slice(-3)})`,
      keyOrigin: 'human',
    }),
  );
  return { path: pathOf(place), csrPem, content };
}

function makeKeys(kind: KeyKind, count: number): KeyObject[] {
  return kind === 'RSA-2048' ? makeRsaKeys(count) : Array.from({ length: count }, () => createKey(kind));
}

type File = readonly [path: string, content: Buffer];

/** A commit in the language of fast-import, on a branch of its own. */
function commit(branch: string, from: string | null, files: readonly File[]): Buffer[] {
  const message = `${branch}\n`;
  const header = [
    `commit refs/heads/${branch}`,
    'committer Bench <bench@example.com> 1780000000 +0000',
    `data ${message.length}`,
    message + (from === null ? '' : `from refs/heads/${from}\n`),
  ];
  return [
    Buffer.from(header.join('\n')),
    ...files.flatMap(([path, content]) => [
      Buffer.from(`M 100644 inline ${path}\ndata ${content.length}\n`),
      content,
      Buffer.from('\n'),
    ]),
    Buffer.from('\n'),
  ];
}

function git(directory: string, args: readonly string[], input?: Buffer): void {
  const { status, stderr } = spawnSync('git', [...args], { cwd: directory, input });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr.toString()}`);
}

import { CountersignError } from '../errors.ts';
import type { Certificate } from '../model.ts';
import { readCertificate } from '../pki/certificate.ts';
import { decodeStrictPem } from '../pki/pem.ts';
import type { Policy } from '../policy/policy.ts';
import { sha256Hex } from './digest.ts';
import type { Repository } from './ports.ts';
import { faultOfRecorderKey } from './recorder-key.ts';

/** The certificates of a trust bundle, and the digest of its file. */
export interface TrustBundle {
  /** In file order. */
  readonly anchors: readonly Certificate[];
  readonly sha256: string;
}

/** What the default branch says is to be trusted; nothing of it is ever read from the results branch (threat 5). */
export interface Trust {
  /** The recorder's keys, SPKI in DER. */
  readonly recorders: readonly Uint8Array[];
  /** The API server's CA bundle, PEM; null where policy names none. */
  serverCaOf(cluster: string): string | null;
  /** The bundle that the certificates of a signer chain to; null where policy names none. */
  bundleOf(cluster: string, signerName: string, authority: string | null): TrustBundle | null;
}

/** Reads every trust file of policy as it is in `commit`; throws `not-set-up` where one is missing or unreadable. */
export async function readTrust(repository: Repository, commit: string, policy: Policy): Promise<Trust> {
  const files = await readFiles(repository, commit, trustPaths(policy));
  const recorders = policy.records.trusted.flatMap((path) => readRecorders(files, path));
  return {
    recorders,
    serverCaOf: (cluster) => {
      const path = policy.clusters[cluster]?.ca ?? null;
      return path === null ? null : readText(files, path);
    },
    bundleOf: (cluster, signerName, authority) => {
      const path =
        authority === null
          ? policy.clusters[cluster]?.trust[signerName]
          : policy.authorities[authority]?.certificate;
      if (path === undefined) return null;
      const bytes = files.get(path) ?? new Uint8Array();
      return { anchors: readAnchors(files, path), sha256: sha256Hex(bytes) };
    },
  };
}

function trustPaths(policy: Policy): readonly string[] {
  return [
    ...policy.records.trusted,
    ...Object.values(policy.clusters).flatMap(({ ca }) => (ca === null ? [] : [ca])),
    ...Object.values(policy.clusters).flatMap((cluster) => Object.values(cluster.trust)),
    ...Object.values(policy.authorities).map((authority) => authority.certificate),
  ];
}

/** What holds text of its own: no link and no submodule. That a policy may be executed changes nothing of it. */
const plainModes: ReadonlySet<string> = new Set(['100644', '100755']);

/** The contents of plain files in a commit; paths that are not there are left out. */
export async function readFiles(
  repository: Repository,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const wanted = new Set(paths);
  const listed = await repository.list(commit, [...wanted]);
  const entries = listed.filter((entry) => wanted.has(entry.path) && plainModes.has(entry.mode));
  const contents = await repository.read(entries.map((entry) => entry.blob));
  return new Map(entries.map((entry) => [entry.path, contents.get(entry.blob) ?? new Uint8Array()]));
}

function decodeFile(
  files: ReadonlyMap<string, Uint8Array>,
  path: string,
  type: string,
): readonly Uint8Array[] {
  const { ders, fault } = decodeStrictPem(readText(files, path), type);
  if (ders === null) throw notSetUp(`${path} cannot be used: ${fault}`);
  return ders;
}

function readText(files: ReadonlyMap<string, Uint8Array>, path: string): string {
  const bytes = files.get(path);
  if (bytes === undefined) throw notSetUp(`${path}, which policy names, is not on the default branch`);
  return new TextDecoder().decode(bytes);
}

function readRecorders(files: ReadonlyMap<string, Uint8Array>, path: string): readonly Uint8Array[] {
  const keys = decodeFile(files, path, 'PUBLIC KEY');
  for (const spki of keys) {
    const fault = faultOfRecorderKey(spki);
    if (fault !== null)
      throw notSetUp(`${path} holds a public key that cannot be used: ${fault}`, recorderHint);
  }
  return keys;
}

function readAnchors(files: ReadonlyMap<string, Uint8Array>, path: string): readonly Certificate[] {
  return decodeFile(files, path, 'CERTIFICATE').map((der) => {
    const { certificate, fault } = readCertificate(der);
    if (certificate === null) throw notSetUp(`${path} holds something that is no certificate: ${fault}`);
    return certificate;
  });
}

const fileHint = 'commit the file to the default branch, or take its name out of policy';
const recorderHint =
  'commit the public half of the key that signs records (openssl pkey -pubout): ECDSA-P256, -P384 or -P521, Ed25519, or RSA from 2048 bits';

function notSetUp(message: string, hint = fileHint): CountersignError {
  return new CountersignError('not-set-up', message, { hint });
}

/** kubectl on a cluster, told as one story: what an operator types, and what they read. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { janes } from './objects.ts';

/** Why kubectl cannot be used here, or false. */
export const kubectlMissing =
  spawnSync('kubectl', ['version', '--client']).status === 0 ? false : 'kubectl is not on PATH';

interface Said {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** One line of the story: the arguments, the exit status, and what is read. */
interface Line {
  readonly types: readonly string[];
  readonly status?: number;
  readonly reads: RegExp;
}

const row = (condition: string): RegExp =>
  new RegExp(
    `^NAME +AGE +SIGNERNAME +REQUESTOR +REQUESTEDDURATION +CONDITION\\n(\\S+ +\\d+s +example.com/ours +admin +60m +${condition}\\n)+$`,
  );

/** `FILE` is a manifest of `jane`, `BAD` one with a field that there is not, `CHANGED` one with another lifetime. */
const story: readonly Line[] = [
  {
    types: ['create', '-f', 'BAD'],
    status: 1,
    reads: /strict decoding error: unknown field "spec.duration"/,
  },
  { types: ['create', '-f', 'FILE', '--dry-run=server'], reads: /jane created \(server dry run\)/ },
  { types: ['create', '-f', 'FILE'], reads: /certificatesigningrequest.certificates.k8s.io\/jane created/ },
  { types: ['create', '-f', 'FILE'], status: 1, reads: /\(AlreadyExists\).*"jane" already exists/ },
  { types: ['get', 'csr'], reads: row('Pending') },
  { types: ['get', 'csr', 'jane', '-o', 'yaml'], reads: /^ {2}signerName: example.com\/ours$/m },
  { types: ['get', 'csr', '-o', 'name'], reads: /^certificatesigningrequest.certificates.k8s.io\/jane$/m },
  { types: ['apply', '-f', 'CHANGED'], reads: /jane configured/ },
  { types: ['get', 'csr', 'jane', '-o', 'jsonpath={.spec.expirationSeconds}'], reads: /^3600$/ },
  { types: ['certificate', 'approve', 'jane'], reads: /jane approved/ },
  { types: ['get', 'csr', 'jane'], reads: row('Approved') },
  { types: ['certificate', 'deny', 'jane'], status: 1, reads: /"jane" is already Approved/ },
  { types: ['wait', '--for=condition=Approved', 'csr/jane', '--timeout=5s'], reads: /condition met/ },
  {
    types: ['describe', 'csr', 'jane'],
    reads: /Requesting User: +admin\nSigner: +example.com\/ours\n[\s\S]*Status: +Approved/,
  },
  { types: ['label', 'csr', 'jane', 'team=x'], reads: /jane labeled/ },
  { types: ['annotate', 'csr', 'jane', 'note=y'], reads: /jane annotated/ },
  { types: ['get', 'csr', '-l', 'team=x', '-o', 'name'], reads: /\/jane\n$/ },
  { types: ['delete', 'csr', 'jane'], reads: /"jane" deleted/ },
  { types: ['get', 'csr', 'jane'], status: 1, reads: /\(NotFound\).*"jane" not found/ },
  { types: ['apply', '-f', 'FILE'], reads: /jane created/ },
  { types: ['apply', '-f', 'FILE'], reads: /jane unchanged/ },
  { types: ['diff', '-f', 'FILE'], reads: /^$/ },
  { types: ['certificate', 'deny', 'jane'], reads: /jane denied/ },
  { types: ['get', 'csr', 'jane'], reads: row('Denied') },
  { types: ['delete', '-f', 'FILE'], reads: /"jane" deleted/ },
  { types: ['auth', 'whoami'], reads: /Username +admin/ },
  { types: ['auth', 'can-i', 'approve', 'signers.certificates.k8s.io/example.com'], reads: /yes/ },
  {
    types: ['api-resources', '--api-group=certificates.k8s.io'],
    reads: /certificatesigningrequests +csr +certificates.k8s.io\/v1 +false/,
  },
  { types: ['explain', 'csr.spec.signerName'], reads: /FIELD: signerName <string>/ },
];

/** Types it all as the user of a kubeconfig; an assertion fails where something else is read. */
export async function tellStory(kubeconfig: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-kubectl-'));
  try {
    const file = (name: string, content: object | string): string => {
      const path = join(folder, name);
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
      return path;
    };
    const files: Readonly<Record<string, string>> = {
      FILE: file('jane.json', janes('jane')),
      BAD: file('bad.json', janes('jane', { duration: '1h' })),
      CHANGED: file('changed.json', janes('jane', { expirationSeconds: 7200 })),
    };
    const common = ['--kubeconfig', file('kubeconfig', kubeconfig), '--cache-dir', join(folder, 'cache')];
    for (const { types, status = 0, reads } of story) {
      const said = await run([...common, ...types.map((word) => files[word] ?? word)]);
      const line = `kubectl ${types.join(' ')}\n${said.out}${said.err}`;
      assert.equal(said.status, status, line);
      assert.match(status === 0 ? said.out : said.err, reads, line);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Not the synchronous way: the embedded cluster answers from this very process. */
async function run(words: readonly string[]): Promise<Said> {
  return await new Promise((resolve) => {
    const child = execFile('kubectl', words, { timeout: 30_000 }, (_error, out, err) =>
      resolve({ status: child.exitCode, out, err }),
    );
  });
}

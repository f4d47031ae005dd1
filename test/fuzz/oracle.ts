/** The Go oracle as a process that answers line by line; README in `test/oracle`. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type OracleMode = 'manifest' | 'csr';

export interface ManifestAnswer {
  readonly create: {
    readonly code: number;
    readonly reason?: string;
    readonly message?: string;
    readonly causes?: readonly {
      readonly reason: string;
      readonly field: string;
      readonly message: string;
    }[];
  };
  readonly outcome: string;
  readonly failed?: { readonly reason: string; readonly message: string };
  readonly signerError?: string;
  readonly certificate?: {
    readonly subject: string;
    readonly commonName: string;
    readonly organizations: readonly string[];
    readonly seconds: number;
    readonly dnsNames: readonly string[];
    readonly ipAddresses: readonly string[];
    readonly emailAddresses: readonly string[];
    readonly uris: readonly string[];
    readonly keyUsages: readonly string[];
    readonly extKeyUsages: readonly string[];
  };
  /** The oracle's own fault, no verdict. */
  readonly error?: string;
}

export interface CsrAnswer {
  readonly ok: boolean;
  readonly error?: string;
  readonly signatureError?: string;
  readonly subject: string;
  readonly rawSubject: string | null;
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly uris: readonly string[];
}

/** The oracle's answer to a text (`manifest`) or to DER in base64 (`csr`). */
export interface Oracle {
  readonly ask: (mode: OracleMode, content: string) => Promise<ManifestAnswer | CsrAnswer>;
  readonly close: () => void;
}

/** The path of the built oracle, or why there is none. */
export function findOracle(): { readonly binary: string } | { readonly missing: string } {
  const script = fileURLToPath(new URL('../cluster/build.sh', import.meta.url));
  const { status, stdout, stderr } = spawnSync(script, ['oracle'], { encoding: 'utf8' });
  return status === 0 ? { binary: stdout.trim() } : { missing: stderr.trim() };
}

/** Starts one process a mode when it is first asked. */
export function openOracle(binary: string): Oracle {
  const open = new Map<OracleMode, ReturnType<typeof start>>();
  return {
    ask: (mode, content) => {
      const running = open.get(mode) ?? start(binary, mode);
      open.set(mode, running);
      return running.ask(content);
    },
    close: () => {
      for (const { close } of open.values()) close();
    },
  };
}

type Answer = ManifestAnswer | CsrAnswer;

function start(binary: string, mode: OracleMode) {
  const child = spawn(binary, ['-mode', mode], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    waiting.shift()?.resolve(JSON.parse(line) as Answer);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the oracle ended with ${code}`));
  });
  const field = mode === 'manifest' ? 'manifest' : 'der';
  const ask = (content: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify({ id: '', [field]: content })}\n`);
    });
  return { ask, close: () => child.stdin.end() };
}

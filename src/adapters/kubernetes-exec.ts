import { execFile } from 'node:child_process';
import { dirname, isAbsolute, resolve } from 'node:path';
import { CountersignError } from '../errors.ts';

/** A kubeconfig's `exec` entry (`client.authentication.k8s.io`). */
export interface ExecConfig {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
}

/** What a plugin answered (`ExecCredential.status`). */
export interface ExecCredential {
  readonly token?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
  /** RFC 3339. */
  readonly expirationTimestamp?: string;
}

/**
 * All that a plugin inherits: what finds programs, networks and cloud accounts. Keys of authorities and the forge's
 * tokens are not among them (threat 24).
 */
const allowedVariables =
  /^(PATH|HOME|USER|LANG|TMPDIR|TEMP|SYSTEMROOT|XDG_[A-Z_]+|(HTTPS?|NO)_PROXY|(https?|no)_proxy|SSL_CERT_(FILE|DIR)|(AWS|AZURE|GOOGLE|CLOUDSDK)_[A-Z0-9_]+)$/;

const timeoutMilliseconds = 60_000;
/** A credential is renewed this much before it ends. */
const marginMilliseconds = 30_000;

/** Runs a kubeconfig's exec plugin when a credential is needed and keeps the answer while it is good. */
export function execCredentials(
  config: ExecConfig,
  kubeconfigPath: string,
  environment: Readonly<Record<string, string | undefined>>,
): () => Promise<ExecCredential> {
  let kept: { credential: ExecCredential; until: number } | null = null;
  return async () => {
    if (kept !== null && Date.now() < kept.until) return kept.credential;
    const credential = await runPlugin(config, kubeconfigPath, environment);
    const end = Date.parse(credential.expirationTimestamp ?? '');
    kept = { credential, until: Number.isNaN(end) ? Number.POSITIVE_INFINITY : end - marginMilliseconds };
    return credential;
  };
}

async function runPlugin(
  config: ExecConfig,
  kubeconfigPath: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ExecCredential> {
  const command = config.command ?? '';
  const apiVersion = config.apiVersion ?? 'client.authentication.k8s.io/v1';
  const program =
    command.includes('/') && !isAbsolute(command) ? resolve(dirname(kubeconfigPath), command) : command;
  const info = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } });
  const env = {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => allowedVariables.test(name))),
    ...Object.fromEntries((config.env ?? []).map(({ name, value }) => [name, value])),
    KUBERNETES_EXEC_INFO: info,
  };
  return parseCredential(await run(program, config.args ?? [], env), command);
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((done, fail) => {
    execFile(program, [...args], { env, timeout: timeoutMilliseconds }, (error, stdout) => {
      // What a plugin writes to stderr may hold tokens; its exit code says enough.
      if (error === null) done(stdout);
      else fail(pluginError(program, `it ended with ${error.code ?? error.signal ?? 'an error'}`));
    });
  });
}

function parseCredential(text: string, command: string): ExecCredential {
  try {
    const { status } = JSON.parse(text) as { status?: ExecCredential };
    if (typeof status?.token === 'string' || typeof status?.clientCertificateData === 'string') return status;
  } catch {
    // Falls through: what is no JSON is no credential either.
  }
  throw pluginError(command, 'it printed no credential');
}

function pluginError(command: string, why: string): CountersignError {
  return new CountersignError(
    'cluster-unauthorized',
    `the kubeconfig's credential plugin ${command} failed: ${why}`,
    {
      hint: `run ${command} by hand and see what it says; it inherits only the variables that find programs, networks and cloud accounts`,
    },
  );
}

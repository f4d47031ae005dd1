import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { CountersignError } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of the user's private keys: `countersign/keys` below `$XDG_DATA_HOME`, else `~/.local/share`. */
export function keyFolder(env: Environment): string {
  const base = env['XDG_DATA_HOME'] || path.join(env['HOME'] || homedir(), '.local', 'share');
  return path.join(base, 'countersign', 'keys');
}

/** Where the private key of a public key lies, or would lie. */
export function keyPath(env: Environment, spkiSha256: string): string {
  return path.join(keyFolder(env), `${spkiSha256}.pem`);
}

/**
 * Keeps a private key (PKCS#8 PEM) on this machine, readable by its owner alone, and returns its path. A key is
 * never overwritten: its name is the SHA-256 of its own public key.
 */
export function storeKey(env: Environment, spkiSha256: string, pem: string): string {
  const file = keyPath(env, spkiSha256);
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, pem, { mode: 0o600, flag: 'wx' });
    // The process's umask may have been looser or tighter than what a private key wants.
    chmodSync(file, 0o600);
  } catch (cause) {
    throw new CountersignError('file-unwritable', `cannot keep the private key at ${file}`, {
      cause,
      hint: 'set XDG_DATA_HOME to a folder that you alone can read',
    });
  }
  return file;
}

/** The private key (PEM) of a public key, or null where this machine has none. */
export function findKey(env: Environment, spkiSha256: string): string | null {
  try {
    return readFileSync(keyPath(env, spkiSha256), 'utf8');
  } catch {
    return null;
  }
}

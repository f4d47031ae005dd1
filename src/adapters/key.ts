import { type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { CountersignError } from '../errors.ts';
import type { SigningKey } from '../pipeline/ports.ts';
import { decodePrivateKey, publicKeyOf, signingAlgorithmOf } from '../pki/keys.ts';

const signAsync = promisify<string | null, Uint8Array, KeyObject, Buffer>(sign);

/**
 * A signing key from an unencrypted PEM, held in this process; signing runs beside the event loop. The hash follows
 * the key as the cluster's own signers choose it. Throws `key-unusable`, never showing a byte of the key.
 */
export function signingKeyFromPem(pem: string): SigningKey {
  const key = decodePrivateKey(pem);
  const { spki } = publicKeyOf(key);
  const { hash } = signingAlgorithmOf(spki);
  return { spki, sign: (bytes) => signAsync(hash, bytes, key) };
}

/** A signing key from a file that the caller of the program names; never a path that policy names (threat 24). */
export function signingKeyFromFile(path: string): SigningKey {
  try {
    return signingKeyFromPem(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof CountersignError || typeof code !== 'string') throw error;
    throw new CountersignError('file-unreadable', `the key file ${path} cannot be read: ${code}`);
  }
}

/**
 * Takes a key out of the environment, so that nothing started later inherits it; null where the variable is not
 * set. Policy names the variable, and only one of the form `COUNTERSIGN_…_KEY` (threat 24).
 */
export function takeKeyFromEnvironment(
  environment: Record<string, string | undefined>,
  name: string,
): SigningKey | null {
  const pem = environment[name];
  if (!/^COUNTERSIGN_[A-Z0-9_]+_KEY$/.test(name) || pem === undefined || pem === '') return null;
  delete environment[name];
  return signingKeyFromPem(pem);
}

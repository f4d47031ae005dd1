/**
 * Private keys in files of a change: each is burnt the moment it is pushed (design section 1, "Keys never
 * travel"). Looks through PEM, JWK, PuTTY and age text, DER and PKCS#12, and through base64 around any of them,
 * as Secrets hold it. Findings never repeat a byte of a key.
 */
import { type Finding, finding } from '../finding.ts';
import type { SourceFile } from '../model.ts';
import { indexLines } from '../yaml/lines.ts';
import { derKey } from './leaked-der.ts';
import { type FoundKey, textKeys } from './leaked-text.ts';

/** A private key in a file, and whose it is where that can be told. */
export interface LeakedKey {
  readonly finding: Finding;
  /** Lower-case hex SHA-256 of the public key's SubjectPublicKeyInfo; null where it cannot be derived. */
  readonly spkiSha256: string | null;
}

const advice =
  'Take it out before it is pushed. Where it was pushed it is leaked: make a new key where it is used, never commit that one, and revoke what was issued for the old.';

/** Every private key in one file, in file order. Never throws, whatever the bytes. */
export function findPrivateKeys(file: SourceFile): readonly LeakedKey[] {
  const binary = derKey(file.bytes);
  if (binary !== null) return [leaked(file.path, { ...binary, offset: 0 }, undefined)];
  const text = decodeText(file.bytes);
  const keys = textKeys(text);
  if (keys.length === 0) return [];
  const lines = indexLines(text);
  return keys.map((key) => leaked(file.path, key, lines.position(key.offset)));
}

/** UTF-16 with its byte order mark, as Windows tools write it, else UTF-8 with what is none replaced. */
function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function leaked(
  file: string,
  { kind, spkiSha256 }: FoundKey,
  position: { readonly line: number; readonly column: number } | undefined,
): LeakedKey {
  const whose = spkiSha256 === null ? '' : `; its public key has the SPKI SHA-256 ${spkiSha256}`;
  const message = `The file holds a private key (${kind})${whose}.`;
  return { finding: finding('key.private-key', { message, hint: advice, file, position }), spkiSha256 };
}

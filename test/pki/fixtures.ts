/** The CSRs in `test/vectors/csr`, made by other people's tools: a PEM file and a sidecar saying how, for each. */
import { readdirSync, readFileSync } from 'node:fs';
import { decodePemBlocks } from '../../src/pki/pem.ts';

export interface Fixture {
  readonly name: string;
  readonly pem: Uint8Array;
  /** DER of the first block. */
  readonly der: Uint8Array;
  readonly tool: string;
  readonly version: string;
  readonly command: string;
  /** `ok`, or the code of the finding that refuses it. */
  readonly expect: string;
  /** Why the cluster refuses it, in Go's words; absent where it takes it. */
  readonly fault?: string;
  /** Codes of the concerns, in order. */
  readonly concerns: readonly string[];
}

const folder = new URL('../vectors/csr/', import.meta.url);

export function readFixtures(): Fixture[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.pem'))
    .toSorted()
    .map((file) => {
      const pem = new Uint8Array(readFileSync(new URL(file, folder)));
      const sidecar = JSON.parse(readFileSync(new URL(file.replace('.pem', '.json'), folder), 'utf8'));
      const [block] = decodePemBlocks(pem);
      return { name: file.slice(0, -4), pem, der: block?.der ?? new Uint8Array(), ...sidecar };
    });
}

/** One line of `go-verdicts.jsonl`: bytes on which readers differ, and Go's verdict. */
export interface GoVector {
  readonly why: string;
  readonly der: Uint8Array;
  /** Null where Go takes it. */
  readonly fault: string | null;
}

export function readGoVectors(): GoVector[] {
  const text = readFileSync(new URL('go-verdicts.jsonl', folder), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const { why, der, fault } = JSON.parse(line);
      return { why, der: new Uint8Array(Buffer.from(der, 'base64')), fault };
    });
}

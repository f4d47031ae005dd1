import type { Finding, Position } from '../finding.ts';
import type { Csr, JsonValue, SourceFile } from '../model.ts';

export type KeyOrigin = 'human' | 'workflow' | 'kubelet' | 'controller' | 'unstated';

/** Our annotations (`countersign.dev/…`), read; absent ones are null. Printed as "the requester says". */
export interface RequestAnnotations {
  readonly reason: string | null;
  readonly owner: string | null;
  readonly keyOrigin: KeyOrigin;
  /** 1 when absent; one more issues the same CSR anew. */
  readonly generation: number;
  readonly replaces: string | null;
  readonly renewalProof: string | null;
}

/** What a person asks for: one sound YAML document under `requests/`, every field decoded. */
export interface Request {
  /** From the repository's root: `requests/prod/payments/web-api.yaml`. */
  readonly path: string;
  readonly mode: string | null;
  readonly blob: string | null;
  /** `metadata.name`, equal to the file's stem. */
  readonly name: string;
  readonly signerName: string;
  /** In file order. */
  readonly usages: readonly string[];
  readonly expirationSeconds: number | null;
  readonly annotations: RequestAnnotations;
  readonly csr: Csr;
}

/**
 * Everything learnt from reading one file, sound or not.
 *
 * `request` is there only when no finding blocks. `object` is the document as kubectl and the API server read
 * it, for predicting what the cluster would say; it is undefined where the text cannot be read at all, and
 * `ambiguous` says that readers differ on it, so that nothing can be predicted.
 */
export interface RequestReading {
  readonly file: SourceFile;
  readonly object: JsonValue | undefined;
  readonly ambiguous: boolean;
  readonly request: Request | null;
  /** The decoded fields as far as they could be read, for showing a faulty request. */
  readonly partial: {
    readonly name: string | null;
    readonly signerName: string | null;
    readonly usages: readonly string[] | null;
    readonly expirationSeconds: number | null;
    readonly reason: string | null;
    readonly csr: Csr | null;
  };
  readonly findings: readonly Finding[];
  /** Where the node at an RFC 6901 pointer begins; the nearest parent that exists where it does not. */
  readonly locate: (pointer: string) => Position;
  /** The text of a line (1-based), for suggestions. */
  readonly lineText: (line: number) => string;
}

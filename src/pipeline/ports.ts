/** What the pipeline needs of the world. Adapters import these types and nothing else of the pipeline. */
import type { Evidence } from '../approval/evidence.ts';
import type { Finding } from '../finding.ts';
import type {
  ApiRefusal,
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
} from '../kubernetes/object.ts';
import type { SourceFile } from '../model.ts';

/** An entry of a Git tree. */
export interface TreeEntry {
  readonly path: string;
  /** `100644`, `100755`, `120000`, `160000`. */
  readonly mode: string;
  /** Object id, 40 or 64 hex digits. */
  readonly blob: string;
}

/** Read access to Git objects; never the work tree. */
export interface Repository {
  /** Entries below any of the given folders or equal to a given file, of one commit. */
  list(commit: string, paths: readonly string[]): Promise<readonly TreeEntry[]>;
  /** Contents by blob id, in one call for all. */
  read(blobs: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** One file of a proposed change, before and after; null where it does not exist. Equal where it is only looked at. */
export interface ChangedFile {
  readonly path: string;
  readonly before: SourceFile | null;
  readonly after: SourceFile | null;
}

/** What somebody would bring to the repository, as `validate` reads it. */
export interface ProposedChange {
  /** Commit id of the base; null where the repository has no commit yet. */
  readonly base: string | null;
  /** Commit id of the head; null where it is the work tree. */
  readonly head: string | null;
  /** Every changed file of the repository, and those asked for by name. */
  readonly files: readonly ChangedFile[];
  /** The policy file at the base. */
  readonly policy: SourceFile | null;
  /** The other files under `requests/` at the head, unchanged; empty when no request is added or changed. */
  readonly others: readonly SourceFile[];
}

/** One changed file whose contents are not read yet; null where it does not exist. */
export interface ListedFile {
  readonly path: string;
  /** Null as well where nobody needs it: before the change, only requests are of interest. */
  readonly before: TreeEntry | null;
  readonly after: TreeEntry | null;
  /** Whether somebody asked for it, so that it is looked at even if it did not change. */
  readonly asked: boolean;
}

/** A `ProposedChange` too large to hold: its contents are read when they are needed. */
export interface ListedChange extends Omit<ProposedChange, 'files' | 'others'> {
  readonly files: readonly ListedFile[];
  readonly others: readonly ListedFile[];
  /** Reads files, each in its turn, a few at a time; one of a work tree may prove to be as it was, or gone. */
  contents(files: readonly ListedFile[]): AsyncIterable<readonly ChangedFile[]>;
}

/** Work for a judge: some changed files, what they were before where they only moved, and who holds their keys. */
export interface JudgeOrder {
  readonly files: readonly (ChangedFile & { readonly moved: SourceFile | null })[];
  /** SPKI SHA-256 → holders. */
  readonly holders: ReadonlyMap<string, readonly { readonly path: string; readonly subject: string }[]>;
}

/** What a judge has to say, as small as can be: thousands of these are kept until all are judged. */
export interface JudgedPortion {
  /** The reported requests, packed in a way that the pipeline does not look into. */
  readonly packed: Uint8Array;
  readonly count: number;
  /** Whether any of the requests fails. */
  readonly fails: boolean;
  readonly findings: readonly Finding[];
  /** The key of each request that has a CSR. */
  readonly keys: readonly { readonly spkiSha256: string; readonly path: string; readonly subject: string }[];
}

/** Judges files, here or in another thread: the same order gets the same answer. */
export interface Judge {
  judge(order: JudgeOrder): Promise<JudgedPortion>;
  /** Orders that it works on at once; beyond a few more they only take memory. */
  readonly width: number;
}

/** The forge: what the default branch is now, and who approved what. */
export interface Forge {
  /** Tip of the default branch as the forge names it at this moment; its objects can be read afterwards. */
  tip(): Promise<string>;
  /** The evidence for each entry, or findings that say what is missing. Keyed by path. */
  evidence(
    tip: string,
    entries: readonly TreeEntry[],
  ): Promise<
    ReadonlyMap<string, { readonly evidence: Evidence | null; readonly findings: readonly Finding[] }>
  >;
}

/** What the results branch's history says beyond its tip (threats 4, 20: deleted records, rewound branches). */
export interface ResultsHistory {
  /**
   * Every path below `certificates/` that any commit reachable from the head ever held, or from a head this
   * clone has seen before (`git log --format= --name-only -z --no-renames`).
   */
  readonly paths: ReadonlySet<string>;
  /** A head this clone has seen before that the branch does not contain any more, or null. */
  readonly rewoundFrom: string | null;
}

/** The results branch: certificates, records and intents. */
export interface Results {
  /** Commit id of the branch now, or null where it does not exist yet. */
  head(): Promise<string | null>;
  /** Every file of the branch at `head`, below `certificates/`. */
  read(head: string): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Null where the branch is not there: what this clone has seen of it before is history all the same. */
  history(head: string | null): Promise<ResultsHistory>;
  /**
   * Throws CountersignError `git-failed` where a commit could not be pushed now (`git push --dry-run` is
   * enough), so that a run stops before it touches a cluster.
   */
  checkWritable(): Promise<void>;
  /**
   * Adds or replaces files in one commit on top of `expectedHead`; returns the new head.
   * Throws CountersignError `branch-moved` when the branch is elsewhere by now.
   */
  commit(
    expectedHead: string | null,
    message: string,
    files: ReadonlyMap<string, Uint8Array>,
  ): Promise<string>;
}

export interface UserInfo {
  readonly username: string;
  readonly uid: string | null;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/**
 * One cluster's CertificateSigningRequests. Every method translates the SDK's faults to CountersignError
 * (`cluster-already-exists`, `cluster-conflict`, `cluster-forbidden`, …).
 */
export interface Cluster {
  /** Who the server takes this credential for (SelfSubjectReview). */
  whoAmI(): Promise<UserInfo>;
  /** Whether this is the embedded cluster of `src/sandbox`, the only one for which local evidence counts. */
  isEmbedded(): Promise<boolean>;
  list(): Promise<readonly CertificateSigningRequest[]>;
  get(name: string): Promise<CertificateSigningRequest | null>;
  create(object: CertificateSigningRequest): Promise<CertificateSigningRequest>;
  /** PUT `/approval`; `judged` carries the uid and resourceVersion of the very answer that was judged. */
  approve(
    judged: CertificateSigningRequest,
    condition: CertificateSigningRequestCondition,
  ): Promise<CertificateSigningRequest>;
  /** PUT `/status` with a certificate chain (PEM text). */
  uploadCertificate(judged: CertificateSigningRequest, chainPem: string): Promise<CertificateSigningRequest>;
  /**
   * Calls back for each object as it changes, all in one watch, until `done` says so or the seconds are over;
   * returns the newest state seen.
   */
  watch(
    names: ReadonlySet<string>,
    done: (object: CertificateSigningRequest) => boolean,
    timeoutSeconds: number,
  ): Promise<ReadonlyMap<string, CertificateSigningRequest>>;
}

/**
 * What a cluster says of an object that is only tried: it would take it (and what it would make of it), would not,
 * or has one of that name already, which it says only of an object that it would take. `warnings` are the texts of
 * the answer's Warning headers.
 */
export type TrialAnswer = { readonly warnings: readonly string[] } & (
  | { readonly kind: 'accepted'; readonly object: CertificateSigningRequest }
  | { readonly kind: 'refused'; readonly refusal: ApiRefusal }
  | { readonly kind: 'exists' }
);

/** A cluster that is asked and never changed. */
export interface TrialCluster {
  /**
   * Creates with `dryRun=All` and `fieldValidation=Strict`: validation and admission as for a real create, and
   * nothing stored. Throws CountersignError where the question could not be put: `cluster-forbidden` with the
   * grant that is missing, `cluster-unauthorized`, `cluster-unreachable`, …
   */
  tryCreate(object: CertificateSigningRequest): Promise<TrialAnswer>;
}

/** Something that signs bytes with a key that stays where it is: an authority's, or the recorder's. */
export interface SigningKey {
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** The whole to-be-signed bytes in, the raw signature out (ECDSA as DER); hashing is the key's affair. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

export interface Clock {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}

/** Where progress is told; results never go here. */
export interface Log {
  info(line: string): void;
}

/** The powers of the pipeline, each with a credential of its own (threats 9 to 11); collecting only reads. */
export type Power = 'submit' | 'approve' | 'sign' | 'collect';

/** Which cluster is meant, and by whose credential; all of it read from policy at the tip. */
export interface ClusterOrder {
  readonly name: string;
  readonly power: Power;
  /** User name that policy gives to the power; null for collecting, and where policy does not say. */
  readonly user: string | null;
  /** Server address that policy names, or null. */
  readonly server: string | null;
  /** The API server's CA bundle that policy names, PEM, or null. */
  readonly ca: string | null;
  readonly access: 'oidc' | 'kubeconfig' | 'incluster' | null;
}

/** The whole world as issuing sees it. */
export interface IssuePorts {
  readonly repository: Repository;
  readonly forge: Forge;
  readonly results: Results;
  readonly cluster: (order: ClusterOrder) => Promise<Cluster>;
  /** Keys of our own authorities, by their name in policy; an absent one belongs to another job. */
  readonly authorities: ReadonlyMap<string, SigningKey>;
  /** The recorder's key; null where another job collects. */
  readonly recorder: SigningKey | null;
  readonly clock: Clock;
  readonly log: Log;
}

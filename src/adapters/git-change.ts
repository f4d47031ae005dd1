import { CountersignError } from '../errors.ts';
import type { SourceFile } from '../model.ts';
import type { ChangedFile, ListedFile, ProposedChange, TreeEntry } from '../pipeline/ports.ts';
import { readWorkFile } from './files.ts';
import { type ChangeQuestion, type DiffEntry, type Listing, listChange } from './git-listing.ts';
import { type GitObject, readObjectsNow } from './git-objects.ts';

const requestFolder = 'requests/';
/** Mode of a submodule: Git holds no content for it, and nothing of it is ever read. */
const submodule = '160000';

/** What a change is made of, before any content is read. */
export interface ListedFiles {
  readonly listing: Listing;
  readonly files: readonly ListedFile[];
  /** Unchanged requests whose keys count; none where no request is added, changed or asked about. */
  readonly others: readonly ListedFile[];
}

/** The first round of Git: what changed, and what lies under `requests/`. */
export function listFiles(question: ChangeQuestion): ListedFiles {
  const listing = listChange(question);
  const isAsked = (path: string): boolean => question.also.some((one) => isWithin(path, one));
  const changed = new Set(listing.diff.map(({ path }) => path));
  const same = listing.requests.filter(({ path }) => !changed.has(path));
  const files = [
    ...listing.diff.flatMap((entry) => listedFile(entry, isRequestPath(entry.path) && isAsked(entry.path))),
    ...same.filter(({ path }) => isAsked(path)).map((entry) => unchanged(entry, true)),
  ];
  const isNeeded = files.some(({ path, after }) => isRequestPath(path) && after !== null);
  const others = isNeeded ? same.filter(({ path }) => !isAsked(path)) : [];
  return { listing, files, others: others.map((entry) => unchanged(entry, false)) };
}

const isRequestPath = (path: string): boolean => path.startsWith(requestFolder);

const isWithin = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

/** Before the change, only requests are of interest; after it, every file is (private keys). */
function listedFile({ path, before, after }: DiffEntry, asked: boolean): ListedFile[] {
  const earlier = before !== null && isRequestPath(path) ? { path, ...before } : null;
  const later = after === null ? null : { path, ...after };
  return earlier === null && later === null ? [] : [{ path, before: earlier, after: later, asked }];
}

const unchanged = (entry: TreeEntry, asked: boolean): ListedFile => ({
  path: entry.path,
  before: entry,
  after: entry,
  asked,
});

/**
 * Reads a proposed change in two rounds of Git: the listing, and one `cat-file --batch` for every blob. With a
 * `head`, nothing is read from the work tree.
 */
export function readChange(
  question: ChangeQuestion,
  listed: ListedFiles = listFiles(question),
): ProposedChange {
  const { listing, files, others } = listed;
  const blobs = [...files, ...others].flatMap((file) => blobsOf(file, question));
  const objects = readNamed(question, listing, blobs);
  const content = (file: ListedFile): ChangedFile =>
    readSides(file, question, (entry) => sourceFile(entry, objects.get(entry.blob)));
  const read = files.map((file) => ({ ...content(file), asked: file.asked }));
  // The listing of a work tree names files whose times changed; whether their bytes did shows only now.
  const untouched = read
    .filter((file) => !file.asked && !isTouched(file))
    .flatMap(({ after }) => after ?? []);
  return {
    ...readEnds(question, listing, objects),
    files: read.flatMap(({ asked, ...file }) => (asked || isTouched(file) ? [file] : [])),
    others: [...others.flatMap((file) => content(file).after ?? []), ...untouched],
  };
}

/** What a change is between and the policy that judges it, of objects that are read already. */
export function readEnds(
  question: ChangeQuestion,
  { base, head }: Listing,
  objects: ReadonlyMap<string, GitObject>,
): Pick<ProposedChange, 'base' | 'head' | 'policy'> {
  return {
    base: base === null ? null : requireObject(objects, commitName(base), base).id,
    head: head === null ? null : requireObject(objects, commitName(head), head).id,
    policy: policyFile(base, question, objects),
  };
}

/** Reads objects by name, with those that `readEnds` looks for. */
export function readNamed(
  question: ChangeQuestion,
  { base, head }: Listing,
  blobs: readonly string[],
): ReadonlyMap<string, GitObject> {
  const names = new Set(blobs);
  if (base !== null) names.add(commitName(base)).add(`${base}:${question.policyPath}`);
  if (head !== null) names.add(commitName(head));
  const ordered = [...names];
  const objects = readObjectsNow(question.directory, ordered);
  const found = new Map<string, GitObject>();
  for (const [index, name] of ordered.entries()) {
    const object = objects[index];
    if (object) found.set(name, object);
  }
  return found;
}

const commitName = (revision: string): string => `${revision}^{commit}`;

function requireObject(objects: ReadonlyMap<string, GitObject>, name: string, revision: string): GitObject {
  const object = objects.get(name);
  if (object !== undefined) return object;
  throw new CountersignError('usage', `this repository has no revision ${JSON.stringify(revision)}`, {
    hint: 'name a branch, a tag or a commit, and fetch it first',
  });
}

function policyFile(
  base: string | null,
  { policyPath }: ChangeQuestion,
  objects: ReadonlyMap<string, GitObject>,
): SourceFile | null {
  const object = objects.get(`${base}:${policyPath}`);
  if (object?.type !== 'blob') return null;
  return { path: policyPath, mode: null, blob: object.id, bytes: object.content };
}

/** The sides of a file that Git holds, those of the work tree left out; one that did not change has one side. */
export function blobsOf({ before, after }: ListedFile, { head }: ChangeQuestion): string[] {
  const inGit = after === before || head === null ? [before] : [before, after];
  return inGit.flatMap((entry) => (entry === null || entry.mode === submodule ? [] : [entry.blob]));
}

/** Both sides of a file, of Git or of the work tree. */
export function readSides(
  { path, before, after }: ListedFile,
  { head, directory }: ChangeQuestion,
  content: (entry: TreeEntry) => SourceFile,
): ChangedFile {
  const earlier = before === null ? null : content(before);
  if (after === null) return { path, before: earlier, after: null };
  if (after === before) return { path, before: earlier, after: earlier };
  const inGit = head !== null || after.mode === submodule;
  return { path, before: earlier, after: inGit ? content(after) : readWorkFile(directory, path) };
}

/** An entry with the object it names. */
export function sourceFile(entry: TreeEntry, object: GitObject | null | undefined): SourceFile {
  if (entry.mode === submodule) return { ...entry, bytes: new Uint8Array() };
  if (object?.type === 'blob')
    return { path: entry.path, mode: entry.mode, blob: entry.blob, bytes: object.content };
  throw new CountersignError(
    'git-failed',
    `the content of ${JSON.stringify(entry.path)} is not in this clone`,
    { hint: 'fetch it (in a GitHub job: fetch-depth: 0)' },
  );
}

/** A file that went away between listing and reading changes nothing. */
function isTouched({ before, after }: ChangedFile): boolean {
  if (before === null || after === null) return before !== after;
  return before.mode !== after.mode || Buffer.compare(before.bytes, after.bytes) !== 0;
}

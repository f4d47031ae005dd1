import { CountersignError } from '../errors.ts';
import type { SourceFile } from '../model.ts';
import type { ChangedFile, ProposedChange, TreeEntry } from '../pipeline/ports.ts';
import { readWorkFile } from './files.ts';
import { type ChangeQuestion, type DiffEntry, type Listing, listChange } from './git-listing.ts';
import { type GitObject, readObjectsNow } from './git-objects.ts';

const requestFolder = 'requests/';
/** Mode of a submodule: Git holds no content for it, and nothing of it is ever read. */
const submodule = '160000';

/**
 * Reads a proposed change in two rounds of Git: one that lists (what changed, what is under `requests/`), and one
 * `cat-file --batch` for every blob. With a `head`, nothing is read from the work tree.
 */
export function readChange(question: ChangeQuestion): ProposedChange {
  const listing = listChange(question);
  const changed = new Set(listing.diff.map((entry) => entry.path));
  const same = listing.requests.filter((entry) => !changed.has(entry.path));
  const wanted = same.filter((entry) => question.also.some((path) => isWithin(entry.path, path)));
  const others = needsOthers(listing, wanted) ? same.filter((entry) => !wanted.includes(entry)) : [];
  const blobs = [...beforeEntries(listing), ...headEntries(listing, question), ...wanted, ...others];
  const objects = readNamed(question, listing, blobs);
  const content = (entry: TreeEntry): SourceFile => sourceFile(entry, objects.get(entry.blob));
  return {
    base: objects.get(baseName(listing))?.id ?? null,
    head: listing.head === null ? null : requireObject(objects, `${listing.head}^{commit}`, listing.head).id,
    files: [
      ...listing.diff.flatMap((entry) => changedFile(entry, question, content)),
      ...wanted.map((entry) => ({ path: entry.path, before: content(entry), after: content(entry) })),
    ],
    policy: policyFile(listing, question, objects),
    others: others.map(content),
  };
}

/** The keys of other requests matter only to a request that is new, changed, or asked about. */
function needsOthers(listing: Listing, wanted: readonly TreeEntry[]): boolean {
  return wanted.length > 0 || listing.diff.some((entry) => isRequestPath(entry.path) && entry.after !== null);
}

const isRequestPath = (path: string): boolean => path.startsWith(requestFolder);

const isWithin = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

/** Before the change, only requests are of interest; after it, every file is (private keys). */
function beforeEntries(listing: Listing): TreeEntry[] {
  return listing.diff.flatMap(({ path, before }) =>
    before && isRequestPath(path) ? [{ path, ...before }] : [],
  );
}

function headEntries(listing: Listing, question: ChangeQuestion): TreeEntry[] {
  if (question.head === null) return [];
  return listing.diff.flatMap(({ path, after }) => (after ? [{ path, ...after }] : []));
}

function readNamed(
  question: ChangeQuestion,
  listing: Listing,
  entries: readonly TreeEntry[],
): ReadonlyMap<string, GitObject> {
  const names = new Set(entries.filter((entry) => entry.mode !== submodule).map((entry) => entry.blob));
  if (listing.base !== null) names.add(baseName(listing)).add(`${listing.base}:${question.policyPath}`);
  if (listing.head !== null) names.add(`${listing.head}^{commit}`);
  const ordered = [...names];
  const objects = readObjectsNow(question.directory, ordered);
  const found = new Map<string, GitObject>();
  for (const [index, name] of ordered.entries()) {
    const object = objects[index];
    if (object) found.set(name, object);
  }
  if (listing.base !== null) requireObject(found, baseName(listing), listing.base);
  return found;
}

const baseName = (listing: Listing): string => `${listing.base}^{commit}`;

function requireObject(objects: ReadonlyMap<string, GitObject>, name: string, revision: string): GitObject {
  const object = objects.get(name);
  if (object !== undefined) return object;
  throw new CountersignError('usage', `this repository has no revision ${JSON.stringify(revision)}`, {
    hint: 'name a branch, a tag or a commit, and fetch it first',
  });
}

function sourceFile(entry: TreeEntry, object: GitObject | undefined): SourceFile {
  if (entry.mode === submodule) return { ...entry, bytes: new Uint8Array() };
  if (object?.type === 'blob')
    return { path: entry.path, mode: entry.mode, blob: entry.blob, bytes: object.content };
  throw new CountersignError(
    'git-failed',
    `the content of ${JSON.stringify(entry.path)} is not in this clone`,
    {
      hint: 'fetch it (in a GitHub job: fetch-depth: 0)',
    },
  );
}

function policyFile(
  listing: Listing,
  question: ChangeQuestion,
  objects: ReadonlyMap<string, GitObject>,
): SourceFile | null {
  const object = objects.get(`${listing.base}:${question.policyPath}`);
  if (object?.type !== 'blob') return null;
  return { path: question.policyPath, mode: null, blob: object.id, bytes: object.content };
}

function changedFile(
  entry: DiffEntry,
  question: ChangeQuestion,
  content: (entry: TreeEntry) => SourceFile,
): ChangedFile[] {
  const { path } = entry;
  const before = entry.before && isRequestPath(path) ? content({ path, ...entry.before }) : null;
  const after = entry.after && afterFile(path, entry.after, question, content);
  const touched = before === null || after === null || !isSame(before, after);
  // The listing of a work tree names files whose times changed; whether their bytes did shows only now.
  return touched && (before ?? after) !== null ? [{ path, before, after }] : [];
}

function afterFile(
  path: string,
  after: { readonly mode: string; readonly blob: string },
  question: ChangeQuestion,
  content: (entry: TreeEntry) => SourceFile,
): SourceFile | null {
  if (question.head !== null || after.mode === submodule) return content({ path, ...after });
  return readWorkFile(question.directory, path);
}

function isSame(before: SourceFile, after: SourceFile): boolean {
  return before.mode === after.mode && Buffer.compare(before.bytes, after.bytes) === 0;
}

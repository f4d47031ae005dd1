import type { ChangedFile, ListedChange, ListedFile } from '../pipeline/ports.ts';
import { blobsOf, type ListedFiles, readEnds, readNamed, readSides, sourceFile } from './git-change.ts';
import type { ChangeQuestion } from './git-listing.ts';
import { openObjectStream } from './git-object-stream.ts';
import type { GitObject } from './git-objects.ts';

/** Files that are read before they are handed on: at most so many, and not many bytes more than so many. */
const batchFiles = 128;
const batchBytes = 1024 * 1024;

/** A change whose contents are read when they are needed, each time in one run of Git. */
export function streamChange(question: ChangeQuestion, listed: ListedFiles): ListedChange {
  const { listing, files, others } = listed;
  const ends = readEnds(question, listing, readNamed(question, listing, []));
  return { ...ends, files, others, contents: (wanted) => readInOrder(question, wanted) };
}

async function* readInOrder(
  question: ChangeQuestion,
  files: readonly ListedFile[],
): AsyncGenerator<readonly ChangedFile[]> {
  if (files.length === 0) return;
  using objects = openObjectStream(
    question.directory,
    files.flatMap((file) => blobsOf(file, question)),
  );
  let batch: ChangedFile[] = [];
  let size = 0;
  for (const file of files) {
    const found = new Map<string, GitObject | null>();
    for (const blob of blobsOf(file, question)) found.set(blob, await objects.next());
    const read = readSides(file, question, (entry) => sourceFile(entry, found.get(entry.blob)));
    batch.push(read);
    size += (read.before?.bytes.length ?? 0) + (read.after?.bytes.length ?? 0);
    if (batch.length < batchFiles && size < batchBytes) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}

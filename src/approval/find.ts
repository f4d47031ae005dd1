import { type Finding, finding } from '../finding.ts';
import type { Evidence } from './evidence.ts';

/** A file of the default branch as its tree names it. */
export interface ApprovedEntry {
  readonly path: string;
  readonly blob: string;
  readonly mode: string;
}

/**
 * Finds the evidence for a file among all there is, in the order of merging. It is that of the last pull request
 * that brought the path, and counts only if blob and mode are the very ones: an approval is of bytes, never of a
 * name (openkube-hub/KubeUser#114).
 */
export function findEvidence(
  all: readonly Evidence[],
  entry: ApprovedEntry,
): { readonly evidence: Evidence | null; readonly findings: readonly Finding[] } {
  const last = all.findLast(({ file }) => file.path === entry.path);
  if (last === undefined) return { evidence: null, findings: [none(entry)] };
  const isSame = last.file.blob === entry.blob && last.file.mode === entry.mode;
  return isSame ? { evidence: last, findings: [] } : { evidence: null, findings: [otherBytes(entry, last)] };
}

function none({ path }: ApprovedEntry): Finding {
  return finding('evidence.none', {
    message: `No merged pull request is known that brought ${path} to the default branch.`,
    hint: 'Open a pull request with the file, have it approved by its owners, and merge it.',
    file: path,
  });
}

function otherBytes(entry: ApprovedEntry, { file, pullRequest }: Evidence): Finding {
  const what =
    file.blob === entry.blob
      ? `with mode ${file.mode}; its mode is now ${entry.mode}`
      : `as blob ${file.blob}; it is now ${entry.blob}`;
  return finding('evidence.other-bytes', {
    message: `Pull request #${pullRequest.number} approved ${entry.path} ${what}.`,
    hint: 'Open a pull request with the file as it is now; nothing pushed past review is issued.',
    file: entry.path,
  });
}

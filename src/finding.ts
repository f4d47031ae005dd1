import { type FindingCode, findingCodes } from './finding-codes.ts';

export type Severity = 'error' | 'warning' | 'note';

/** A place in a text file. Lines and columns count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The one right change: replace the whole text of `line`, which reads `old`, by `new`. */
export interface Suggestion {
  readonly line: number;
  readonly old: string;
  readonly new: string;
}

/**
 * A fault in the user's files: a value, gathered whole, never thrown.
 *
 * What is unknown is null. `message` says what is wrong in one sentence, `hint` how to mend it. Both may hold
 * hostile text from the file; every rendering escapes it (`report/`).
 */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly message: string;
  readonly hint: string | null;
  /** Path from the repository's root, with forward slashes. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** RFC 6901 pointer into the YAML document. */
  readonly pointer: string | null;
  readonly suggestion: Suggestion | null;
}

export interface FindingDetails {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly file?: string | undefined;
  readonly position?: Position | undefined;
  readonly pointer?: string | undefined;
  readonly suggestion?: Suggestion | undefined;
  /** Overrides the severity the code has by default. */
  readonly severity?: Severity | undefined;
}

/** Makes a finding; its severity is the code's own unless the caller says otherwise. */
export function finding(code: FindingCode, details: FindingDetails): Finding {
  return {
    code,
    severity: details.severity ?? findingCodes[code].severity,
    message: details.message,
    hint: details.hint ?? null,
    file: details.file ?? null,
    line: details.position?.line ?? null,
    column: details.position?.column ?? null,
    pointer: details.pointer ?? null,
    suggestion: details.suggestion ?? null,
  };
}

/** Orders findings by line, column, code; those without a place come first. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0) ||
    (a.message < b.message ? -1 : a.message > b.message ? 1 : 0)
  );
}

/** Whether any finding blocks, that is, has severity `error`. */
export function blocks(findings: readonly Finding[]): boolean {
  return findings.some((found) => found.severity === 'error');
}

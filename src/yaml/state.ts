import { type Finding, finding, type Position, type Suggestion } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';
import type { Lines } from './lines.ts';
import type { YamlNode } from './node.ts';

/** The parser's event kinds, by its own numbers. */
export const tokenType = { document: 1, list: 2, map: 3, scalar: 4, alias: 5, pop: 6 } as const;

/** Offsets of an anchor's name and of a tag; -1 where there is none. */
export interface Properties {
  readonly anchorStart: number;
  readonly anchorEnd: number;
  readonly tagStart: number;
  readonly tagEnd: number;
}

export interface CollectionToken extends Properties {
  readonly type: 2 | 3;
  readonly start: number;
  /** 1 for block style (indentation), 2 for flow style (brackets). */
  readonly style: 1 | 2;
}

export interface ScalarToken extends Properties {
  readonly type: 4;
  /** Inside the quotes, or the indented lines of a block scalar; -1 where there is no text. */
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly style: 1 | 2 | 3 | 4 | 5;
}

export interface AliasToken {
  readonly type: 5;
  readonly anchorStart: number;
  readonly anchorEnd: number;
}

/** The parser's events as far as the tree needs them. */
export type Token =
  | { readonly type: 1; readonly directives: readonly unknown[] }
  | CollectionToken
  | ScalarToken
  | AliasToken
  | { readonly type: 6 };

/** What is carried along while tokens become a tree. */
export interface TreeState {
  readonly file: string;
  readonly text: string;
  readonly lines: Lines;
  readonly tokens: readonly Token[];
  /** Content of a scalar without quotes, escapes, folding and indentation. */
  readonly decode: (token: ScalarToken) => string;
  readonly findings: Finding[];
  /** Anchored nodes by name; null while the anchored node is still being read. */
  readonly anchors: Map<string, YamlNode | null>;
  /** Index of the next token. */
  at: number;
  /** Offset just behind the last token read. */
  end: number;
  /** How many flow collections are open. */
  flow: number;
  /** Characters that aliases stand for so far. */
  expanded: number;
  ambiguous: boolean;
}

/** Most findings kept of one text; a hostile file could otherwise hold one in every three bytes. */
export const maxFindings = 200;

export interface Fault {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly suggestion?: Suggestion | undefined;
}

/** Adds a finding, up to the bound. */
export function report(
  state: TreeState,
  code: FindingCode,
  position: Position,
  pointer: string,
  fault: Fault,
): void {
  if (state.findings.length < maxFindings) {
    state.findings.push(finding(code, { ...fault, file: state.file, position, pointer }));
  } else if (state.findings.length === maxFindings) {
    const message = `The file has more than ${maxFindings} faults; the rest are not listed.`;
    const hint = 'Mend these, then look again.';
    state.findings.push(
      finding('yaml.too-many-faults', { message, hint, file: state.file, position, pointer }),
    );
  }
}

/** The text in double quotes, as YAML and JSON both read it. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The change that replaces `raw`, which begins at `position`, by `by`; none where it runs over several lines. */
export function replacement(
  lineText: (line: number) => string,
  position: Position,
  raw: string,
  by: string,
): Suggestion | undefined {
  const old = lineText(position.line);
  const start = position.column - 1;
  if (raw === '' || !old.startsWith(raw, start)) return undefined;
  return { line: position.line, old, new: old.slice(0, start) + by + old.slice(start + raw.length) };
}

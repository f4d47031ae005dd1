import { type Finding, finding } from './finding.ts';
import type { FindingCode } from './finding-codes.ts';
import type { Lines } from './yaml-lines.ts';
import { type Token, tokenType } from './yaml-state.ts';

interface TextFault {
  readonly code: FindingCode;
  readonly message: string;
  readonly hint: string;
  /** Whether readers of YAML differ on it. */
  readonly ambiguous: boolean;
}

const suspicious =
  /[\t\u0085\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]|\r(?!\n)/gu;

/** Most of these told of one text; a file full of tabs is one mistake, not a thousand. */
const maxFaults = 20;

/** Finds characters that hide from reviewers or that readers of YAML take differently. */
export function textFindings(
  text: string,
  lines: Lines,
  tokens: readonly Token[],
  file: string,
): { readonly findings: readonly Finding[]; readonly ambiguous: boolean } {
  const findings: Finding[] = [];
  let ambiguous = false;
  for (const found of text.matchAll(suspicious)) {
    const fault = textFault(found[0], found.index, text, tokens);
    if (fault === undefined) continue;
    ambiguous ||= fault.ambiguous;
    if (findings.length === maxFaults) break;
    const { code, message, hint } = fault;
    findings.push(finding(code, { message, hint, file, position: lines.position(found.index) }));
  }
  return { findings, ambiguous };
}

function textFault(
  character: string,
  offset: number,
  text: string,
  tokens: readonly Token[],
): TextFault | undefined {
  if (character === '\t') return isHarmlessTab(offset, text, tokens) ? undefined : tab;
  if (character === '\r') return loneReturn;
  if (character === '\ufeff' && offset === 0) return byteOrderMark;
  const name = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  if (/[\u0085\u2028\u2029]/.test(character)) return { ...oldBreak, message: `${name} ${oldBreak.message}` };
  return { ...invisible, message: `${name} ${invisible.message}` };
}

const tab: TextFault = {
  code: 'yaml.tab',
  message: 'A tab stands between YAML values, where some readers stop.',
  hint: 'Use spaces.',
  ambiguous: true,
};
const loneReturn: TextFault = {
  code: 'yaml.line-break',
  message: 'A carriage return without a line feed ends this line for YAML but not for Git.',
  hint: 'End lines with a line feed.',
  ambiguous: false,
};
const byteOrderMark: TextFault = {
  code: 'yaml.byte-order-mark',
  message: 'The file begins with a byte order mark.',
  hint: 'Save it as UTF-8 without one.',
  ambiguous: false,
};
const oldBreak: TextFault = {
  code: 'yaml.line-break',
  message: 'ends a line in YAML 1.1 and Kubernetes, but not in YAML 1.2.',
  hint: 'End lines with a line feed.',
  ambiguous: true,
};
const invisible: TextFault = {
  code: 'yaml.invisible-character',
  message: 'cannot be seen, or makes text read in another order than it is shown.',
  hint: 'Remove it; in a quoted value write it as an escape such as "\\u200B".',
  ambiguous: false,
};

/** Whether a tab is inside a scalar, where it is text, or in a comment. */
function isHarmlessTab(offset: number, text: string, tokens: readonly Token[]): boolean {
  const inside = tokens.some(
    (token) => token.type === tokenType.scalar && token.valueStart <= offset && offset < token.valueEnd,
  );
  if (inside) return true;
  const before = text.slice(text.lastIndexOf('\n', offset) + 1, offset);
  return /^[ ]*#/.test(before) || /^[^'"]* #/.test(before);
}

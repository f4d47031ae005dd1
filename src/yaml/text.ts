import { type Finding, finding } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';
import type { Lines } from './lines.ts';
import { type ScalarToken, type Token, tokenType } from './state.ts';

interface TextFault {
  readonly code: FindingCode;
  readonly message: string;
  readonly hint: string;
  /** Whether readers of YAML differ on it, or Kubernetes is known to refuse it. */
  readonly effect: 'none' | 'ambiguous' | 'refused';
}

const suspicious =
  /[^\n\r\x20-\x7e\xa0-\xac\xae-\u200a\u2010-\u2027\u202f-\u205f\u2065\u206a-\ufefe\uff00-\ufffd\u{10000}-\u{dffff}\u{e0080}-\u{10ffff}]|\r(?!\n)/gu;
const control = /[^\t\n\r\x20-\x7e\x85\xa0-\ufffd\u{10000}-\u{10ffff}]/u;

/** Most of these told of one text; a file full of tabs is one mistake, not a thousand. */
const maxFaults = 20;

export interface TextReading {
  readonly findings: readonly Finding[];
  readonly ambiguous: boolean;
  /** Whether Kubernetes refuses the text for a character in it. */
  readonly refused: boolean;
}

/** Finds characters that hide from reviewers or that readers of YAML take differently. */
export function textFindings(
  text: string,
  lines: Lines,
  tokens: readonly Token[],
  file: string,
): TextReading {
  const findings: Finding[] = [];
  let ambiguous = false;
  let refused = false;
  const isHarmlessTab = text.includes('\t') ? tabJudge(text, lines, tokens) : () => true;
  for (const found of text.matchAll(suspicious)) {
    const fault = textFault(found[0], found.index, isHarmlessTab);
    if (fault === undefined) continue;
    ambiguous ||= fault.effect === 'ambiguous';
    refused ||= fault.effect === 'refused';
    if (findings.length === maxFaults) break;
    const { code, message, hint } = fault;
    findings.push(finding(code, { message, hint, file, position: lines.position(found.index) }));
  }
  return { findings, ambiguous, refused };
}

function textFault(
  character: string,
  offset: number,
  isHarmlessTab: (offset: number) => boolean,
): TextFault | undefined {
  if (character === '\t') return isHarmlessTab(offset) ? undefined : tab;
  if (character === '\r') return loneReturn;
  if (character === '\ufeff' && offset === 0) return byteOrderMark;
  const name = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  if (/[\u0085\u2028\u2029]/.test(character)) return { ...oldBreak, message: `${name} ${oldBreak.message}` };
  if (control.test(character)) return { ...controlCharacter, message: `${name} ${controlCharacter.message}` };
  return { ...invisible, message: `${name} ${invisible.message}` };
}

const tab: TextFault = {
  code: 'yaml.tab',
  message: 'A tab stands between YAML values, where some readers stop.',
  hint: 'Use spaces.',
  effect: 'ambiguous',
};
const loneReturn: TextFault = {
  code: 'yaml.line-break',
  message: 'A carriage return without a line feed ends this line for YAML but not for Git.',
  hint: 'End lines with a line feed.',
  effect: 'none',
};
const byteOrderMark: TextFault = {
  code: 'yaml.byte-order-mark',
  message: 'The file begins with a byte order mark.',
  hint: 'Save it as UTF-8 without one.',
  effect: 'none',
};
const oldBreak: TextFault = {
  code: 'yaml.line-break',
  message: 'ends a line in YAML 1.1 and Kubernetes, but not in YAML 1.2.',
  hint: 'End lines with a line feed.',
  effect: 'ambiguous',
};
const controlCharacter: TextFault = {
  code: 'yaml.control-character',
  message: 'is a control character, for which Kubernetes refuses the whole file.',
  hint: 'Remove it.',
  effect: 'refused',
};
const invisible: TextFault = {
  code: 'yaml.invisible-character',
  message: 'cannot be seen, or makes text read in another order than it is shown.',
  hint: 'Remove it; in a quoted value write it as an escape such as "\\u200B".',
  effect: 'none',
};

/**
 * Tells, of tabs asked for in file order, which are harmless: in a comment, or inside a scalar where they are text
 * and no indentation. Walks the tokens once for all tabs.
 */
function tabJudge(text: string, lines: Lines, tokens: readonly Token[]): (offset: number) => boolean {
  const scalars = tokens.filter(
    (token) => token.type === tokenType.scalar && token.valueStart !== -1,
  ) as ScalarToken[];
  let next = 0;
  return (offset) => {
    while ((scalars[next]?.valueEnd ?? Number.POSITIVE_INFINITY) <= offset) next++;
    const lineStart = offset - lines.position(offset).column + 1;
    const scalar = scalars[next];
    if (scalar !== undefined && scalar.valueStart <= offset)
      return text.slice(lineStart, offset).trim() !== '';
    const before = Math.max(lineStart, scalars[next - 1]?.valueEnd ?? 0);
    return text.slice(before, offset).includes('#');
  };
}

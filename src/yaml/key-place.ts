/** Where a key may stand, and where readers differ on it. */
import type { Position } from '../finding.ts';
import type { YamlNode } from './node.ts';
import { report, type Token, type TreeState, tokenType } from './state.ts';

/** Longest key that Kubernetes takes without a `?`, from its first sign to the colon. */
const maxKey = 1024;

/** Judges the place of a key that has just been read from `token`; false where Kubernetes refuses it. */
export function isKeyInPlace(
  state: TreeState,
  pointer: string,
  key: YamlNode,
  token: Token | undefined,
): boolean {
  const inBlock = state.flow === 0;
  if (inBlock && !beginsLine(state, key.position)) {
    refuse(state, pointer, key.position, 'a key begins behind another value');
    return false;
  }
  if (!inBlock) checkColon(state, pointer, key);
  if (token?.type !== tokenType.scalar || token.valueStart < 0) return true;
  const quote = key.kind === 'scalar' && key.style !== 'plain' ? 1 : 0;
  if (isOnLine(state, token.valueStart - quote, inBlock)) return true;
  refuse(state, pointer, key.position, 'a key and its colon must stand on one line, within 1024 characters');
  return false;
}

function refuse(state: TreeState, pointer: string, position: Position, what: string): void {
  const message = `This is not YAML: ${what}.`;
  report(state, 'yaml.syntax', position, pointer, { message, hint: 'Begin it on a line of its own.' });
}

/**
 * js-yaml takes a key behind the last item of a list on the same line (`- "a"  key: 1`), where every other reader
 * stops; a reviewer would take it for part of the item.
 */
function beginsLine(state: TreeState, { line, column }: Position): boolean {
  const before = state.lines.text(line).slice(0, column - 1);
  return /^\ufeff?[ \t?:-]*(?:[&!].*)?$/.test(before);
}

/** js-yaml lets a key in brackets run over lines, and any key be of any length; behind a `?` all do. */
function isOnLine({ text, end }: TreeState, start: number, inBlock: boolean): boolean {
  const gap = /^(?:\s|#[^\n]*\n)*:/.exec(text.slice(end, end + maxKey));
  if (gap === null || /\?\s+$/.test(text.slice(Math.max(start - 16, 0), start))) return true;
  const colon = end + gap[0].length - 1;
  return colon - start <= maxKey && (inBlock || !/[\r\n]/.test(text.slice(start, colon)));
}

/** `[a:, b]` holds a map for YAML 1.2, and the text `a:` for YAML 1.1 and Kubernetes; behind quotes nobody differs. */
function checkColon(state: TreeState, pointer: string, key: YamlNode): void {
  if (key.kind === 'scalar' && key.style !== 'plain') return;
  if (!/^[ ]*:[,[\]{}]/.test(state.text.slice(state.end, state.end + 8))) return;
  state.ambiguous = true;
  report(state, 'yaml.ambiguous-value', key.position, pointer, {
    message:
      'The colon before a bracket or comma belongs to the text for some readers and ends a key for others.',
    hint: 'Put a space behind the colon, or quote the text.',
  });
}

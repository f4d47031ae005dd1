import type { Position } from '../finding.ts';
import type { JsonValue } from '../model.ts';
import type { ScalarStyle, YamlNode, YamlScalar } from './node.ts';
import { readPlain } from './scalar.ts';
import {
  type AliasToken,
  type CollectionToken,
  quoted,
  replacement,
  report,
  type ScalarToken,
  type TreeState,
  tokenType,
} from './state.ts';
import { readTagged } from './tag.ts';

const styles: readonly ScalarStyle[] = ['plain', 'plain', 'single', 'double', 'literal', 'folded'];

/** Most characters that all aliases of one text may stand for; the API server itself takes 3 MiB. */
const maxExpanded = 1 << 20;

/** A scalar with what Kubernetes makes of it; says nothing about ambiguity yet, since a key is judged apart. */
export function readScalar(
  state: TreeState,
  token: ScalarToken,
  pointer: string,
  fallback: Position,
): YamlScalar {
  const style = styles[token.style] ?? 'plain';
  const { start, end } = extent(state.text, token, style);
  const decoded = state.decode(token);
  const text = isBlock(style) && isCutOff(state.text, end) ? decoded.replace(/\n$/, '') : decoded;
  if (end > state.end) state.end = end;
  const tag = token.tagStart === -1 ? null : state.text.slice(token.tagStart, token.tagEnd);
  const { value, alike } = readValue(state, tag, style, text);
  const raw = start === -1 ? '' : state.text.slice(isBlock(style) ? token.valueStart : start, end);
  const position = start === -1 ? fallback : state.lines.position(start);
  const isEscapeSound = style !== 'double' || reportEscape(state, raw, position, pointer);
  return {
    kind: 'scalar',
    position,
    pointer,
    value: isEscapeSound ? value : undefined,
    size: text.length + 1,
    raw,
    text,
    style,
    alike,
  };
}

interface Value {
  readonly value: JsonValue | undefined;
  readonly alike: boolean;
}

function readValue(state: TreeState, tag: string | null, style: ScalarStyle, text: string): Value {
  if (style === 'plain' && state.flow > 0 && /^:|\?/.test(text)) return { value: undefined, alike: false };
  if (tag !== null) return readTagged(tag, text);
  return style === 'plain' ? readPlain(text) : { value: text, alike: true };
}

/** Whether the text ends in its last line without a line break: js-yaml adds one to a block scalar, others do not. */
function isCutOff(text: string, end: number): boolean {
  return end === text.length && !/[\r\n]$/.test(text);
}

function isBlock(style: ScalarStyle): boolean {
  return style === 'literal' || style === 'folded';
}

/** Says that Kubernetes refuses an escape; returns whether all are sound. */
function reportEscape(state: TreeState, raw: string, position: Position, pointer: string): boolean {
  const found = raw.includes('\\') ? raw.match(/\\(?:u.{4}|U.{8}|.)/gs)?.find(isOddEscape) : undefined;
  if (found === undefined) return true;
  state.ambiguous = true;
  report(state, 'yaml.escape', position, pointer, {
    message: `The escape ${JSON.stringify(found)} is read in more than one way, or is none to Kubernetes.`,
    hint: 'Write the character itself.',
  });
  return false;
}

/** `\/` is new in YAML 1.2; blank lines behind an escaped line break count for some; half a surrogate pair and numbers beyond Unicode are no characters at all. */
function isOddEscape(text: string): boolean {
  if (text === '\\/' || /^\\[\r\n]/.test(text)) return true;
  const code = /^\\[uU]/.test(text) ? Number.parseInt(text.slice(2), 16) : 0;
  return (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff;
}

/** Where a scalar begins and ends as written: with its quotes, and a block scalar from its `|` or `>`. */
function extent(text: string, token: ScalarToken, style: ScalarStyle): { start: number; end: number } {
  const { valueStart, valueEnd } = token;
  if (valueStart === -1) return { start: -1, end: Math.max(token.tagEnd, token.anchorEnd) };
  if (style === 'plain') return { start: valueStart, end: valueEnd };
  if (style === 'single' || style === 'double') return { start: valueStart - 1, end: valueEnd + 1 };
  const lineStart = text.lastIndexOf('\n', valueStart - 2) + 1;
  const header = /(?:^|[ \t])([|>][-+0-9]*[ \t]*(?:#.*)?)$/.exec(text.slice(lineStart, valueStart).trimEnd());
  const offset = header === null ? 0 : header.index + header[0].length - (header[1] ?? '').length;
  return { start: lineStart + offset, end: valueEnd };
}

/** Says that readers differ on a plain scalar, with the quoted form as the fix. */
export function reportAmbiguity(state: TreeState, scalar: YamlScalar): void {
  if (scalar.alike && scalar.value !== undefined) return;
  state.ambiguous ||= !scalar.alike;
  if (scalar.style !== 'plain') return;
  const quote = quoted(scalar.text);
  report(
    state,
    scalar.alike ? 'yaml.no-json-form' : 'yaml.ambiguous-value',
    scalar.position,
    scalar.pointer,
    {
      message: ambiguity(scalar),
      hint: `Write ${quote} if text is meant.`,
      suggestion: replacement(state.lines.text, scalar.position, scalar.raw, quote),
    },
  );
}

function ambiguity({ text, alike, value }: YamlScalar): string {
  if (alike) return `${text} has no JSON form, so Kubernetes refuses the whole file.`;
  if (value === undefined)
    return `Kubernetes stops reading ${text} at the question mark or colon, YAML 1.2 does not.`;
  const { kubernetes, yaml11, yaml12 } = readPlain(text).views();
  return `${text} is read in more than one way: Kubernetes reads ${kubernetes}, YAML 1.1 ${yaml11}, YAML 1.2 ${yaml12}.`;
}

/** Reports the tag and the anchor of a node and opens the anchor; returns its name, or null. */
export function openProperties(
  state: TreeState,
  token: ScalarToken | CollectionToken,
  pointer: string,
): string | null {
  if (token.tagStart !== -1) reportTag(state, token, pointer);
  judgeRow(state, Math.max(token.tagEnd, token.anchorEnd));
  if (token.anchorStart === -1) return null;
  const name = state.text.slice(token.anchorStart, token.anchorEnd);
  if (token.anchorEnd > state.end) state.end = token.anchorEnd;
  state.anchors.set(name, null);
  judgeAnchorName(state, name, token.anchorEnd);
  report(state, 'yaml.anchor', state.lines.position(token.anchorStart - 1), pointer, {
    message: `&${name} is a YAML anchor, which lets one place change another.`,
    hint: `Remove &${name} and write values out where they are used; if the text "&${name}" is meant, quote it.`,
  });
  return name;
}

/**
 * Two tags in a row, or two anchors, are those of one node to Kubernetes, which is too many; js-yaml gives the first
 * to a map and the second to its first key.
 */
function judgeRow(state: TreeState, end: number): void {
  if (end >= 0 && /^[ \t]+[!&]/.test(state.text.slice(end, end + 80))) state.ambiguous = true;
}

/** Kubernetes takes letters, digits, `-` and `_` only, and some signs behind them but no opening bracket. */
function judgeAnchorName(state: TreeState, name: string, end: number): void {
  state.ambiguous ||= !/^[A-Za-z0-9_-]+$/.test(name) || /[[{]/.test(state.text.charAt(end));
}

/** The tags that say no more than what stands behind them says itself. */
const plainTags = {
  [tokenType.scalar]: '!!str',
  [tokenType.list]: '!!seq',
  [tokenType.map]: '!!map',
} as const;

function reportTag(state: TreeState, token: ScalarToken | CollectionToken, pointer: string): void {
  const tag = state.text.slice(token.tagStart, token.tagEnd);
  if (token.tagEnd > state.end) state.end = token.tagEnd;
  const isCut = !/^[\s]?$/.test(state.text.charAt(token.tagEnd));
  state.ambiguous ||= isCut || tag !== plainTags[token.type];
  report(state, 'yaml.tag', state.lines.position(token.tagStart), pointer, {
    message: `${tag} is a YAML tag, which readers take differently.`,
    hint: `Remove ${tag}; quote the value if text is meant.`,
  });
}

/** The node an alias stands for, at the alias's own place; a null scalar where it stands for none. */
export function readAlias(state: TreeState, token: AliasToken, pointer: string): YamlNode {
  const name = state.text.slice(token.anchorStart, token.anchorEnd);
  const position = state.lines.position(token.anchorStart - 1);
  if (token.anchorEnd > state.end) state.end = token.anchorEnd;
  const target = state.anchors.get(name);
  const raw = `*${name}`;
  judgeAnchorName(state, name, token.anchorEnd);
  if (target) {
    report(state, 'yaml.alias', position, pointer, {
      message: `${raw} is a YAML alias for what stands at line ${target.position.line}.`,
      hint: 'Write the value out here, so that a reviewer sees it.',
    });
    return expand(state, target, position, pointer);
  }
  report(state, 'yaml.alias', position, pointer, {
    message:
      target === null ? `${raw} stands inside the value it repeats.` : `${raw} is a YAML alias for nothing.`,
    hint: `Write ${quoted(raw)} if text is meant.`,
    suggestion: replacement(state.lines.text, position, raw, quoted(raw)),
  });
  return unreadable(position, pointer, raw);
}

function expand(state: TreeState, target: YamlNode, position: Position, pointer: string): YamlNode {
  state.expanded += target.size;
  if (state.expanded <= maxExpanded) return { ...target, position, pointer };
  state.ambiguous = true;
  report(state, 'yaml.too-many-aliases', position, pointer, {
    message: `The aliases of this file stand for more than ${maxExpanded} characters.`,
    hint: 'Write the values out.',
  });
  return unreadable(position, pointer, '');
}

/** Stands where Kubernetes would refuse; its undefined value makes the whole document's undefined. */
function unreadable(position: Position, pointer: string, raw: string): YamlScalar {
  return {
    kind: 'scalar',
    position,
    pointer,
    value: undefined,
    size: 1,
    raw,
    text: raw,
    style: 'plain',
    alike: true,
  };
}

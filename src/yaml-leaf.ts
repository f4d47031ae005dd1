import type { Position } from './finding.ts';
import type { ScalarStyle, YamlNode, YamlScalar } from './yaml-node.ts';
import { readPlain } from './yaml-scalar.ts';
import {
  type AliasToken,
  type Properties,
  quoted,
  replacement,
  report,
  type ScalarToken,
  type TreeState,
} from './yaml-state.ts';
import { readTagged } from './yaml-tag.ts';

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
  const text = state.decode(token);
  const { start, end } = extent(state.text, token, style);
  if (end > state.end) state.end = end;
  const tag = token.tagStart === -1 ? null : state.text.slice(token.tagStart, token.tagEnd);
  const { value, alike } =
    tag !== null ? readTagged(tag, text) : style === 'plain' ? readPlain(text) : { value: text, alike: true };
  return {
    kind: 'scalar',
    position: start === -1 ? fallback : state.lines.position(start),
    pointer,
    value,
    size: text.length + 1,
    raw: start === -1 ? '' : state.text.slice(token.valueStart - (start < token.valueStart ? 1 : 0), end),
    text,
    style,
    alike,
  };
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
  const views = readPlain(scalar.text).views();
  const quote = quoted(scalar.text);
  report(
    state,
    scalar.alike ? 'yaml.no-json-form' : 'yaml.ambiguous-value',
    scalar.position,
    scalar.pointer,
    {
      message: scalar.alike
        ? `${scalar.text} has no JSON form, so Kubernetes refuses the whole file.`
        : `${scalar.text} is read in more than one way: Kubernetes reads ${views.kubernetes}, YAML 1.1 ${views.yaml11}, YAML 1.2 ${views.yaml12}.`,
      hint: `Write ${quote} if text is meant.`,
      suggestion: replacement(state.lines.text, scalar.position, scalar.raw, quote),
    },
  );
}

/** Reports the tag and the anchor of a node and opens the anchor; returns its name, or null. */
export function openProperties(state: TreeState, token: Properties, pointer: string): string | null {
  if (token.tagStart !== -1) reportTag(state, token, pointer);
  if (token.anchorStart === -1) return null;
  const name = state.text.slice(token.anchorStart, token.anchorEnd);
  if (token.anchorEnd > state.end) state.end = token.anchorEnd;
  state.anchors.set(name, null);
  report(state, 'yaml.anchor', state.lines.position(token.anchorStart - 1), pointer, {
    message: `&${name} is a YAML anchor, which lets one place change another.`,
    hint: `Remove &${name} and write values out where they are used; if the text "&${name}" is meant, quote it.`,
  });
  return name;
}

function reportTag(state: TreeState, token: Properties, pointer: string): void {
  const tag = state.text.slice(token.tagStart, token.tagEnd);
  if (token.tagEnd > state.end) state.end = token.tagEnd;
  state.ambiguous ||= !['!!str', '!!map', '!!seq'].includes(tag);
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

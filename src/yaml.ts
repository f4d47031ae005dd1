/** YAML text to values with positions: the only reader of YAML, and the only importer of js-yaml. */
import { getScalarValue, parseEvents, type ScalarEvent, YAMLException } from 'js-yaml';
import { compareFindings, type Finding, finding, type Position } from './finding.ts';
import type { FindingCode } from './finding-codes.ts';
import type { SourceFile } from './model.ts';
import { findNotJson } from './yaml/json.ts';
import { isAboutSign, isLenient } from './yaml/lenient.ts';
import { indexLines, type Lines } from './yaml/lines.ts';
import type { YamlNode, YamlReading } from './yaml/node.ts';
import { findNode, locateNode } from './yaml/pointer.ts';
import { type Fault, type Token, type TreeState, tokenType } from './yaml/state.ts';
import { syntaxHint } from './yaml/syntax.ts';
import { textFindings } from './yaml/text.ts';
import { readNode } from './yaml/tree.ts';

/** Largest text that is parsed, in bytes. */
export const maxYamlBytes = 64 * 1024;
const maxDepth = 100;

export interface YamlOptions {
  /** Path that findings name. */
  readonly file: string;
}

/** Reads a file's bytes as YAML: the size first, then UTF-8, then the text. */
export function parseYamlFile(file: SourceFile): YamlReading {
  if (file.bytes.length > maxYamlBytes) return tooLarge(file.path, file.bytes.length);
  const text = decodeUtf8(file.bytes);
  if (text !== undefined) return parseYaml(text, { file: file.path });
  const utf16 = /^(?:\xff\xfe|\xfe\xff)/.test(Buffer.from(file.bytes.subarray(0, 2)).toString('latin1'));
  return unread(file.path, utf16, 'file.not-utf8', {
    message: `The file is ${utf16 ? 'UTF-16' : 'not UTF-8'} text.`,
    hint: 'Save it as UTF-8 without a byte order mark.',
  });
}

/**
 * Reads one YAML document. Every fault is a finding; one syntax error ends the reading. Never throws on any
 * text.
 */
export function parseYaml(text: string, options: YamlOptions): YamlReading {
  if (text.length > maxYamlBytes) return tooLarge(options.file, text.length);
  const lines = indexLines(text);
  try {
    return readDocuments(text, lines, options.file);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return syntaxError(error, lines, text, options.file);
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function readDocuments(text: string, lines: Lines, file: string): YamlReading {
  const state = openState(text, lines, file);
  const [first] = state.tokens;
  if (first?.type !== tokenType.document) {
    return emptyText(text, lines, file);
  }
  if (first.directives.length > 0) reportDirective(state);
  const isRefused = reportOpening(state);
  reportNotJson(state);
  const root = readNode(state, '', lines.position(0));
  reportMarkerLine(state, root.position);
  if (state.at + 1 < state.tokens.length) reportSecondDocument(state);
  const inText = textFindings(text, lines, state.tokens, file);
  const ambiguous = state.ambiguous || inText.ambiguous;
  const read = reading(root, lines, ambiguous, [...state.findings, ...inText.findings]);
  return inText.refused || isRefused ? { ...read, value: undefined } : read;
}

/** To the API server, blank lines and comments are an object without fields. */
function emptyText(text: string, lines: Lines, file: string): YamlReading {
  const inText = textFindings(text, lines, [], file);
  const found = finding('yaml.empty', {
    message: 'The file holds no YAML.',
    hint: 'Write a CertificateSigningRequest; countersign new makes one.',
    file,
    pointer: '',
    position: { line: 1, column: 1 },
  });
  const isBlank = text.split(/\r\n|[\r\n]/).every((line) => /^\ufeff? *(?:#.*)?$/.test(line));
  const read = reading(null, lines, inText.ambiguous, [found, ...inText.findings]);
  return { ...read, value: isBlank && !inText.refused ? null : undefined };
}

function openState(text: string, lines: Lines, file: string): TreeState {
  return {
    file,
    text,
    lines,
    tokens: parseEvents(text, { maxDepth }) as readonly Token[],
    decode: (token) => getScalarValue(text, token as ScalarEvent),
    findings: [],
    anchors: new Map(),
    at: 1,
    end: 0,
    flow: 0,
    expanded: 0,
    ambiguous: false,
  };
}

function report(state: TreeState, code: FindingCode, position: Position, fault: Fault): void {
  state.ambiguous = true;
  state.findings.push(finding(code, { ...fault, file: state.file, position }));
}

function reportDirective(state: TreeState): void {
  report(state, 'yaml.directive', state.lines.position(Math.max(state.text.search(/^%/m), 0)), {
    message: 'The file begins with a YAML directive, which changes how it is read.',
    hint: 'Remove the lines that begin with %.',
  });
}

/**
 * Judges the first line that says anything: Kubernetes refuses a text that begins with the end of a document, takes
 * an indented marker for text, and knows no directives but its own. Returns whether it is refused.
 */
function reportOpening(state: TreeState): boolean {
  const found = /^(?:\ufeff?[ \t]*(?:#.*)?\r?\n)*\ufeff?(\.\.\.(?=\s|$)| +---(?=\s|$)|%)/.exec(state.text);
  const marker = found?.[1];
  if (found === null || marker === undefined) return false;
  if (marker === '%') {
    if (!state.ambiguous) reportDirective(state);
    return false;
  }
  const { ambiguous } = state;
  report(state, 'yaml.document-marker', state.lines.position(found[0].length - marker.length), {
    message: 'The file begins with a document marker that Kubernetes does not take for one.',
    hint: 'Remove that line.',
  });
  state.ambiguous = ambiguous;
  return true;
}

/** What begins with `{` is JSON to kubectl, which refuses there what only YAML allows. */
function reportNotJson(state: TreeState): void {
  const offset = findNotJson(state.text);
  if (offset === null) return;
  report(state, 'yaml.not-json', state.lines.position(offset), {
    message: 'The file begins with {, so kubectl reads it as JSON, and this is not JSON.',
    hint: 'Quote names and texts with ", leave out comments and trailing commas; or put a line --- before it, so that it is YAML.',
  });
}

/** kubectl cuts the text at lines that begin with `---` and drops the rest of such a line. */
function reportMarkerLine(state: TreeState, position: Position): void {
  if (!/^---[ \t]+[^# \t]/.test(state.lines.text(position.line))) return;
  report(state, 'yaml.document-marker', position, {
    message: 'The document begins on the line of its --- marker, which kubectl drops.',
    hint: 'Begin it on the next line.',
  });
}

function reportSecondDocument(state: TreeState): void {
  const marker = state.text.slice(state.end).search(/^(?:---|\.\.\.)(?:\s|$)/m);
  const second = state.tokens[state.at + 2];
  const empty = second?.type === tokenType.scalar && second.valueStart === -1;
  report(state, 'yaml.several-documents', state.lines.position(state.end + Math.max(marker, 0)), {
    message: 'A second YAML document begins here; some readers see it and some do not.',
    hint: empty ? 'Remove the marker: nothing follows it.' : 'Write one document a file.',
  });
}

function reading(
  root: YamlNode | null,
  lines: Lines,
  ambiguous: boolean,
  findings: readonly Finding[],
): YamlReading {
  return {
    root,
    value: root?.value,
    ambiguous,
    findings: findings.length > 1 ? findings.toSorted(compareFindings) : findings,
    at: (pointer) => findNode(root, pointer),
    locate: (pointer) => locateNode(root, pointer),
    lineText: lines.text,
  };
}

function unread(file: string, ambiguous: boolean, code: FindingCode, fault: Fault): YamlReading {
  const found = finding(code, { ...fault, file, position: { line: 1, column: 1 } });
  return reading(null, indexLines(''), ambiguous, [found]);
}

/** Kubernetes itself would read more, so nothing is predicted of such a file. */
function tooLarge(file: string, size: number): YamlReading {
  return unread(file, true, 'file.too-large', {
    message: `The file holds ${size} bytes; at most ${maxYamlBytes} are read.`,
    hint: 'Write one document a file, without the text around the CSR.',
  });
}

function syntaxError(error: YAMLException, lines: Lines, text: string, file: string): YamlReading {
  const position = { line: (error.mark?.line ?? 0) + 1, column: (error.mark?.column ?? 0) + 1 };
  const tooDeep = /maxDepth/.test(error.reason);
  const found = finding(tooDeep ? 'yaml.too-deep' : 'yaml.syntax', {
    message: tooDeep
      ? `The document is nested deeper than ${maxDepth} levels.`
      : `This is not YAML: ${error.reason}.`,
    hint: tooDeep ? 'Write it flat.' : syntaxHint(lines.text(position.line), error.reason),
    file,
    position,
  });
  return reading(null, lines, tooDeep || mayBeRead(error, text), [found]);
}

/** Whether Kubernetes may read the text nevertheless, or may end before it comes to a sign that no text may hold. */
function mayBeRead(error: YAMLException, text: string): boolean {
  const stop = stopOf(error, text);
  if (isLenient(stop)) return true;
  if (!isAboutSign.test(error.reason)) return false;
  try {
    parseEvents(stop.upTo, { maxDepth });
    return false;
  } catch (earlier) {
    return earlier instanceof YAMLException && isLenient(stopOf(earlier, stop.upTo));
  }
}

function stopOf({ reason, mark }: YAMLException, text: string): Parameters<typeof isLenient>[0] {
  const at = mark?.position ?? 0;
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  const line = text.slice(start, end < 0 ? undefined : end);
  return { reason, line, before: text.slice(0, start), upTo: text.slice(0, at) };
}

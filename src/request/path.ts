/** Where requests may lie, and what their paths say (design section 4, "Request"). */
import { type Finding, finding } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';

/** Every request lies below it, from the repository's root. */
export const requestsFolder = 'requests/';
const resultsFolder = 'certificates/';
const suffix = '.yaml';

const segmentPattern = /^[a-z0-9_](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;
const maxSegments = 8;
const maxBytes = 255;

/** What a request's path says by itself; which folder means what is for the policy's rule to say. */
export interface RequestPath {
  /** `prod/payments/web-api`: the name people use. */
  readonly name: string;
  /** Folders below `requests/`: `['prod', 'payments']`. */
  readonly folders: readonly string[];
  /** File name without its suffix: `web-api`. */
  readonly stem: string;
}

/** Takes a path apart; `requests/` and `.yaml` fall away where they are there. */
export function nameOf(path: string): RequestPath {
  const below = path.startsWith(requestsFolder) ? path.slice(requestsFolder.length) : path;
  const name = below.endsWith(suffix) ? below.slice(0, -suffix.length) : below;
  const folders = name.split('/');
  const stem = folders.pop() ?? '';
  return { name, folders, stem };
}

/** `requests/prod/_users/alice/laptop.yaml` → `certificates/prod/_users/alice/laptop`, on the results branch. */
export function resultsFolderOf(path: string): string {
  return resultsFolder + nameOf(path).name;
}

/** The way back from `resultsFolderOf`. */
export function requestOfResults(folder: string): string {
  return `${requestsFolder}${folder.slice(resultsFolder.length)}${suffix}`;
}

/** Whether a path below `requests/` should hold a request; README.md is for people. */
export function isRequestPath(path: string): boolean {
  return path.startsWith(requestsFolder) && !isReadme(path);
}

function isReadme(path: string): boolean {
  return path.endsWith('/README.md');
}

/** Judges one file below `requests/` by its path and Git mode; a null mode is not judged. */
export function evaluatePath(file: { readonly path: string; readonly mode: string | null }): Finding[] {
  return [...evaluateMode(file), ...evaluateSegments(file.path), ...evaluateResultsNames(file.path)];
}

const modes: Readonly<Record<string, string>> = {
  '100755': 'executable',
  '100664': 'writable by its group',
  '120000': 'a symbolic link',
  '160000': 'a submodule',
};

function evaluateMode({ path, mode }: { readonly path: string; readonly mode: string | null }): Finding[] {
  if (mode === null || mode === '100644') return [];
  const what = modes[mode];
  const message = `The file's Git mode is ${mode}${what === undefined ? '' : ` (${what})`}; it must be 100644.`;
  const hint =
    mode === '100755'
      ? `Run: git update-index --chmod=-x -- ${quote(path)}`
      : 'Commit the request itself, as a plain file.';
  return [finding('file.mode', { message, hint, file: path })];
}

function evaluateSegments(path: string): Finding[] {
  const findings: Finding[] = [];
  const add = (code: FindingCode, message: string, hint: string) =>
    findings.push(finding(code, { message, hint, file: path }));
  const bytes = Buffer.byteLength(path);
  if (bytes > maxBytes)
    add(
      'file.path-too-long',
      `The path is ${bytes} bytes long; at most ${maxBytes} are allowed.`,
      'Shorten it.',
    );
  const segments = path.split('/');
  if (segments.length > maxSegments) {
    add(
      'file.path-too-deep',
      `The path has ${segments.length} segments; at most ${maxSegments} are allowed.`,
      'Use fewer folders.',
    );
  }
  if (!isReadme(path) && !path.endsWith(suffix)) {
    const hint = path.endsWith('.yml')
      ? `Rename it to ${quote(path.replace(/\.yml$/, suffix))}.`
      : 'Requests end in .yaml; keep everything else elsewhere.';
    add('file.unexpected', `${quote(segments.at(-1) ?? '')} is neither a request nor README.md.`, hint);
  }
  for (const segment of isReadme(path) ? segments.slice(0, -1) : segments) {
    if (isSegment(segment)) continue;
    add(
      'file.path-segment',
      `${quote(segment)} is not a name that requests and their folders may have.`,
      'Use a-z, 0-9, dot, hyphen and underscore, at most 63 characters, with a letter or digit at the end.',
    );
  }
  return findings;
}

/**
 * On the results branch a request becomes the file `<name>.crt` and the folder `<name>/`, which holds files named by
 * serials: a folder `web-api.crt`, or a request named like a serial, would have one written over the other.
 */
function evaluateResultsNames(path: string): Finding[] {
  const { folders, stem } = nameOf(path);
  const taken = folders.find((folder) => /\.(?:crt|json)$/.test(folder)) ?? (isSerial(stem) ? stem : null);
  if (taken === null || isReadme(path)) return [];
  const message = `${quote(taken)} is a name that certificates and their records have on the results branch.`;
  const hint = 'End no folder in .crt or .json, and name no request with 16 hex digits or more alone.';
  return [finding('file.path-segment', { message, hint, file: path })];
}

const isSerial = (stem: string): boolean => /^[0-9a-f]{16,40}$/.test(stem);

/** The 63 characters count without the suffix, so that the stem has room for a DNS label. */
function isSegment(segment: string): boolean {
  return segmentPattern.test(segment.endsWith(suffix) ? segment.slice(0, -suffix.length) : segment);
}

/**
 * Finds paths that differ only in case or Unicode form, files and folders alike: on some disks and in some eyes
 * they are one. The finding is at the later of the two in byte order.
 */
export function evaluateCaseTwins(paths: readonly string[]): Finding[] {
  const seen = new Map<string, string>();
  const findings: Finding[] = [];
  for (const path of [...paths].sort()) {
    const twin = prefixes(path)
      .map((prefix) => [prefix, remember(seen, prefix)] as const)
      .find(([prefix, first]) => prefix !== first);
    if (twin === undefined) continue;
    const message = `${quote(twin[0])} and ${quote(twin[1])} differ only in upper and lower case or in Unicode form.`;
    findings.push(finding('file.case-twin', { message, hint: 'Rename one of them.', file: path }));
  }
  return findings;
}

/** The first path seen with this folded form. */
function remember(seen: Map<string, string>, path: string): string {
  const folded = path.normalize('NFKC').toLowerCase();
  const first = seen.get(folded) ?? path;
  seen.set(folded, first);
  return first;
}

/** `a/b/c` → `a`, `a/b`, `a/b/c`. */
function prefixes(path: string): string[] {
  const segments = path.split('/');
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

function quote(text: string): string {
  return JSON.stringify(text);
}

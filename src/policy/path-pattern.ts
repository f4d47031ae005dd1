import { type Captures, isLiteral, matchesPattern } from './pattern.ts';

/**
 * What a capture may hold: a path segment of design section 4 that does not begin with an underscore, since
 * `_users` and its like are layout and never somebody's namespace.
 */
const captured = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/;

interface CaptureSegment {
  readonly before: string;
  readonly name: string;
  readonly after: string;
}

/** A segment holds at most one capture and then no star, so that what is captured is never in doubt. */
function captureSegment(segment: string): CaptureSegment | null {
  const match = /^([^{}*]*)\{([a-z]+)\}([^{}*]*)$/.exec(segment);
  return match ? { before: match[1] ?? '', name: match[2] ?? '', after: match[3] ?? '' } : null;
}

/** What a path's segments put in a pattern's captures; null where the path is not of the pattern's form. */
export function matchPath(pattern: string, path: string): Captures | null {
  const expected = pattern.split('/');
  const segments = path.split('/');
  if (expected.length !== segments.length) return null;
  const captures = new Map<string, string>();
  for (const [index, segment] of segments.entries()) {
    if (!matchSegment(expected[index] ?? '', segment, captures)) return null;
  }
  return Object.fromEntries(captures);
}

/** A capture named twice must hold the same text both times. */
function matchSegment(expected: string, segment: string, captures: Map<string, string>): boolean {
  const capture = captureSegment(expected);
  if (capture === null) return matchesPattern(expected, segment, {});
  const value = between(segment, capture);
  if (value === null || (captures.get(capture.name) ?? value) !== value) return false;
  captures.set(capture.name, value);
  return true;
}

function between(segment: string, { before, after }: CaptureSegment): string | null {
  if (!segment.startsWith(before) || !segment.endsWith(after)) return null;
  const value = segment.slice(before.length, segment.length - after.length);
  return segment.length >= before.length + after.length && captured.test(value) ? value : null;
}

/** Whether some path is of both forms. Where two stars stand against each other it errs towards yes. */
export function pathsOverlap(a: string, b: string): boolean {
  const left = a.split('/');
  const right = b.split('/');
  if (left.length !== right.length) return false;
  return left.every((segment, index) => segmentsOverlap(segment, right[index] ?? ''));
}

function segmentsOverlap(a: string, b: string): boolean {
  if (isLiteral(a)) return matchSegment(b, a, new Map());
  if (isLiteral(b)) return matchSegment(a, b, new Map());
  const [left, right] = [ends(a), ends(b)];
  const starts = left.before.startsWith(right.before) || right.before.startsWith(left.before);
  return starts && (left.after.endsWith(right.after) || right.after.endsWith(left.after));
}

/** The literal text a segment begins and ends with. */
function ends(segment: string): { readonly before: string; readonly after: string } {
  const parts = segment.split(/\*|\{[a-z]+\}/);
  return { before: parts[0] ?? '', after: parts.at(-1) ?? '' };
}

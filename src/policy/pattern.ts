/**
 * The pattern language of policy (design section 4): literal text, `*` for one or more of `[a-z0-9-]`, and
 * `{capture}` for text taken from the request's path. Nothing of it ever becomes a regular expression.
 */

export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'star' }
  | { readonly kind: 'capture'; readonly name: string };

/** Capture name → the path's text, as `matchPath` found them. */
export type Captures = Readonly<Record<string, string>>;

/** Splits a pattern whose form the schema has accepted: braces are paired and hold lower-case letters. */
export function parsePattern(pattern: string): readonly PatternPart[] {
  return pattern
    .split(/(\*|\{[a-z]+\})/)
    .filter((part) => part !== '')
    .map((part): PatternPart => {
      if (part === '*') return { kind: 'star' };
      return part.startsWith('{')
        ? { kind: 'capture', name: part.slice(1, -1) }
        : { kind: 'text', text: part };
    });
}

/** Whether a pattern names one text and nothing else. */
export function isLiteral(pattern: string): boolean {
  return parsePattern(pattern).every((part) => part.kind === 'text');
}

/** The names a pattern takes from the path, in order. */
export function capturesOf(pattern: string): readonly string[] {
  return parsePattern(pattern).flatMap((part) => (part.kind === 'capture' ? [part.name] : []));
}

/** One step of a pattern: the very character, or a star. */
type Step = string | typeof star;
const star = Symbol('*');

/**
 * Whether a text is what a pattern says, whole and case-sensitive. A capture the path does not have matches
 * nothing. Time grows with text length times pattern length, whatever either holds.
 */
export function matchesPattern(pattern: string, text: string, captures: Captures): boolean {
  const steps = stepsOf(pattern, captures);
  return steps !== null && walk(steps, text);
}

function stepsOf(pattern: string, captures: Captures): readonly Step[] | null {
  const steps: Step[] = [];
  for (const part of parsePattern(pattern)) {
    if (part.kind === 'star') steps.push(star);
    else if (part.kind === 'text') steps.push(...part.text.split(''));
    else if (Object.hasOwn(captures, part.name)) steps.push(...(captures[part.name] ?? '').split(''));
    else return null;
  }
  return steps;
}

/**
 * Each star takes as little as it can, and where what follows does not fit, the last one takes a character more. It
 * is never an earlier star's turn: what it would take on top is what the text between the two has matched already.
 */
function walk(steps: readonly Step[], text: string): boolean {
  let at = 0;
  let lastStar = -1;
  let taken = 0;
  for (let place = 0; place < text.length; ) {
    const step = steps[at];
    const character = text[place] ?? '';
    if (step === star && isStarCharacter(character)) {
      lastStar = at;
      taken = place + 1;
    } else if (step !== character) {
      if (lastStar < 0 || !isStarCharacter(text[taken] ?? '')) return false;
      taken += 1;
      place = taken;
      at = lastStar + 1;
      continue;
    }
    at += 1;
    place += 1;
  }
  return at === steps.length;
}

function isStarCharacter(character: string): boolean {
  return (
    (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') || character === '-'
  );
}

/**
 * Characters that a reader cannot see or that re-order what stands around them: controls, formats (bidi, zero
 * width, tags), line separators, fillers, spaces other than the plain one. Unicode categories C, Zl, Zp and the
 * property Default_Ignorable_Code_Point.
 */
const hidden = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|[^\S ]/gu;
/** Marks piled on one letter; and, in text that is not in normal form, every mark, since it may hide a twin. */
const piledMarks = /\p{M}{3,}/gu;
const anyMark = /\p{M}/gu;

/**
 * Text from a file as it may be shown on one line anywhere: what is hidden is written out (`\u{202e}`), and text
 * beyond `limit` characters is cut with an ellipsis. Plain text comes back as it is.
 */
export function visible(text: string, limit = 300): string {
  const shown = text.length > limit ? `${takeCharacters(text, limit)}…` : text;
  const plain = shown.replace(hidden, writeOut);
  return plain.normalize('NFC') === plain
    ? plain.replace(piledMarks, writeOut)
    : plain.replace(anyMark, writeOut);
}

/** Never cuts a surrogate pair in two. */
function takeCharacters(text: string, limit: number): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return text.slice(0, end);
}

function writeOut(characters: string): string {
  return [...characters].map((character) => `\\u{${character.codePointAt(0)?.toString(16)}}`).join('');
}

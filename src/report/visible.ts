/** Most text is this and nothing else; asking saves building Unicode's tables, a millisecond at the start of a run. */
const plainAscii = /^[\x20-\x7e…]*$/;

/**
 * Text from a file as it may be shown on one line anywhere: what is hidden is written out (`\u{202e}`), and text
 * beyond `limit` characters is cut with an ellipsis. Plain text comes back as it is.
 */
export function visible(text: string, limit = 300): string {
  const shown = text.length > limit ? `${takeCharacters(text, limit)}…` : text;
  return plainAscii.test(shown) ? shown : writeOutHidden(shown);
}

/**
 * Writes out what a reader cannot see or what re-orders the text around it: controls, formats (bidi, zero width,
 * tags), line separators, fillers, spaces other than the plain one; that is Unicode's categories C, Zl, Zp and its
 * property Default_Ignorable_Code_Point. Also marks piled on one letter and, in text that is not in normal form,
 * every mark, since it may hide a twin.
 */
function writeOutHidden(text: string): string {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|[^\S ]/gu, writeOut);
  return plain.normalize('NFC') === plain
    ? plain.replace(/\p{M}{3,}/gu, writeOut)
    : plain.replace(/\p{M}/gu, writeOut);
}

/** Never cuts a surrogate pair in two. */
function takeCharacters(text: string, limit: number): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return text.slice(0, end);
}

function writeOut(characters: string): string {
  return [...characters].map((character) => `\\u{${character.codePointAt(0)?.toString(16)}}`).join('');
}

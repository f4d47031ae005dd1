/**
 * One JSON value a line-broken text, as `--format json` prints it. Characters that a terminal would obey or hide
 * are written as `\uXXXX`, which every JSON reader takes for the same string.
 */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  if (/^[\n\x20-\x7e]*$/.test(text)) return `${text}\n`;
  return `${text.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, writeUnits)}\n`;
}

/** The line breaks between JSON tokens are the only controls that `JSON.stringify` leaves, and they stay. */
function writeUnits(character: string): string {
  if (character === '\n') return character;
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

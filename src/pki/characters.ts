/** Scripts whose letters are taken for Latin ones, or hold them; the rest is named by its number alone. */
const scripts = ['Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Coptic', 'Latin', 'Han', 'Arabic', 'Hebrew'];

/**
 * The first character that a pattern finds, so that a person can find it as well: `U+0430 (Cyrillic) at place 1`,
 * places counted in characters from 1. Null where there is none.
 */
export function findCharacter(text: string, pattern: RegExp): string | null {
  if (!pattern.test(text)) return null;
  const characters = [...text];
  const index = characters.findIndex((character) => pattern.test(character));
  const character = characters[index];
  if (character === undefined) return null;
  const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const script = scripts.find((name) => new RegExp(`\\p{Script=${name}}`, 'u').test(character));
  return `U+${number}${script === undefined ? '' : ` (${script})`} at place ${index + 1}`;
}

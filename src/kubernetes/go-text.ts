/** How Go prints values in the API server's messages. */

const escapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** Quotes as `%q` does (`strconv.Quote`). */
export function goQuote(text: string): string {
  return `"${Array.from(text, quoteRune).join('')}"`;
}

function quoteRune(rune: string): string {
  const short = escapes[rune];
  if (short !== undefined) return short;
  if (isPrintable(rune)) return rune;
  const code = rune.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** Encodes as `encoding/json.Marshal` does: like JSON.stringify, with `<`, `>`, `&` and two separators escaped. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${hex(sign.charCodeAt(0), 4)}`);
}

/** Length in octets of the UTF-8 form, which is what Go's `len` counts. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** As `strconv.IsPrint`; Unicode's tables are asked only beyond ASCII. */
function isPrintable(rune: string): boolean {
  return /^[\x20-\x7e]$/.test(rune) || (rune > '\x7f' && /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(rune));
}

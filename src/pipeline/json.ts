/** Readers for JSON of the results branch, where anybody may have written anything. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** The object that UTF-8 bytes spell; null for any other bytes. */
export function decodeJsonObject(bytes: Uint8Array): JsonObject | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether all these fields of an object are texts. */
export function hasTexts(value: unknown, names: readonly string[]): boolean {
  return isJsonObject(value) && names.every((name) => typeof value[name] === 'string');
}

/** Whether all these fields of an object are lists of texts. */
export function hasTextLists(value: unknown, names: readonly string[]): boolean {
  return isJsonObject(value) && names.every((name) => isTextList(value[name]));
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

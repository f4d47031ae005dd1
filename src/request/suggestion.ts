import type { Finding } from '../finding.ts';

/**
 * Puts every suggestion of the findings into a text. A suggestion whose line no longer reads as it did is left
 * out, and of two for one line the first is taken. Line ends stay as they are.
 */
export function applySuggestions(text: string, findings: readonly Finding[]): string {
  const lines = text.split('\n');
  const mended = new Set<number>();
  for (const { suggestion } of findings) {
    if (suggestion === null || mended.has(suggestion.line)) continue;
    const index = suggestion.line - 1;
    const end = lines[index]?.endsWith('\r') ? '\r' : '';
    if (lines[index] !== suggestion.old + end) continue;
    lines[index] = suggestion.new + end;
    mended.add(suggestion.line);
  }
  return lines.join('\n');
}

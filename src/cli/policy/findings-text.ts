import type { Terminal } from '../../adapters/terminal.ts';
import { blocks, type Finding } from '../../finding.ts';
import { plain } from '../../report/escape-terminal.ts';
import { createStyle, type Style } from '../../report/layout.ts';
import { formatFinding } from '../../report/text-finding.ts';
import { bySeverity, count, listWords } from '../../report/words.ts';

/** The findings about one file for a person: the verdict first, then what blocks. `fine` is said where there is nothing. */
export function formatFindings(
  findings: readonly Finding[],
  file: string,
  fine: string,
  io: Pick<Terminal, 'colour' | 'columns'>,
): string {
  const style = createStyle(io);
  const told = bySeverity(findings).flatMap((found) => ['', ...formatFinding(found, style, file)]);
  const words = findings.length === 0 ? fine : countFindings(findings);
  return `${[formatVerdict(!blocks(findings), `${plain(file)}: ${words}`, style), ...told].join('\n')}\n`;
}

/** The first line carries the verdict, so that it can stand alone. */
export function formatVerdict(passes: boolean, words: string, style: Style): string {
  return `${passes ? style.green('PASS') : style.red('FAIL')}  ${style.bold(words)}`;
}

/** `2 errors, 1 warning and 1 note`. */
export function countFindings(findings: readonly Finding[]): string {
  const kinds = ['error', 'warning', 'note'] as const;
  const counts = kinds.map(
    (kind) => [kind, findings.filter(({ severity }) => severity === kind).length] as const,
  );
  return listWords(counts.filter(([, number]) => number > 0).map(([kind, number]) => count(number, kind)));
}

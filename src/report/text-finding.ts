import type { Finding } from '../finding.ts';
import { plain } from './escape-terminal.ts';
import { paragraph, type Style } from './layout.ts';

/**
 * One finding: where and how grave, what is wrong, how to mend it, and the line to change as a diff.
 * `within` is the file that the heading above already names.
 */
export function formatFinding(found: Finding, style: Style, within: string | null): string[] {
  const lines = [`  ${severityMark(found, style)}  ${formatPlace(found, within)}${style.dim(found.code)}`];
  lines.push(...paragraph(style, '    ', plain(found.message)));
  if (found.hint !== null) lines.push(...paragraph(style, '    hint: ', plain(found.hint)));
  if (found.suggestion !== null) {
    lines.push('', `    ${style.red(`- ${plain(cut(found.suggestion.old))}`)}`);
    lines.push(`    ${style.green(`+ ${plain(cut(found.suggestion.new))}`)}`);
  }
  return lines;
}

/** A CSR in one line fills a screen; its beginning and end say which it is. The JSON has it whole. */
function cut(line: string): string {
  return line.length <= 160 ? line : `${line.slice(0, 60)}…${line.slice(-20)}`;
}

function severityMark(found: Finding, style: Style): string {
  if (found.severity === 'error') return style.red('error');
  return found.severity === 'warning' ? style.yellow('warning') : 'note';
}

/** `line 7`, or `path:7:3` where the file is another than the heading's. */
function formatPlace(found: Finding, within: string | null): string {
  const { file, line, column } = found;
  if (file === null || file === within) return line === null ? '' : `line ${line}  `;
  return `${[plain(file), line, column].filter((part) => part !== null).join(':')}  `;
}

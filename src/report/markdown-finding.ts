import type { Finding } from '../finding.ts';
import { codeBlock, codeSpan, prose } from './escape-markdown.ts';

/** One finding: the line and what is wrong in bold, how to mend it, and the one right change as a diff. */
export function formatFindingMarkdown(found: Finding): string {
  const place = found.line === null ? '' : `Line ${found.line}: `;
  const file = found.file === null || found.line !== null ? '' : `${codeSpan(found.file)}: `;
  const parts = [
    `${severityWords[found.severity]}${place}${file}${prose(found.message)} (${codeSpan(found.code)})`,
  ];
  if (found.hint !== null) parts[0] += `\n${prose(found.hint)}`;
  const { suggestion } = found;
  if (suggestion !== null) parts.push(codeBlock('diff', [`- ${suggestion.old}`, `+ ${suggestion.new}`]));
  return parts.join('\n\n');
}

const severityWords = { error: '**Must change.** ', warning: '**Look twice.** ', note: 'Note: ' } as const;

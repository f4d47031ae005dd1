import type { Terminal } from '../adapters/terminal.ts';
import type { Report } from '../report.ts';

/** Each rendering is loaded only where it is asked for. */
export async function formatReport(report: Report, format: string, io: Terminal): Promise<string> {
  if (format === 'json') return (await import('../report/json.ts')).formatJson(report);
  if (format === 'markdown') {
    return (await import('../report/markdown.ts')).formatMarkdown(report, { now: io.now() });
  }
  const { formatText } = await import('../report/text.ts');
  return formatText(report, { colour: io.colour, columns: io.columns, now: io.now() });
}

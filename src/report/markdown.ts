import type { Report, ReportedRequest } from '../report.ts';
import { codeSpan } from './escape-markdown.ts';
import { formatFindingMarkdown } from './markdown-finding.ts';
import { formatRequestMarkdown, headlineOf } from './markdown-request.ts';
import { byWeight, count, formatDate } from './words.ts';

export interface MarkdownOptions {
  /** When it was judged; null leaves out every date. */
  readonly now: Date | null;
}

/** The first line of a comment of ours; the forge's adapter finds it by this and by its own account. */
export const reportMarker = '<!-- countersign:report:v1 -->';

/** Requests beyond this many are told in one line each. */
const fullRequests = 25;

/**
 * The report as a pull request's comment or a job's summary. The first visible line survives a push notification:
 * the verdict in words, what, where. Untrusted text stands in code only.
 */
export function formatMarkdown(report: Report, options: MarkdownOptions): string {
  const requests = byWeight(report.requests);
  const parts = [reportMarker, ...formatTop(report, requests)];
  if (report.findings.length > 0) parts.push(...report.findings.map(formatFindingMarkdown));
  for (const request of requests.slice(0, fullRequests)) {
    parts.push(formatRequestMarkdown(request, { ...options, alone: requests.length === 1 }));
  }
  if (requests.length > fullRequests) parts.push(formatRest(requests.slice(fullRequests)));
  parts.push(formatFooter(report, options.now));
  return `${parts.join('\n\n')}\n`;
}

function formatTop(report: Report, requests: readonly ReportedRequest[]): string[] {
  const faults = report.findings.filter((found) => found.severity === 'error').length;
  const elsewhere = faults === 0 ? [] : [`⛔ ${count(faults, 'error')} in other files`];
  const [only] = requests;
  if (only === undefined) return [`### ${elsewhere[0] ?? 'No request changes'}`];
  if (requests.length === 1) return elsewhere.map((words) => `### ${words}`);
  return [`### ${[...elsewhere, ...countByKind(requests)].join(' · ')}`];
}

/** `⛔ 1 refused · 🔴 1 powerful · 🟢 11 routine`, worst first. */
function countByKind(requests: readonly ReportedRequest[]): string[] {
  const counts = new Map<string, number>();
  for (const request of requests) {
    const { mark, kind } = headlineOf(request);
    counts.set(`${mark} * ${kind}`, (counts.get(`${mark} * ${kind}`) ?? 0) + 1);
  }
  return [...counts].map(([words, number]) => words.replace('*', String(number)));
}

function formatRest(requests: readonly ReportedRequest[]): string {
  const lines = requests.map((request) => {
    const { mark, kind } = headlineOf(request);
    return `- ${mark} ${kind}: ${codeSpan(request.file)}`;
  });
  return [`**${requests.length} more**, in one line each:`, '', ...lines].join('\n');
}

function formatFooter(report: Report, now: Date | null): string {
  const head = report.head === null ? 'the work tree' : codeSpan(report.head.slice(0, 12));
  const policy =
    report.policy === null
      ? 'without a policy'
      : `by policy ${codeSpan(report.policy.sha256.slice(0, 12))}${
          report.base === null ? '' : ` of ${codeSpan(report.base.slice(0, 12))}`
        }`;
  const when = now === null ? '' : `, ${formatDate(now, true)}`;
  const again =
    report.base === null ? '' : '. Same verdict offline: `countersign validate --base origin/main`';
  return `<sub>Judged ${head} ${policy}${when}${again}</sub>`;
}

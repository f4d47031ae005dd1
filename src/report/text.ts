import type { Report, ReportedRequest } from '../report.ts';
import { plain } from './escape-terminal.ts';
import { createStyle, paragraph, type Style } from './layout.ts';
import { formatFinding } from './text-finding.ts';
import { formatRequest } from './text-request.ts';
import { byWeight, count, describeFate } from './words.ts';

export interface TextOptions {
  readonly colour: boolean;
  readonly columns: number;
  /** For telling until when a certificate would live; null leaves that out. */
  readonly now: Date | null;
}

/** Requests beyond this many are told in one line each where they pass without a remark. */
const fullRequests = 12;

/** The report for a person at a terminal: verdict first, then each request, what matters most first. */
export function formatText(report: Report, options: TextOptions): string {
  const style = createStyle(options);
  const lines = [formatVerdict(report, style)];
  for (const found of report.findings) lines.push('', ...formatFinding(found, style, null));
  const requests = byWeight(report.requests);
  const brief = requests.length > fullRequests ? requests.filter(isUneventful) : [];
  for (const request of requests) {
    if (brief.includes(request)) continue;
    // The verdict has named an only request already.
    const heading = requests.length > 1 || report.findings.length > 0;
    lines.push('', ...formatRequest(request, style, { now: options.now, heading }));
  }
  if (brief.length > 0)
    lines.push('', ...brief.map((request) => `${style.green('ok')}  ${plain(request.file)}`));
  lines.push(...formatFooter(report, style));
  return `${lines.join('\n')}\n`;
}

function isUneventful(request: ReportedRequest): boolean {
  return request.findings.length === 0 && request.risk?.level !== 'powerful' && request.change !== 'removed';
}

/** The first line carries the verdict, so that it can stand alone. */
function formatVerdict(report: Report, style: Style): string {
  const mark = report.verdict === 'pass' ? style.green('PASS') : style.red('FAIL');
  return `${mark}  ${style.bold(verdictWords(report))}`;
}

function verdictWords(report: Report): string {
  const { requests, findings } = report;
  const faults = findings.filter((found) => found.severity === 'error').length;
  const elsewhere =
    faults === 0
      ? ''
      : requests.length === 0
        ? count(faults, 'error')
        : `; ${count(faults, 'error')} in other files`;
  const [only] = requests;
  if (only === undefined)
    return elsewhere || (report.base === null ? 'no fault found' : 'no request changes');
  if (requests.length === 1) return `${plain(only.file)}: ${describeFate(only)}${elsewhere}`;
  const refused = requests.filter((request) => request.verdict === 'fail').length;
  const all = count(requests.length, 'request');
  return refused === 0 ? `${all}, nothing to refuse${elsewhere}` : `${refused} of ${all} refused${elsewhere}`;
}

/** What it was judged by; without a policy, what that means. */
function formatFooter(report: Report, style: Style): string[] {
  if (report.requests.length === 0) return report.findings.length > 0 ? [] : ['', emptyWords(report)];
  if (report.policy !== null) {
    const base = report.base === null ? '' : ` at ${report.base.slice(0, 12)}`;
    return ['', style.dim(`Judged by ${plain(report.policy.path)}${base}.`)];
  }
  if (report.base !== null) return [];
  const [first, ...more] = paragraph(style, '', aloneWords);
  return ['', ...[first ?? '', ...more].map((line) => style.dim(line))];
}

const aloneWords =
  'Judged without a policy: this is what a plain Kubernetes cluster would do. Whether the owners of a ' +
  'repository allow it was not asked.';

/** Silence would leave a newcomer wondering whether anything was looked at. */
function emptyWords({ base, head }: Report): string {
  const all = 'To look at all of them: countersign validate requests';
  if (base === null) return `There is no request to judge. ${all}`;
  const at = head === null ? '' : ` at ${head.slice(0, 12)}`;
  return `Nothing differs from ${base.slice(0, 12)} under requests/${at}. ${all}`;
}

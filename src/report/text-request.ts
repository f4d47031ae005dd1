import type { ReportedApproval, ReportedRequest } from '../report.ts';
import { plain } from './escape-terminal.ts';
import { labelled, paragraph, type Style } from './layout.ts';
import { formatFinding } from './text-finding.ts';
import {
  bySeverity,
  describeFate,
  describeLifetime,
  describePower,
  describePrediction,
  identityNames,
} from './words.ts';

type Row = readonly [string, string];

/** One request: what it is and what becomes of it, what it is for, what is wrong with it and how to mend it. */
export function formatRequest(request: ReportedRequest, style: Style, now: Date | null): string[] {
  const lines = [formatHeading(request, style)];
  const rows = request.change === 'removed' ? [] : identityRows(request, now);
  const power = request.change === 'removed' ? removalWords : describePower(request, plain);
  if (power !== null) lines.push(...paragraph(style, '  ', power));
  if (rows.length > 0) lines.push('', ...labelled(style, rows));
  for (const found of bySeverity(request.findings))
    lines.push('', ...formatFinding(found, style, request.file));
  return lines;
}

const removalWords = 'Nothing new is issued for it. What was issued stays valid until it ends.';

function formatHeading(request: ReportedRequest, style: Style): string {
  const fate = describeFate(request);
  const change = request.change === 'unchanged' || request.change === 'removed' ? '' : `${request.change}, `;
  const colour = request.verdict === 'fail' ? style.red : style.green;
  return `${style.bold(plain(request.file))}  ${colour(`${change}${fate}`)}`;
}

function identityRows(request: ReportedRequest, now: Date | null): Row[] {
  const { csr, prediction, risk } = request;
  const lifetime = describeLifetime(request, now);
  return [
    row('Names', identityNames(request)),
    row('Groups', csr?.subject.organizations ?? []),
    one('Signer', request.signerName),
    row('Usages', request.usages ?? []),
    lifetime === null ? null : (['Lifetime', lifetime] as const),
    one('Key', csr === null ? null : `${csr.key}, SHA-256 ${csr.spkiSha256.slice(0, 16)}…`),
    prediction === null ? null : (['Cluster', describePrediction(prediction, plain)] as const),
    row('Left out', prediction?.dropped ?? []),
    row('Gained', request.gained),
    row('Lost', request.lost),
    one('Rule', request.rule),
    risk === null || risk.level === 'routine'
      ? null
      : ([risk.level, risk.reasons.map((r) => plain(r)).join('; ')] as const),
    request.approvals.length === 0
      ? null
      : (['Approval', request.approvals.map(approvalWords).join('; ')] as const),
    request.reason === null ? null : (['Reason', `the requester says: ${plain(request.reason)}`] as const),
  ].filter((entry) => entry !== null);
}

const one = (label: string, text: string | null): Row | null => (text === null ? null : [label, plain(text)]);
const row = (label: string, texts: readonly string[]): Row | null =>
  texts.length === 0 ? null : [label, texts.map((text) => plain(text)).join(', ')];

function approvalWords(approval: ReportedApproval): string {
  const from = approval.from === 'codeowners' ? 'code owners' : approval.from;
  return `${approval.have.length} of ${approval.min} from ${plain(from)}`;
}

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
  droppedUntold,
  identityNames,
  isApiClient,
  wouldBeIssued,
} from './words.ts';

type Row = readonly [string, string];

interface RequestOptions {
  readonly now: Date | null;
  /** Whether the file and its fate stand on a line above the rest. */
  readonly heading: boolean;
}

/** One request: what it is and what becomes of it, what it is for, what is wrong with it and how to mend it. */
export function formatRequest(request: ReportedRequest, style: Style, options: RequestOptions): string[] {
  const lines = options.heading ? [formatHeading(request, style)] : [];
  const removed = request.change === 'removed';
  const consequence = removed ? removalWords : wouldBeIssued(request) ? describePower(request, plain) : null;
  if (consequence !== null) lines.push(...paragraph(style, '  ', consequence));
  const rows = removed
    ? []
    : [...identityRows(request), ...fateRows(request, options.now), ...reviewRows(request)];
  const told = rows.filter((entry) => entry !== null);
  if (told.length > 0) lines.push(...(consequence === null ? [] : ['']), ...labelled(style, told));
  for (const found of bySeverity(request.findings))
    lines.push('', ...formatFinding(found, style, request.file));
  return lines;
}

const removalWords = 'Nothing new is issued for it. What was issued stays valid until it ends.';

function formatHeading(request: ReportedRequest, style: Style): string {
  const fate = describeFate(request);
  const change = request.change === 'changed' || request.change === 'renamed' ? `${request.change}, ` : '';
  const colour = request.verdict === 'fail' ? style.red : style.green;
  return `${style.bold(plain(request.file))}  ${colour(`${change}${fate}`)}`;
}

/** Who it is for, and what for. */
function identityRows(request: ReportedRequest): (Row | null)[] {
  const { csr, usages } = request;
  return [
    row(isApiClient(request) ? 'User' : 'Names', identityNames(request)),
    row(csr?.subject.organizations.length === 1 ? 'Group' : 'Groups', csr?.subject.organizations ?? []),
    one('Signer', request.signerName),
    row('Usages', usages ?? []),
    one('Key', csr === null ? null : `${csr.key}, SHA-256 ${csr.spkiSha256.slice(0, 16)}…`),
  ];
}

/** Until when, what the cluster does and what it leaves out; what a finding says already is not said twice. */
function fateRows(request: ReportedRequest, now: Date | null): (Row | null)[] {
  const { prediction, findings } = request;
  const lifetime = describeLifetime(request, wouldBeIssued(request) ? now : null);
  const refused = prediction?.outcome === 'create-refused';
  const told = findings.some(
    ({ code, severity }) =>
      code === 'cluster.never-signed' || (severity === 'error' && (refused || code.startsWith('cluster.'))),
  );
  return [
    lifetime === null ? null : ['Lifetime', lifetime],
    prediction === null || told ? null : ['Cluster', describePrediction(prediction, plain)],
    row('Left out', droppedUntold(request)),
  ];
}

/** What a reviewer weighs. */
function reviewRows(request: ReportedRequest): (Row | null)[] {
  const { risk, before, change } = request;
  const compared = before !== null && change !== 'unchanged';
  const atStake = risk !== null && risk.reasons.length > 0 && wouldBeIssued(request);
  return [
    compared ? row('Gained', request.gained) : null,
    compared ? row('Lost', request.lost) : null,
    one('Rule', request.rule),
    atStake ? ['At stake', `${risk.level}: ${risk.reasons.map((reason) => plain(reason)).join('; ')}`] : null,
    request.approvals.length === 0 ? null : ['Approval', request.approvals.map(approvalWords).join('; ')],
    request.reason === null ? null : ['Reason', `the requester says: ${plain(request.reason)}`],
  ];
}

const one = (label: string, text: string | null): Row | null => (text === null ? null : [label, plain(text)]);
const row = (label: string, texts: readonly string[]): Row | null =>
  texts.length === 0 ? null : [label, texts.map((text) => plain(text)).join(', ')];

function approvalWords(approval: ReportedApproval): string {
  const from = approval.from === 'codeowners' ? 'code owners' : approval.from;
  return `${approval.have.length} of ${approval.min} from ${plain(from)}`;
}

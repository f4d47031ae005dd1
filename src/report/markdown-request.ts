import type { ReportedRequest } from '../report.ts';
import { codeBlock, codeSpan, prose } from './escape-markdown.ts';
import { formatFindingMarkdown } from './markdown-finding.ts';
import {
  bySeverity,
  count,
  describeLifetime,
  describePower,
  describePrediction,
  droppedUntold,
  identityNames,
  isApiClient,
  listWords,
} from './words.ts';

interface RequestOptions {
  readonly now: Date | null;
  /** The only request of the report: its heading is the report's headline. */
  readonly alone: boolean;
}

/** Mark and word of a headline. Nothing that is refused or powerful begins with a green mark. */
export function headlineOf(request: ReportedRequest): { readonly mark: string; readonly kind: string } {
  if (request.verdict === 'fail') return { mark: '⛔', kind: 'refused' };
  if (request.change === 'removed') return { mark: '⚪', kind: 'removed' };
  const level = request.risk?.level ?? 'notable';
  return { mark: riskMarks[level], kind: level };
}

const riskMarks = { routine: '🟢', notable: '🟠', powerful: '🔴' } as const;

/** One request as a section: headline, consequence, who gets what, six facts at most, one question, details folded. */
export function formatRequestMarkdown(request: ReportedRequest, options: RequestOptions): string {
  const refused = request.verdict === 'fail';
  const parts = [formatHeadline(request, options.alone), formatConsequence(request)];
  if (!refused && request.change !== 'removed') {
    parts.push(codeBlock('diff', identityDiff(request)), formatFacts(request, options.now));
  }
  parts.push(...bySeverity(request.findings).map(formatFindingMarkdown));
  if (!refused && request.change !== 'removed') parts.push(formatQuestion(request));
  if (request.csr !== null) parts.push(formatDetails(request));
  return parts.filter((part) => part !== '').join('\n\n');
}

function formatHeadline(request: ReportedRequest, alone: boolean): string {
  const { mark, kind } = headlineOf(request);
  const title = kind.charAt(0).toUpperCase() + kind.slice(1);
  const name = [request.namespace, request.name].filter((part) => part !== null).join('/') || request.file;
  const where = request.cluster === null ? '' : ` on ${codeSpan(request.cluster)}`;
  const what =
    request.verdict === 'fail' || request.change === 'removed' ? '' : `${kindOfCertificate(request)} for `;
  return `${alone ? '###' : '####'} ${mark} ${title} · ${what}${codeSpan(name)}${where}${fateWords(request)}`;
}

function kindOfCertificate(request: ReportedRequest): string {
  const kind = isApiClient(request) ? 'client certificate' : 'certificate';
  return request.change === 'added' ? `new ${kind}` : `${request.change} ${kind}`;
}

function fateWords(request: ReportedRequest): string {
  if (request.verdict === 'pass') return '';
  const outcome = request.prediction?.outcome;
  return outcome === undefined || outcome === 'issued' ? '' : ' would never get a certificate';
}

function formatConsequence(request: ReportedRequest): string {
  if (request.change === 'removed')
    return 'Nothing new is issued for it. What was issued stays valid until it ends.';
  if (request.verdict === 'fail') return formatRefusal(request);
  const fate = request.prediction === null ? '' : issuedWords(request);
  return `${fate} ${describePower(request, codeSpan) ?? ''}`.trim();
}

function issuedWords(request: ReportedRequest): string {
  if (request.prediction === null) return '';
  if (request.prediction.outcome === 'issued') return 'Would be issued.';
  return `${describePrediction(request.prediction, codeSpan)}.`;
}

function formatRefusal(request: ReportedRequest): string {
  const errors = request.findings.filter((found) => found.severity === 'error');
  const lines = new Set(errors.flatMap((found) => (found.suggestion === null ? [] : [found.line])));
  const work =
    lines.size > 0 && errors.every((found) => found.suggestion !== null)
      ? `${count(lines.size, 'line')} to change`
      : `${count(errors.length, 'fault')} to mend`;
  const cluster = request.prediction === null ? '' : ` ${describePrediction(request.prediction, codeSpan)}`;
  return `Reviewers: nothing to do yet. Author: **${work}.**${cluster}`;
}

/** Who gets what, decoded; against the identity before where there was one. */
function identityDiff(request: ReportedRequest): string[] {
  const names = new Set([...identityNames(request), ...groupsOf(request)]);
  if (request.before === null) return [...names].map((name) => `+ ${name}`);
  const lost = request.lost.map((name) => `- ${name}`);
  const gained = new Set(request.gained);
  const kept = [...names].filter((name) => !gained.has(name)).map((name) => `  ${name}`);
  return [...kept, ...lost, ...request.gained.map((name) => `+ ${name}`)];
}

function groupsOf(request: ReportedRequest): readonly string[] {
  return (request.csr?.subject.organizations ?? []).map((group) => `group ${group}`);
}

function formatFacts(request: ReportedRequest, now: Date | null): string {
  const lifetime = describeLifetime(request, now);
  const dropped = droppedUntold(request);
  return [
    lifetime === null ? null : `- **Valid** ${lifetime}`,
    request.risk === null || request.risk.reasons.length === 0
      ? null
      : `- **At stake** ${request.risk.reasons.map((reason) => prose(reason)).join('; ')}`,
    dropped.length === 0
      ? null
      : `- **Left out** by the cluster: ${listWords(dropped.map((words) => prose(words)))}`,
    formatAsked(request),
    ...request.approvals.map(
      ({ have, min, from }) =>
        `- **Approval** ${have.length} of ${min}: ${from === 'codeowners' ? 'an owner of this path (CODEOWNERS)' : codeSpan(from)}`,
    ),
  ]
    .filter((line) => line !== null)
    .join('\n');
}

function formatAsked(request: ReportedRequest): string | null {
  if (request.author === null && request.reason === null) return null;
  const author = request.author === null ? 'the requester' : codeSpan(request.author);
  return `- **Asked by** ${author}${request.reason === null ? '' : `, who says: ${codeSpan(request.reason)}`}`;
}

/** What the machine cannot check. */
function formatQuestion(request: ReportedRequest): string {
  const name = codeSpan(request.name ?? request.file);
  const owner = request.namespace === null ? 'you know' : `${codeSpan(request.namespace)} runs`;
  const check = isApiClient(request)
    ? `the person told you, outside this pull request, that ${name} is theirs`
    : `${owner} ${name} and you expected this request`;
  return `**Approve if** ${check}. Merging approves exactly these bytes.`;
}

function formatDetails(request: ReportedRequest): string {
  const { csr, prediction } = request;
  if (csr === null) return '';
  const lines = [
    `- Signer ${codeSpan(request.signerName ?? 'unknown')}, usages ${codeSpan((request.usages ?? []).join(', '))}`,
    request.rule === null ? null : `- Rule ${codeSpan(request.rule)}`,
    prediction === null ? null : `- Predicted: ${describePrediction(prediction, codeSpan)}`,
    `- Key ${codeSpan(csr.key)}, ${codeSpan(`sha256:${csr.spkiSha256}`)}`,
    `- Request ${codeSpan(`sha256:${csr.sha256}`)}, file ${codeSpan(request.file)}`,
  ].filter((line) => line !== null);
  return ['<details><summary>Details</summary>', '', ...lines, '', '</details>'].join('\n');
}

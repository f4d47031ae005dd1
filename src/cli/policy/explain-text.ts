import type { Terminal } from '../../adapters/terminal.ts';
import { formatDuration } from '../../duration.ts';
import { plain } from '../../report/escape-terminal.ts';
import { createStyle, labelled, paragraph, type Style } from '../../report/layout.ts';
import { formatFinding } from '../../report/text-finding.ts';
import { bySeverity, count, describeSeconds, listWords } from '../../report/words.ts';
import type { DescribedExplanation, DescribedRule, DescribedValue } from './explain-json.ts';

/** An explanation for a person: the verdict, the rule, each value with what allows it, and what remains. */
export function formatExplanation(
  described: DescribedExplanation,
  io: Pick<Terminal, 'colour' | 'columns'>,
): string {
  const style = createStyle(io);
  const { judgedBy, values, findings, file } = described;
  const lines = [formatVerdict(described, style)];
  if (judgedBy !== null) lines.push('', ...labelled(style, ruleRows(judgedBy, described)), '');
  const width = Math.max(0, ...values.map(({ field }) => field.length));
  lines.push(...values.flatMap((value) => formatValue(value, width, style)));
  for (const found of bySeverity(findings)) lines.push('', ...formatFinding(found, style, file));
  if (described.rule === null) lines.push(...formatPassedOver(described, style));
  if (described.fileErrors > 0) lines.push('', ...formatFileErrors(described, style));
  return `${lines.join('\n')}\n`;
}

function formatVerdict({ verdict, file, rule }: DescribedExplanation, style: Style): string {
  const mark = verdict === 'allowed' ? style.green('ALLOWED') : style.red('REFUSED');
  return `${mark}  ${style.bold(`${plain(file)}${rule === null ? ': no rule' : ''}`)}`;
}

function ruleRows(
  rule: DescribedRule,
  { policy, rule: selecting }: DescribedExplanation,
): (readonly [string, string])[] {
  const { maxSeconds, defaultSeconds } = rule.lifetime;
  const captures = Object.entries(rule.captures).map(([name, text]) => `{${name}} = ${plain(text)}`);
  const people = rule.approvals.map(({ from, min }) => `${min} of ${from}`);
  const requester =
    rule.requester === null || rule.requester === 'any' ? '' : `; asked for by "${plain(rule.requester)}"`;
  return [
    [selecting === null ? 'Closest' : 'Rule', `"${rule.name}", ${policy.path} line ${rule.line}`],
    [
      'Signer',
      `${rule.signer}${rule.authority === null ? '' : `, signed by our authority "${rule.authority}"`}`,
    ],
    ['Path', rule.path],
    ['Captures', captures.length === 0 ? 'nothing' : captures.join(', ')],
    ['Cluster', plain(rule.cluster)],
    [
      'Lifetime',
      `at most ${formatDuration(maxSeconds)}; usually ${formatDuration(Math.min(maxSeconds, defaultSeconds))}`,
    ],
    [
      'Approvals',
      `${listWords(people)}, proven at level ${rule.evidence}, good for ${formatDuration(rule.issueWithinSeconds)}${requester}`,
    ],
  ];
}

/** The value with what allows it, or why nothing does: on one line where that is short. */
function formatValue(value: DescribedValue, width: number, style: Style): string[] {
  const mark = value.allowed ? style.green('yes') : style.red('no ');
  const head = `  ${mark}  ${value.field.padEnd(width)}  ${valueText(value)}`;
  const indent = ' '.repeat(width + 9);
  if (value.allowed && value.pattern === value.value) return [`${head}  ${style.dim(`(${lineOf(value)})`)}`];
  if (value.allowed)
    return [head, ...paragraph(style, indent, reasonOf(value)).map((line) => style.dim(line))];
  const why = value.findings.flatMap(({ message, hint }) => [
    message,
    ...(hint === null ? [] : [`hint: ${hint}`]),
  ]);
  return [head, ...why.flatMap((text) => paragraph(style, indent, plain(text)))];
}

const lineOf = ({ line }: DescribedValue): string => (line === null ? 'built in' : `line ${line}`);

function valueText({ field, value }: DescribedValue): string {
  return field === 'lifetime' && /^[0-9]+$/.test(value) ? describeSeconds(Number(value)) : plain(value);
}

function reasonOf(value: DescribedValue): string {
  const { field, pattern, filled } = value;
  const where = lineOf(value);
  if (field === 'lifetime') return `within the maximum (${where})`;
  if (pattern === '{san}') return `one of its DNS names: {san} (${where})`;
  const here = filled === null || filled === pattern ? '' : `, here ${plain(filled)}`;
  return `${plain(pattern ?? '')}${here} (${where})`;
}

/** Why no rule is this request's own; the closest is named already, with what does not fit. */
function formatPassedOver({ passedOver }: DescribedExplanation, style: Style): string[] {
  if (passedOver.length === 0) return [];
  const rows = passedOver.map(({ rule, why, line }) => [`"${rule}" (line ${line})`, plain(why)] as const);
  return ['', 'Rules that do not select it', ...labelled(style, rows)];
}

function formatFileErrors({ fileErrors, file }: DescribedExplanation, style: Style): string[] {
  const text = `The file itself has ${count(fileErrors, 'error')}, which are not policy's: countersign validate ${plain(file)} tells them.`;
  return paragraph(style, '', text);
}

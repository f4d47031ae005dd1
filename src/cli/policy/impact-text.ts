import type { Terminal } from '../../adapters/terminal.ts';
import type { RuleChange } from '../../pipeline/policy-changes.ts';
import type { CertificateEffect, Impact, Standing, WaitingEffect } from '../../pipeline/policy-impact.ts';
import { plain } from '../../report/escape-terminal.ts';
import { createStyle, paragraph, type Style } from '../../report/layout.ts';
import { count, formatDate, listWords } from '../../report/words.ts';

/** What `policy impact --format json` prints, and its text is made from. */
export interface ImpactReport extends Impact {
  readonly version: 1;
  readonly base: string | null;
  /** Null for the work tree. */
  readonly head: string | null;
}

/** An impact for a person: the change in words, then what it does to live certificates and waiting requests. */
export function formatImpact(report: ImpactReport, io: Pick<Terminal, 'colour' | 'columns'>): string {
  const style = createStyle(io);
  const lines = [style.bold(headline(report)), ...formatChanges(report, style)];
  lines.push('', style.bold(certificateWords(report)), ...formatCertificates(report, style));
  lines.push(
    '',
    style.bold(waitingWords(report)),
    ...report.waiting.flatMap((each) => formatWaiting(each, style)),
  );
  return `${lines.join('\n')}\n`;
}

function headline({ base, head, changes }: ImpactReport): string {
  const where = `from ${base?.slice(0, 12) ?? 'nothing'} to ${head?.slice(0, 12) ?? 'the work tree'}`;
  const { rules, other } = changes;
  const differ = [
    ...(rules.length > 0 ? [count(rules.length, 'rule')] : []),
    ...(other.length > 0 ? [count(other.length, 'other value')] : []),
  ];
  if (differ.length === 0) return `The policy says the same, ${where}`;
  return `${listWords(differ)} ${rules.length + other.length === 1 ? 'differs' : 'differ'}, ${where}`;
}

function formatChanges({ changes }: ImpactReport, style: Style): string[] {
  return [
    ...changes.rules.flatMap((change) => [
      '',
      `  ${changeMark(change, style)} rule "${change.rule}"`,
      ...formatWords(change.words, style),
    ]),
    ...(changes.other.length === 0 ? [] : ['', '  beside the rules', ...formatWords(changes.other, style)]),
  ];
}

function changeMark({ change }: RuleChange, style: Style): string {
  return change === 'added' ? style.green(change) : change === 'removed' ? style.red(change) : change;
}

function formatWords(words: readonly string[], style: Style): string[] {
  return words.flatMap((text) => paragraph(style, '    ', plain(text)));
}

function certificateWords({ live, certificates, refusedAlready }: ImpactReport): string {
  if (live === 0) return 'No certificate is live';
  const already = refusedAlready === 0 ? '' : `; ${refusedAlready} would be refused before and after`;
  const { length } = certificates;
  return `${length === 0 ? 'None' : length} of ${count(live, 'live certificate')} would be judged otherwise${already}`;
}

/** A policy takes nothing back that was issued; who reads "refused" might think so. */
const stays = 'Each stays good until it ends; what changes is whether it could be asked for again.';

function formatCertificates({ certificates }: ImpactReport, style: Style): string[] {
  if (certificates.length === 0) return [];
  return [...paragraph(style, '', stays), ...certificates.flatMap((each) => formatCertificate(each, style))];
}

function formatCertificate(each: CertificateEffect, style: Style): string[] {
  const mark = each.effect === 'refused' ? style.red('refused') : each.effect;
  const until = `good until ${formatDate(new Date(each.notAfter))}`;
  return ['', `  ${mark}  ${plain(each.file)}, ${until}`, ...formatReasons(each, style)];
}

/** Why it is refused on the side that refuses; for a move, from which rule to which. */
function formatReasons(
  { before, after }: { readonly before: Standing; readonly after: Standing },
  style: Style,
): string[] {
  if (before.allowed && after.allowed)
    return paragraph(style, '    ', `rule "${before.rule}" → rule "${after.rule}"`);
  const [side, when] = after.allowed ? [before, 'until now: '] : [after, ''];
  return side.reasons.flatMap(({ code, message }) =>
    paragraph(style, '    ', `${when}${plain(message)} (${code})`),
  );
}

function waitingWords({ waiting, unissued }: ImpactReport): string {
  if (unissued === 0) return 'No merged request waits to be issued';
  const { length } = waiting;
  return `${length === 0 ? 'None' : length} of ${count(unissued, 'merged request')} not issued yet would be judged otherwise`;
}

const wakes =
  'It is issued only if the policy its reviewers were shown allowed it, too, and its approval is young enough; else it is asked for anew, by one more countersign.dev/generation.';

function formatWaiting(each: WaitingEffect, style: Style): string[] {
  const mark = each.effect === 'wakes' ? style.yellow('wakes') : style.red('stops');
  const advice = each.effect === 'wakes' ? paragraph(style, '    ', wakes) : [];
  return ['', `  ${mark}  ${plain(each.file)}`, ...formatReasons(each, style), ...advice];
}

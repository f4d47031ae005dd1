import type { Terminal } from '../../adapters/terminal.ts';
import type { RuleChange } from '../../pipeline/policy-changes.ts';
import type { CertificateEffect, Impact, Standing, WaitingEffect } from '../../pipeline/policy-impact.ts';
import { plain } from '../../report/escape-terminal.ts';
import { createStyle, paragraph, type Style } from '../../report/layout.ts';
import { count, formatDate } from '../../report/words.ts';

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
  lines.push(
    '',
    style.bold(certificateWords(report)),
    ...report.certificates.flatMap((each) => formatCertificate(each, style)),
  );
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
  if (rules.length + other.length === 0) return `The policy says the same, ${where}`;
  return `${count(rules.length, 'rule')} and ${count(other.length, 'other value')} differ, ${where}`;
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

const effects = {
  refused: 'could not be asked for again',
  allowed: 'could be asked for again',
  moved: 'belongs to another rule',
  wakes: 'wakes',
  stops: 'stops',
} as const;

function formatCertificate(each: CertificateEffect, style: Style): string[] {
  const { file, serial, notAfter, effect } = each;
  const mark = effect === 'refused' ? style.red(effects.refused) : effects[effect];
  const until = `serial ${serial}, good until ${formatDate(new Date(notAfter), true)} whatever policy says`;
  return ['', `  ${plain(file)}  ${mark}`, ...paragraph(style, '    ', until), ...formatReasons(each, style)];
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
  const mark = each.effect === 'wakes' ? style.yellow(effects.wakes) : style.red(effects.stops);
  const advice = each.effect === 'wakes' ? paragraph(style, '    ', wakes) : [];
  return ['', `  ${plain(each.file)}  ${mark}`, ...formatReasons(each, style), ...advice];
}

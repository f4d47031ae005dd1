import type { Finding } from '../finding.ts';
import { fieldFinding, type Judged, ruleName } from './judged.ts';
import { fillPattern } from './profile.ts';

/**
 * Judges who asks, where that is known: a path is chosen by its author and proves nothing (threat 15). Without
 * a people file a login stands for the user of that name; logins do not tell upper case from lower.
 */
export function evaluateRequester({ reading, selection }: Judged, author: string | null): readonly Finding[] {
  const wanted = selection.rule.require.requester;
  if (author === null || wanted === null || wanted === 'any') return [];
  const user = fillPattern(wanted, selection.captures);
  if (author.toLowerCase() === user.toLowerCase()) return [];
  return [
    fieldFinding(reading, 'policy.requester', '', {
      message: `"${author}" asks for the identity of "${user}"; ${ruleName(selection.rule)} lets only "${user}" ask.`,
      hint: `The pull request must be opened by "${user}".`,
    }),
  ];
}

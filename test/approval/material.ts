/** Evidence and rules for tables of cases. */
import type { Approver, Evidence } from '../../src/approval/evidence.ts';
import type { ApprovalEntry } from '../../src/policy/policy.ts';

export const commit = 'c'.repeat(40);
const mergedAt = '2026-11-22T12:00:00Z';

/** Somebody who approved for an entry: `tomas:codeowners`, or `tomas` for codeowners. */
export function approver(words: string, more: Partial<Approver> = {}): Approver {
  const [login = '', ...entry] = words.split(':');
  return {
    login,
    id: null,
    entry: entry.join(':') || 'codeowners',
    review: null,
    commit,
    at: '2026-11-22T11:00:00Z',
    owner: null,
    ...more,
  };
}

export function evidenceOf(approvers: readonly Approver[], more: Partial<Evidence> = {}): Evidence {
  return {
    level: 'strict',
    file: { path: 'requests/prod/payments/web-api.yaml', blob: 'b'.repeat(40), mode: '100644' },
    commit,
    base: 'd'.repeat(40),
    pullRequest: {
      number: 12,
      url: null,
      title: 'web-api speaks TLS',
      author: { login: 'mira', id: 1 },
      mergedBy: { login: 'tomas', id: 2 },
      mergedAt,
      commitsVerified: null,
    },
    approvers,
    ...more,
  };
}

/** `{ codeowners: 1, 'team:security': 1 }` as a rule writes it. */
export function entries(counts: Readonly<Record<string, number>>): readonly ApprovalEntry[] {
  return Object.entries(counts).map(([from, min]) => ({ from, min }));
}

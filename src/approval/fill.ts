import type { ApprovalEntry } from '../policy/policy.ts';
import type { Account, Approver, Evidence } from './evidence.ts';

/** How far one entry of a rule's `approvals` is met. */
export interface FilledEntry extends ApprovalEntry {
  /** Those who fill it, each of them nothing else. */
  readonly have: readonly Approver[];
  /** Those who approved for it and do not count, with the reason. */
  readonly excluded: readonly { readonly login: string; readonly why: string }[];
}

/**
 * Gives each approver to one entry so that as many places as possible are filled (a maximum bipartite matching):
 * one person in two groups is still one pair of eyes (threat 21).
 */
export function fillEntries(
  entries: readonly ApprovalEntry[],
  evidence: Pick<Evidence, 'level' | 'pullRequest' | 'approvers'>,
): readonly FilledEntry[] {
  const counted = evidence.approvers.filter((approver) => whyExcluded(approver, evidence) === null);
  const places = entries.flatMap((entry, index) =>
    Array.from({ length: entry.min }, () => ({ entry, index })),
  );
  const holders: (Approver | undefined)[] = places.map(() => undefined);
  for (const person of distinct(counted)) {
    seat(person, { places, holders, counted }, new Set());
  }
  return entries.map((entry, index) => ({
    ...entry,
    have: holders.flatMap((holder, place) => (holder && places[place]?.index === index ? [holder] : [])),
    excluded: excludedFor(entry, evidence),
  }));
}

/** Why an approval does not count, whatever it is for; null where it does. */
function whyExcluded(
  approver: Approver,
  { level, pullRequest }: Pick<Evidence, 'level' | 'pullRequest'>,
): string | null {
  if (approver.login.endsWith('[bot]')) return 'is a bot';
  if (level !== 'merge' && isSamePerson(approver, pullRequest.author)) return 'is the author';
  // Negated, so that a time that cannot be read is no time before the merge.
  if (!(Date.parse(approver.at) <= Date.parse(pullRequest.mergedAt))) return 'approved after the merge';
  return null;
}

function excludedFor(
  entry: ApprovalEntry,
  evidence: Pick<Evidence, 'level' | 'pullRequest' | 'approvers'>,
): FilledEntry['excluded'] {
  return evidence.approvers
    .filter((approver) => approver.entry === entry.from)
    .flatMap((approver) => {
      const why = whyExcluded(approver, evidence);
      return why === null ? [] : [{ login: approver.login, why }];
    });
}

/** By account id, and by login too, since an id may be unknown on one side; logins do not tell cases apart. */
export function isSamePerson(a: Account, b: Account): boolean {
  return (a.id !== null && a.id === b.id) || a.login.toLowerCase() === b.login.toLowerCase();
}

function distinct(approvers: readonly Approver[]): readonly Approver[] {
  return approvers.filter((one, index) => approvers.findIndex((other) => isSamePerson(one, other)) === index);
}

interface Seating {
  readonly places: readonly { readonly entry: ApprovalEntry }[];
  readonly holders: (Approver | undefined)[];
  readonly counted: readonly Approver[];
}

/** Finds a person a place, moving others to another they could fill as well (an augmenting path). */
function seat(person: Approver, seating: Seating, tried: Set<number>): boolean {
  for (const [place, { entry }] of seating.places.entries()) {
    const claim = seating.counted.find((one) => one.entry === entry.from && isSamePerson(one, person));
    if (claim === undefined || tried.has(place)) continue;
    tried.add(place);
    const holder = seating.holders[place];
    if (holder !== undefined && !seat(holder, seating, tried)) continue;
    seating.holders[place] = claim;
    return true;
  }
  return false;
}

/** Rules under which fewer people, or other people, decide than their writer is likely to have meant. */

import type { LintedRule, LintFault } from './lint-fault.ts';
import { capturesOf } from './pattern.ts';

/** A rule with what CODEOWNERS says. */
export interface LintedPeople extends LintedRule {
  /** Every owner CODEOWNERS names, people and teams; null where it was not read. */
  readonly owners: readonly string[] | null;
}

/** Everything about a rule's people that is worth a second look. */
export function lintPeople(linted: LintedPeople): readonly LintFault[] {
  return [mergeFault, onePersonFault, requesterFault, autoApproveFault].flatMap((find) => find(linted) ?? []);
}

/** At level `merge` any owner's merge is the approval, the author's own included (design section 6). */
function mergeFault({ rule, at, owners }: LintedPeople): LintFault | null {
  if (rule.evidence !== 'merge' || owners === null || !isSeveral(owners)) return null;
  const message = `Rule "${rule.name}" takes a merge for the approval, by its author too, though CODEOWNERS names ${owners.length} owner${owners.length === 1 ? '' : 's'}.`;
  const hint = 'Level merge is for teams of one: write evidence: strict, and have another owner review.';
  return { code: 'policy.merge-is-approval', pointer: `${at}/evidence`, message, hint };
}

/** A team is several people, as far as anybody can see from here. */
function isSeveral(owners: readonly string[]): boolean {
  return owners.length > 1 || owners.some((owner) => owner.includes('/'));
}

/** Whoever merges is one person, and fills one place (threat 21). */
function onePersonFault({ rule, at }: LintedPeople): LintFault | null {
  const places = rule.approvals.reduce((sum, { min }) => sum + min, 0);
  if (rule.evidence !== 'merge' || places < 2) return null;
  const message = `Rule "${rule.name}" asks for ${places} approvals, and at level merge one person gives the only one.`;
  const hint = 'Write evidence: strict, or ask for one approval if one person is meant to decide.';
  return { code: 'policy.one-person', pointer: `${at}/approvals`, message, hint };
}

/** A path is chosen by its author and proves nothing (threat 15); signers of our own make people, too. */
function requesterFault({ rule, at }: LintedPeople): LintFault | null {
  const isForPeople =
    rule.allow.usages.includes('client auth') && capturesOf(rule.match.path).includes('user');
  const isSaid = rule.match.signer === 'kubernetes.io/kube-apiserver-client';
  if (!isForPeople || isSaid || rule.require.requester !== null) return null;
  const message = `Rule "${rule.name}" lets any author ask for the client certificate of any user.`;
  const hint = 'Write require.requester: "{user}", or requester: any if that is meant.';
  return { code: 'policy.requester-unstated', pointer: at, message, hint };
}

/** `parsePolicy` refuses it for users; a node's own renewals are the kubelet's affair, not a file's. */
function autoApproveFault({ rule, at }: LintedPeople): LintFault | null {
  const isClient = rule.match.signer.startsWith('kubernetes.io/kube-apiserver-client');
  if (rule.autoApprove === 'never' || !isClient) return null;
  const message = `Rule "${rule.name}" renews clients of the API server without people, and nobody can revoke them.`;
  return {
    code: 'policy.auto-approved-client',
    pointer: `${at}/autoApprove`,
    message,
    hint: 'Write autoApprove: never.',
  };
}

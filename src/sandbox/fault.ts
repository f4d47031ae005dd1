/** Faults on demand, so that tests see what a client does when a cluster or the way to it fails. */
import type { Access } from './authorizer.ts';

export type Fault =
  /** Answers with an error and does nothing. */
  | { readonly kind: 'refuse'; readonly code: 429 | 500 | 503; readonly retryAfterSeconds?: number }
  /** Cuts the connection before anything is done. */
  | { readonly kind: 'reset' }
  /** Waits, then does as asked. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Does as asked and cuts the connection instead of answering. */
  | { readonly kind: 'lose-answer' };

/** Which calls fail, and how. */
export interface FaultRule {
  /** `create`, `get`, `list`, `watch`, `update`, `patch`, `delete`, or `*`. */
  readonly verb: string;
  /** `approval`, `status`, or empty for the main resource; absent: all three. */
  readonly subresource?: string;
  /** Absent: any object. */
  readonly name?: string;
  /** How many calls fail. */
  readonly times: number;
  readonly fault: Fault;
}

export interface Faults {
  add(rule: FaultRule): void;
  /** The fault this call meets, counted off its rule, or null. Rules are asked in the order they were added. */
  take(access: Access): Fault | null;
}

export function createFaults(): Faults {
  const pending: { rule: FaultRule; left: number }[] = [];
  return {
    add(rule) {
      pending.push({ rule, left: rule.times });
    },
    take(access) {
      const hit = pending.find(({ rule, left }) => left > 0 && meets(rule, access));
      if (hit === undefined) return null;
      hit.left -= 1;
      return hit.rule.fault;
    },
  };
}

function meets(rule: FaultRule, access: Access): boolean {
  return (
    access.path === null &&
    (rule.verb === '*' || rule.verb === access.verb) &&
    (rule.subresource ?? access.subresource) === access.subresource &&
    (rule.name ?? access.name) === access.name
  );
}

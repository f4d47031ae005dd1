/** Who in a cluster refused, by the words of the API server (`k8s.io/apiserver/pkg/admission`). */
import type { ApiRefusal } from '../kubernetes/object.ts';

/** All texts are ready to be shown. `clause` is who says what: `the admission webhook x says "no"`. */
export type Refuser =
  | { readonly kind: 'admission'; readonly clause: string; readonly says: string }
  /** The API server itself or a plugin built into it. */
  | { readonly kind: 'server'; readonly says: string }
  /** A webhook that the server does not call on a dry run. */
  | { readonly kind: 'untried'; readonly name: string };

/** Anchored, since what stands behind the first words may be the requester's own, echoed. */
const patterns = {
  policy:
    /^[a-z.0-9]+ "[^"]*" is forbidden: ValidatingAdmissionPolicy '([^']*)' with binding '([^']*)' denied request: ?(.*)$/s,
  warning: /^Validation failed for ValidatingAdmissionPolicy '([^']*)' with binding '([^']*)': ?(.*)$/s,
  webhook: /^admission webhook "([^"]*)" denied the request(?:: (.*)| without explanation)$/s,
  unreachable: /^Internal error occurred: failed calling webhook "([^"]*)": ?(.*)$/s,
  untried: /^admission webhook "([^"]*)" does not support dry run$/,
} as const;

/** Reads the refuser out of a refusal. Nothing rests on it but the words: a webhook may write what it likes. */
export function refuserOf(refusal: ApiRefusal): Refuser {
  const { message } = refusal;
  const [, webhook, says] = patterns.webhook.exec(message) ?? [];
  if (webhook !== undefined) return admission(webhookName(webhook), 'says', says ?? 'no more than no');
  const untried = patterns.untried.exec(message)?.[1];
  if (untried !== undefined) return { kind: 'untried', name: harmless(untried, maxName) };
  const [, unreachable, why] = patterns.unreachable.exec(message) ?? [];
  if (unreachable !== undefined) return admission(webhookName(unreachable), 'cannot be reached:', why ?? '');
  const [, policy, binding, words] = patterns.policy.exec(message) ?? [];
  return policy === undefined
    ? serverSays(refusal)
    : admission(policyName(policy, binding ?? ''), 'says', words ?? '');
}

function serverSays({ message, causes, code, reason }: ApiRefusal): Refuser {
  const faults = causes.map(({ field, message: text }) => (field === '' ? text : `${field}: ${text}`));
  const text = faults.length > 0 ? faults.join('; ') : message;
  return {
    kind: 'server',
    says: text === '' ? `HTTP ${code} ${harmless(reason, maxName)}` : quoteServer(text),
  };
}

function admission(who: string, verb: string, text: string): Refuser {
  const says = quoteServer(text);
  return { kind: 'admission', clause: `${who} ${verb} ${says}`, says };
}

const webhookName = (name: string): string => `the admission webhook ${harmless(name, maxName)}`;

/** A warning in words: a policy that only warns is named. */
export function describeWarning(text: string): string {
  const [, policy, binding, says = ''] = patterns.warning.exec(text) ?? [];
  if (policy === undefined) return quoteServer(text);
  return `${policyName(policy, binding ?? '')} says ${quoteServer(says)}`;
}

function policyName(policy: string, binding: string): string {
  return `the ValidatingAdmissionPolicy ${harmless(policy, maxName)} (binding ${harmless(binding, maxName)})`;
}

const maxName = 100;
const maxWords = 400;

/**
 * Words of a cluster in quotation marks: one line, nothing hidden, of bounded length, and without the CSR or other
 * long data that servers like to quote.
 */
export function quoteServer(text: string): string {
  return `"${harmless(text, maxWords).replaceAll('"', "'")}"`;
}

function harmless(text: string, limit: number): string {
  const plain = text
    .replace(/[A-Za-z0-9+/=_-]{80,}/g, '…')
    .replace(/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]+/gu, ' ')
    .trim();
  return plain.length > limit ? `${plain.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '')}…` : plain;
}

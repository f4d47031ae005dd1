import type { Finding, Suggestion } from '../finding.ts';
import type { EvaluatedReading, FindingAt } from './evaluate.ts';
import { faultPointer, fieldPointer, pointerCovers } from './field-pointer.ts';
import type { StatusCause } from './object.ts';
import type { ClusterPrediction } from './predict.ts';
import { meantUsage } from './usage-hint.ts';

const code = 'cluster.create-refused';

/** One finding for each fault for which the API server would refuse the object, unless an error says it already. */
export function evaluateCreate(
  { create, spec }: ClusterPrediction,
  reading: EvaluatedReading,
  known: readonly Finding[],
  at: FindingAt,
): Finding[] {
  const errors = known.filter((found) => found.severity === 'error');
  if (create.causes.length === 0) return evaluateBody(create.message ?? '', errors, at);
  const isTold = (pointer: string) => errors.some((found) => overlaps(found.pointer, pointer));
  return create.causes.flatMap((cause) => {
    const pointer = fieldPointer(cause.field);
    if (isTold(pointer)) return [];
    const written = usageOf(cause, spec?.usages ?? []);
    const suggestion = suggestUsage(cause, pointer, written, reading);
    return [at(code, pointer, causeText(cause), causeHint(cause, written), { suggestion })];
  });
}

/** A 400: the body could not be decoded, and the server stops at the first fault. */
function evaluateBody(message: string, errors: readonly Finding[], at: FindingAt): Finding[] {
  const pointer = faultPointer(message);
  const told =
    pointer === null ? errors.length > 0 : errors.some((found) => overlaps(found.pointer, pointer));
  if (told) return [];
  const hint = 'Compare the manifest with: kubectl explain certificatesigningrequest.spec';
  return [at(code, pointer ?? '', `The cluster would not read the object: ${message}.`, hint)];
}

/** Whether an error at `known` says what one at `pointer` would: the same place, above it or below it. */
function overlaps(known: string | null, pointer: string): boolean {
  if (known === null) return false;
  return pointerCovers(known, pointer) || (pointer !== '' && pointerCovers(pointer, known));
}

/** The server prints the whole CSR as the bad value, and every usage there is: neither helps a reader. */
function causeText({ field, message }: StatusCause): string {
  const short = message
    .replace(/^Invalid value: "[A-Za-z0-9+/=]*": (?=[^"]*$)/, (value) =>
      field === 'spec.request' ? '' : value,
    )
    .replace(/: supported values: .*$/, '');
  return `The cluster would refuse the object: ${field}: ${short}.`;
}

const hints: readonly (readonly [RegExp, string])[] = [
  [
    /^spec\.request$/,
    'Make the CSR anew with a current tool, and encode the whole PEM file once: base64 -w0 FILE.csr.',
  ],
  [/^spec\.usages$/, 'List at least one usage, for example digital signature and server auth.'],
  [/^spec\.signerName$/, 'Name a signer as domain/path in lower case, for example example.com/serving.'],
  [/^spec\.expirationSeconds$/, 'Ask for 600 seconds (10 minutes) or more.'],
  [/^metadata\.(generateN|n)ame$/, 'Give the object a name of lower-case letters, digits, - and dots.'],
];

function causeHint({ field, reason, message }: StatusCause, written: string | null): string {
  if (message.includes('legacy signerName'))
    return 'For a user of the API write kubernetes.io/kube-apiserver-client; for a service a signer name of your own, such as example.com/serving.';
  if (written !== null) {
    if (reason === 'FieldValueDuplicate') return 'Remove one of the two.';
    const meant = meantUsage(written);
    return meant === null
      ? 'Write one of the usages of Kubernetes, such as digital signature, key encipherment, server auth or client auth.'
      : `Write it as Kubernetes does: ${meant}`;
  }
  return hints.find(([pattern]) => pattern.test(field))?.[1] ?? 'Correct the value as the message says.';
}

/** The usage that a cause speaks of, as the file writes it. */
function usageOf({ field }: StatusCause, usages: readonly string[]): string | null {
  const index = /^spec\.usages\[(\d+)\]$/.exec(field)?.[1];
  return index === undefined ? null : (usages[Number(index)] ?? null);
}

/** The line with the usage spelt as Kubernetes spells it, where it is clear which one was meant. */
function suggestUsage(
  { reason }: StatusCause,
  pointer: string,
  written: string | null,
  { locate, lineText }: EvaluatedReading,
): Suggestion | null {
  if (reason !== 'FieldValueNotSupported' || written === null) return null;
  const meant = meantUsage(written);
  const { line } = locate(pointer);
  const old = lineText(line);
  if (meant === null || written === '' || old.split(written).length !== 2) return null;
  return { line, old, new: old.replace(written, () => meant) };
}

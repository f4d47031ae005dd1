import { type Finding, finding, type Severity, type Suggestion } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';
import type { RequestReading } from '../request/request.ts';
import type { Rule, Selection } from './policy.ts';

/** A request and the rule it is judged by: the one that selects it or, where none does, the closest. */
export interface Judged {
  readonly reading: RequestReading;
  readonly selection: Selection;
}

interface Fault {
  readonly message: string;
  readonly hint: string;
  readonly severity?: Severity;
  readonly suggestion?: Suggestion | undefined;
}

/** A finding at a field of the request. */
export function fieldFinding(
  reading: RequestReading,
  code: FindingCode,
  pointer: string,
  fault: Fault,
): Finding {
  return finding(code, { ...fault, file: reading.file.path, pointer, position: reading.locate(pointer) });
}

/**
 * The line of a field with one text in place of another; undefined where the old text is not there exactly
 * once. A comment behind the value explained the old one, so it goes.
 */
export function suggestReplacement(
  reading: RequestReading,
  pointer: string,
  replace: { readonly old: string; readonly new: string },
): Suggestion | undefined {
  const { line } = reading.locate(pointer);
  const text = reading.lineText(line);
  const [before, after, ...more] = text.split(replace.old);
  if (before === undefined || after === undefined || more.length > 0 || replace.old === '') return undefined;
  return { line, old: text, new: before + replace.new + after.replace(/^\s+#.*$/, '') };
}

/** How messages name a rule. */
export const ruleName = (rule: Rule): string => `rule "${rule.name}"`;

/** A list in a sentence; `nothing` where it is empty. */
export function listOf(values: readonly string[], none = 'nothing'): string {
  return values.length === 0 ? none : values.join(', ');
}

import { duplicate, invalidPrinted, notSupported, required } from './field-error.ts';
import { goJson } from './go-text.ts';
import type { CertificateSigningRequestCondition as Condition, StatusCause } from './object.ts';

const field = 'status.conditions';
const trueOnly: ReadonlySet<string> = new Set(['Approved', 'Denied', 'Failed']);

/** Violations that a stored object already has, and which updates may therefore keep. */
export interface ConditionTolerance {
  readonly bothApprovedAndDenied: boolean;
  readonly duplicateTypes: boolean;
  readonly emptyType: boolean;
}

const noTolerance: ConditionTolerance = {
  bothApprovedAndDenied: false,
  duplicateTypes: false,
  emptyType: false,
};

/** What is tolerated because it is stored already. */
export function conditionTolerance(stored: readonly Condition[]): ConditionTolerance {
  const types = stored.map((condition) => condition.type);
  return {
    bothApprovedAndDenied: types.includes('Approved') && types.includes('Denied'),
    duplicateTypes: new Set(types).size < types.length,
    emptyType: types.includes(''),
  };
}

/** Rules for the whole list of conditions (`pkg/apis/certificates/validation`, validateConditions). */
export function validateConditions(
  conditions: readonly Condition[],
  tolerated: ConditionTolerance = noTolerance,
): StatusCause[] {
  return conditions.flatMap((condition, index) => {
    const before = conditions.slice(0, index).map((earlier) => earlier.type);
    const type = condition.type ?? '';
    return [
      ...(type === '' && !tolerated.emptyType ? [required(`${field}[${index}].type`)] : []),
      ...statusFaults(condition, index),
      ...(tolerated.bothApprovedAndDenied ? [] : exclusionFaults(type, before)),
      ...(before.includes(type) && !tolerated.duplicateTypes
        ? [duplicate(`${field}[${index}].type`, goJson(type))]
        : []),
    ];
  });
}

function statusFaults(condition: Condition, index: number): StatusCause[] {
  const at = `${field}[${index}].status`;
  const status = condition.status ?? '';
  const allowed = trueOnly.has(condition.type) ? ['True'] : ['False', 'True', 'Unknown'];
  if (status === '') return [required(at)];
  return allowed.includes(status) ? [] : [notSupported(at, goJson(status), allowed)];
}

/** Since 1.36 the fault is reported at the list, earlier at the condition's type. */
function exclusionFaults(type: string, before: readonly string[]): StatusCause[] {
  const other = type === 'Approved' ? 'Denied' : type === 'Denied' ? 'Approved' : null;
  if (other === null || !before.includes(other)) return [];
  return [invalidPrinted(field, goJson(type), 'Approved and Denied conditions are mutually exclusive')];
}

/** Whether two lists of conditions say the same, in the same order; absent and empty texts are equal. */
export function equalConditions(some: readonly Condition[], others: readonly Condition[]): boolean {
  return goJson(some.map(conditionTexts)) === goJson(others.map(conditionTexts));
}

function conditionTexts(condition: Condition): string[] {
  const { type, status, reason = '', message = '', lastUpdateTime = '', lastTransitionTime = '' } = condition;
  return [type, status, reason, message, lastUpdateTime, lastTransitionTime];
}

import { findTextFault, type NameFault } from './name-fault.ts';
import { type Captures, isLiteral, matchesPattern, parsePattern } from './pattern.ts';

/**
 * Whether Kubernetes gives a user or group name a meaning of its own. `system:` is its own namespace
 * (`k8s.io/apiserver/pkg/authentication/user`), `kubeadm:` holds the administrators kubeadm binds.
 */
export function isReserved(name: string): boolean {
  return /^(system|kubeadm):/.test(name);
}

/**
 * Whether a pattern states a reserved name literally, as it must to allow one: no star, and a capture only
 * where the kind is spelt out before it, so that `system:node:{node}` does and `system:{group}` does not.
 */
export function statesReserved(pattern: string): boolean {
  const [first, ...rest] = parsePattern(pattern);
  if (first?.kind !== 'text' || rest.some(({ kind }) => kind === 'star')) return false;
  return isLiteral(pattern) || first.text.split(':').length > 2;
}

/**
 * Why a common name or organization is refused however it matches; null where it may be matched. `patterns` are
 * the rule's for that attribute, none where there is no rule.
 */
export function findSubjectFault(
  value: string,
  patterns: readonly string[],
  captures: Captures,
): NameFault | null {
  if (!isReserved(value)) return patterns.includes(value) ? null : findTextFault(value);
  const isStated = patterns.some(
    (pattern) => statesReserved(pattern) && matchesPattern(pattern, value, captures),
  );
  return isStated ? null : { code: 'name.reserved', why: 'is reserved by Kubernetes' };
}

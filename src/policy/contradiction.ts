import type { ShapeFault } from './read-shape.ts';

/** A fault at a value, in the form all checks here make. */
export function contradiction(
  pointer: string,
  message: string,
  hint: string,
  more: Partial<Pick<ShapeFault, 'code' | 'replace'>> = {},
): ShapeFault {
  return { code: 'policy.contradiction', pointer, atKey: false, message, hint, ...more };
}

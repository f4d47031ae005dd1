import type { FindingCode } from '../finding-codes.ts';
import type { San } from '../model.ts';
import { findCharacter } from '../pki/characters.ts';

/** Why a name is refused whatever a rule allows; `why` follows the name in a sentence. */
export interface NameFault {
  readonly code: Extract<FindingCode, 'name.reserved' | 'name.look-alike'>;
  readonly why: string;
}

/**
 * Whether a subject alternative name can be taken for another; null where it cannot. The form of names is judged
 * where they are decoded (`pki/concerns`); this is about DNS, which does not tell cases apart, while programs that
 * compare names do.
 */
export function findNameFault({ kind, value }: San): NameFault | null {
  const host = kind === 'dns' ? value : kind === 'email' ? value.slice(value.lastIndexOf('@') + 1) : '';
  return /[A-Z]/.test(host)
    ? {
        code: 'name.look-alike',
        why: 'has upper-case letters, which DNS does not tell from lower-case ones and programs do',
      }
    : null;
}

/** Whether a common name or an organization can be taken for another; null where it cannot. */
export function findTextFault(text: string): NameFault | null {
  const odd = findCharacter(text, /[^\x20-\x7e]/u);
  return odd === null
    ? null
    : { code: 'name.look-alike', why: `has a character outside printable ASCII, ${odd}` };
}

/**
 * What no policy can allow (design section 4, "Not to be switched off"), as far as it is not refused where the
 * CSR is decoded (`pki/concerns`): names with a meaning of their own, names like others, keys that belong elsewhere.
 */
import type { Finding } from '../finding.ts';
import type { Csr, DistinguishedName } from '../model.ts';
import type { RequestReading } from '../request/request.ts';
import { fieldFinding } from './judged.ts';
import { findNameFault, type NameFault } from './name-fault.ts';
import type { Selection } from './policy.ts';
import { findSubjectFault } from './reserved.ts';
import { listedField } from './subject.ts';

const pointer = '/spec/request';

/** Another request, or an issued certificate, that has a public key. */
export interface KeyHolder {
  readonly path: string;
  /** As `formatSubject` writes it. */
  readonly subject: string;
  /** What the key was approved for there, as `identityOfKey` writes it; left out where the path alone decides. */
  readonly identity?: readonly string[];
}

/** SPKI SHA-256 (lower-case hex) → who holds that key. */
export type KeyIndex = ReadonlyMap<string, readonly KeyHolder[]>;

/** The subject as one line of text, for `KeyHolder`: `O=dev-web,CN=alice`, in the order received. */
export function formatSubject({ rdns }: Pick<DistinguishedName, 'rdns'>): string {
  const text = (value: string | null): string => (value === null ? '?' : value.replace(/[\\,+=]/g, '\\$&'));
  return rdns.map((rdn) => rdn.map(({ type, value }) => `${type}=${text(value)}`).join('+')).join(',');
}

/** The attributes of a formatted subject and the names, each one word: `O=dev-web`, `DNS:web.example.com`. */
export function identityOfKey(
  subject: string,
  names: readonly { readonly kind: string; readonly value: string }[],
): readonly string[] {
  const attributes = subject.match(/(?:\\.|[^,+\\])+/gs) ?? [];
  return [...attributes, ...names.map(({ kind, value }) => `${kind.toUpperCase()}:${value}`)];
}

/** Judges what holds under every policy. Without a rule (null) no reserved name can be stated. */
export function evaluateNever(
  reading: RequestReading,
  selection: Selection | null,
  keys: KeyIndex,
): readonly Finding[] {
  const { csr } = reading.partial;
  if (csr === null) return [];
  return [
    ...subjectFindings(reading, csr, selection),
    ...csr.sans.flatMap((san) => nameFindings(reading, san.value, findNameFault(san))),
    ...foreignKeyFindings(reading, csr, keys),
  ];
}

function subjectFindings(reading: RequestReading, csr: Csr, selection: Selection | null): readonly Finding[] {
  return csr.subject.rdns.flat().flatMap(({ oid, value }) => {
    const field = listedField(oid);
    if (field === null || value === null) return [];
    const patterns = selection?.rule.allow[field] ?? [];
    return nameFindings(reading, value, findSubjectFault(value, patterns, selection?.captures ?? {}));
  });
}

const hints = {
  'name.reserved': 'Ask for another name, or have a rule state this one literally.',
  'name.look-alike': 'Make the CSR anew with the name in its one plain spelling.',
} as const;

function nameFindings(reading: RequestReading, name: string, fault: NameFault | null): readonly Finding[] {
  if (fault === null) return [];
  const message = `${JSON.stringify(name)} ${fault.why}.`;
  return [fieldFinding(reading, fault.code, pointer, { message, hint: hints[fault.code] })];
}

/** One key, one place: a certificate for a copied key would serve whoever holds the original (threat 17). */
function foreignKeyFindings(reading: RequestReading, csr: Csr, keys: KeyIndex): readonly Finding[] {
  return (keys.get(csr.key.spkiSha256) ?? []).flatMap((holder) => {
    const claim =
      holder.path === reading.file.path ? findNewClaim(csr, holder) : `belongs to ${holder.path} already`;
    if (claim === null) return [];
    return fieldFinding(reading, 'key.belongs-elsewhere', pointer, {
      message: `The public key ${claim}.`,
      hint: 'Make a new key and a CSR with it: a key has one path, one subject, one cluster.',
    });
  });
}

/** What a request asks for beyond what its key was approved for at the same path; null where it asks for no more. */
function findNewClaim(csr: Csr, { subject, identity }: KeyHolder): string | null {
  const asked = formatSubject(csr.subject);
  if (identity === undefined)
    return asked === subject ? null : `belongs to the subject ${subject || '(empty)'} already`;
  const gained = identityOfKey(asked, csr.sans).filter((word) => !identity.includes(word));
  return gained.length === 0 ? null : `was approved for another identity, without ${gained.join(', ')}`;
}

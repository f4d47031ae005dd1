/**
 * The 23 usage words of Kubernetes and what each becomes in a certificate: a KeyUsage bit (RFC 5280 section
 * 4.2.1.3) or an ExtendedKeyUsage OID. Source: `k8s.io/api/certificates/v1` KeyUsage for the words,
 * `pkg/controller/certificates/authority/policies.go` for the mapping.
 */

interface UsageFacts {
  /** Position in the KeyUsage BIT STRING, 0 is digitalSignature; null for an extended usage. */
  readonly bit: number | null;
  /** ExtendedKeyUsage OID; null for a KeyUsage bit. */
  readonly oid: string | null;
}

const bit = (position: number): UsageFacts => ({ bit: position, oid: null });
const extended = (oid: string): UsageFacts => ({ bit: null, oid });

/**
 * KeyUsage words in order of their bit, then extended words in the order in which Go numbers them and the
 * cluster's signer writes them. `signing` and `s/mime` are second words for a usage that has a first.
 */
const facts = {
  'digital signature': bit(0),
  signing: bit(0),
  'content commitment': bit(1),
  'key encipherment': bit(2),
  'data encipherment': bit(3),
  'key agreement': bit(4),
  'cert sign': bit(5),
  'crl sign': bit(6),
  'encipher only': bit(7),
  'decipher only': bit(8),
  any: extended('2.5.29.37.0'),
  'server auth': extended('1.3.6.1.5.5.7.3.1'),
  'client auth': extended('1.3.6.1.5.5.7.3.2'),
  'code signing': extended('1.3.6.1.5.5.7.3.3'),
  'email protection': extended('1.3.6.1.5.5.7.3.4'),
  's/mime': extended('1.3.6.1.5.5.7.3.4'),
  'ipsec end system': extended('1.3.6.1.5.5.7.3.5'),
  'ipsec tunnel': extended('1.3.6.1.5.5.7.3.6'),
  'ipsec user': extended('1.3.6.1.5.5.7.3.7'),
  timestamping: extended('1.3.6.1.5.5.7.3.8'),
  'ocsp signing': extended('1.3.6.1.5.5.7.3.9'),
  'microsoft sgc': extended('1.3.6.1.4.1.311.10.3.3'),
  'netscape sgc': extended('2.16.840.1.113730.4.1'),
} as const satisfies Record<string, UsageFacts>;

export type Usage = keyof typeof facts;

/** The 23 words, in the order in which a certificate holds what they mean. */
export const usageWords = Object.keys(facts) as readonly Usage[];

/** Whether a text is one of the 23 words, case and spaces as Kubernetes wants them. */
export function isUsage(word: string): word is Usage {
  return Object.hasOwn(facts, word);
}

/** The KeyUsage bits of the words as a number with bit 0 for digitalSignature; 0 when there is none. */
export function keyUsageBits(words: readonly Usage[]): number {
  let bits = 0;
  for (const word of words) {
    const position = facts[word].bit;
    if (position !== null) bits |= 1 << position;
  }
  return bits;
}

/** The ExtendedKeyUsage OIDs of the words, each once, in the order in which the cluster's signer writes them. */
export function extendedKeyUsageOids(words: readonly Usage[]): string[] {
  const wanted = new Set(words.map((word) => facts[word].oid));
  const oids = usageWords.map((word) => facts[word].oid).filter((oid) => oid !== null && wanted.has(oid));
  return [...new Set(oids as string[])];
}

/** The words of KeyUsage bits (numbered as `keyUsageBits`) in order; the first word where there are two. */
export function usagesOfBits(bits: number): Usage[] {
  return usageWords.filter((word) => word !== 'signing' && (bits & keyUsageBits([word])) !== 0);
}

const wordByOid: ReadonlyMap<string, Usage> = new Map(
  usageWords.toReversed().flatMap((word) => (facts[word].oid === null ? [] : [[facts[word].oid, word]])),
);

/** The word of an ExtendedKeyUsage OID, or null where Kubernetes has none; the first word where there are two. */
export function usageOfOid(oid: string): Usage | null {
  return wordByOid.get(oid) ?? null;
}

/** Words shared by all layers: what a CSR says, in decoded form. Types only. */

/** One attribute of a relative distinguished name. */
export interface NameAttribute {
  /** Dotted decimal object identifier. */
  readonly oid: string;
  /** Short name of RFC 4514 or 4519 (`CN`, `O`, `OU`, …), or the OID where there is none. */
  readonly type: string;
  /** Decoded text, or null where the value is of a type that Go does not decode. */
  readonly value: string | null;
}

/**
 * A distinguished name as received: a sequence of sets, order, duplicates and multi-valued sets kept
 * (RFC 5280 section 4.1.2.4). Policy looks at `rdns`; the flat fields are what Go's `pkix.Name` would hold.
 */
export interface DistinguishedName {
  readonly rdns: readonly (readonly NameAttribute[])[];
  /** The last CN, as Go reads it; null when there is none. */
  readonly commonName: string | null;
  /** Every O value in order over all RDNs. */
  readonly organizations: readonly string[];
  /** DER of the whole Name. */
  readonly der: Uint8Array;
}

/** The general names of RFC 5280 section 4.2.1.6. The cluster copies the first four and drops the rest. */
export type SanKind =
  | 'dns'
  | 'ip'
  | 'email'
  | 'uri'
  | 'other'
  | 'directory'
  | 'registered-id'
  | 'x400'
  | 'edi';

export interface San {
  readonly kind: SanKind;
  /** DNS, email and URI as written; IP in canonical text; other forms as OID or hex, for display only. */
  readonly value: string;
}

/** A requested or carried X.509 extension. */
export interface Extension {
  readonly oid: string;
  /** Field name of RFC 5280 (`subjectAltName`, `basicConstraints`, …), or the OID. */
  readonly name: string;
  readonly critical: boolean;
  /** DER inside the OCTET STRING. */
  readonly value: Uint8Array;
}

export type KeyAlgorithm = 'RSA' | 'ECDSA' | 'Ed25519';

/** A public key that we and Kubernetes can both judge. */
export interface PublicKey {
  readonly algorithm: KeyAlgorithm;
  /** Modulus bits for RSA, field bits for ECDSA, 256 for Ed25519. */
  readonly bits: number;
  /** The name policy uses: `RSA-2048`, `ECDSA-P256`, `Ed25519`. */
  readonly name: string;
  /** RSA public exponent, decimal; null for other keys. */
  readonly exponent: string | null;
  /** DER of the SubjectPublicKeyInfo, as received. */
  readonly spki: Uint8Array;
  /** Lower-case hex SHA-256 of `spki`. */
  readonly spkiSha256: string;
}

export interface SignatureAlgorithm {
  readonly oid: string;
  /** `SHA256-RSA`, `ECDSA-SHA256`, `Ed25519`, … in Go's words (`crypto/x509` SignatureAlgorithm.String). */
  readonly name: string;
}

/** A decoded PKCS#10 certification request (RFC 2986) whose self-signature verified over the bytes received. */
export interface Csr {
  /** The DER bytes as received. */
  readonly der: Uint8Array;
  /** Lower-case hex SHA-256 of `der`. */
  readonly sha256: string;
  readonly subject: DistinguishedName;
  /** Every subject alternative name in order, the forms a cluster would drop included. */
  readonly sans: readonly San[];
  /** Requested extensions in order. */
  readonly extensions: readonly Extension[];
  /** Attributes other than extensionRequest, by OID and known name (`challengePassword`). */
  readonly attributes: readonly { readonly oid: string; readonly name: string }[];
  readonly key: PublicKey;
  readonly signatureAlgorithm: SignatureAlgorithm;
}

/** A decoded X.509 certificate (RFC 5280), as far as we judge one. */
export interface Certificate {
  readonly der: Uint8Array;
  /** Lower-case hex SHA-256 of `der`: the certificate's fingerprint. */
  readonly sha256: string;
  /** Lower-case hex, no leading zero octets, no separators. */
  readonly serial: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly sans: readonly San[];
  /** Kubernetes usage words for the KeyUsage and ExtendedKeyUsage bits set, in Kubernetes' order. */
  readonly usages: readonly string[];
  /** Usages that have no Kubernetes word, by OID. */
  readonly unknownUsages: readonly string[];
  readonly isCa: boolean;
  readonly extensions: readonly Extension[];
  readonly key: PublicKey;
  readonly signatureAlgorithm: SignatureAlgorithm;
}

/** Kinds of cluster: which signers really sign there, with which limits (`kubernetes/kinds.ts`). */
export type ClusterKind = 'upstream' | 'eks' | 'gke' | 'aks' | 'k3s';

/** What JSON can say. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A file as Git or the disk holds it. */
export interface SourceFile {
  /** From the repository's root, forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Git mode (`100644`), or null outside Git. */
  readonly mode: string | null;
  /** Git blob id, or null where it is not known. */
  readonly blob: string | null;
}

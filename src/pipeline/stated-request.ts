import { type Finding, finding } from '../finding.ts';
import type { Csr, San } from '../model.ts';
import type { CsrConcern } from '../pki/concerns/concern.ts';
import { evaluateSans } from '../pki/concerns/sans.ts';
import { evaluateSubject } from '../pki/concerns/subject.ts';
import { oids } from '../pki/oids.ts';
import { evaluatePath } from '../request/path.ts';
import type { RequestReading } from '../request/request.ts';

/** A request in clear, without a CSR around it: of a test of policy, or of a record. */
export interface StatedRequest {
  readonly path: string;
  readonly signerName: string | null;
  readonly commonName: string | null;
  readonly organizations: readonly string[];
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly usages: readonly string[];
  readonly expirationSeconds: number | null;
  /** As policy names it: `ECDSA-P256`. */
  readonly key: string;
}

/**
 * What policy would read if somebody committed such a request: path and names are judged as those of a real one.
 * There is no document, so nothing is predicted of it, and its places are all the first line.
 */
export function readStatedRequest(stated: StatedRequest): RequestReading {
  const { path, signerName, usages, expirationSeconds } = stated;
  const csr = csrOf(stated);
  return {
    file: { path, bytes: new Uint8Array(), mode: null, blob: null },
    object: undefined,
    ambiguous: false,
    request: null,
    partial: { name: null, signerName, usages, expirationSeconds, reason: null, csr },
    findings: [
      ...evaluatePath({ path, mode: null }),
      ...concernsOf(csr).map((each) => concernFinding(path, each)),
    ],
    locate: () => ({ line: 1, column: 1 }),
    lineText: () => '',
  };
}

/** What nobody may ask for whatever policy says, as far as it is in the names. */
function concernsOf({ subject, sans }: Csr): readonly CsrConcern[] {
  return [
    ...evaluateSubject(subject),
    ...evaluateSans({ sans, unknownTags: [], ignoredOctets: false, mappedAddresses: [] }),
  ];
}

function concernFinding(path: string, { code, severity, message, hint }: CsrConcern): Finding {
  return finding(code, { severity, message, hint, file: path, pointer: '/spec/request' });
}

const nothing = new Uint8Array();

function csrOf(stated: StatedRequest): Csr {
  const attribute = (oid: string, type: string) => (value: string) => [{ oid, type, value }];
  const { commonName, organizations, key } = stated;
  const [algorithm = ''] = key.split('-');
  return {
    der: nothing,
    sha256: '',
    subject: {
      rdns: [
        ...organizations.map(attribute(oids.organization, 'O')),
        ...(commonName === null ? [] : [commonName]).map(attribute(oids.commonName, 'CN')),
      ],
      commonName,
      organizations,
      der: nothing,
    },
    sans: sansOf(stated),
    extensions: [],
    attributes: [],
    key: {
      algorithm: algorithm === 'RSA' || algorithm === 'ECDSA' ? algorithm : 'Ed25519',
      bits: Number(/[0-9]+$/.exec(key)?.[0] ?? 256),
      name: key,
      exponent: algorithm === 'RSA' ? '65537' : null,
      spki: nothing,
      spkiSha256: '',
    },
    signatureAlgorithm: { oid: '', name: '' },
  };
}

function sansOf({ dnsNames, ipAddresses, uris, emailAddresses }: StatedRequest): readonly San[] {
  const of = (kind: San['kind'], values: readonly string[]) => values.map((value) => ({ kind, value }));
  return [
    ...of('dns', dnsNames),
    ...of('ip', ipAddresses),
    ...of('uri', uris),
    ...of('email', emailAddresses),
  ];
}

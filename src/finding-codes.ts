import type { Severity } from './finding.ts';

interface CodeFacts {
  /** Severity where the finder does not say otherwise. */
  readonly severity: Severity;
  /** What it means, in one sentence; the heading text of `docs/findings.md` follows it. */
  readonly title: string;
}

const error = (title: string): CodeFacts => ({ severity: 'error', title });
const warning = (title: string): CodeFacts => ({ severity: 'warning', title });
const note = (title: string): CodeFacts => ({ severity: 'note', title });

/**
 * Every finding there is, by area: file, yaml, request, csr, key, name, cluster, policy, evidence,
 * certificate, record. A code, once released, keeps its meaning.
 */
export const findingCodes = {
  // file: what lies where
  'file.too-large': error('The file is larger than a request can be.'),

  // yaml: the text
  'yaml.syntax': error('The file is not YAML.'),

  // request: the CertificateSigningRequest document

  // csr: the PKCS#10 bytes

  // key: the public key, and private keys that must not be here

  // name: subject and subject alternative names

  // cluster: what the control plane would do

  // policy: what the owners allow

  // evidence: what an approval rests on

  // certificate: what came back
  'certificate.unreadable': error('What came back is not a certificate.'),
  'certificate.key-mismatch': error('The certificate carries another public key than the CSR.'),
  'certificate.subject-differs': error("The certificate's subject is not the one asked for."),
  'certificate.names-differ': error("The certificate's names are not those asked for."),
  'certificate.usages-exceed': error('The certificate may be used for more than was asked for.'),
  'certificate.is-ca': error('The certificate is a CA.'),
  'certificate.extension-unknown': error('The certificate has a critical extension that nobody reviewed.'),
  'certificate.lifetime-exceeded': error('The certificate lives longer than was approved.'),
  'certificate.chain-untrusted': error("The certificate does not lead to the signer's trust bundle."),
  'certificate.no-trust-bundle': error('There is no trust bundle to check the certificate against.'),
  'certificate.no-intent': error('The certificate was issued without an intent of ours.'),
  'certificate.object-altered': error('The object that was signed is not the one that was approved.'),
  'certificate.request-withdrawn': error('The request left the default branch before its certificate was collected.'),

  // record: the account of an issuance
  'record.unverified': error('A record is not signed by a key that policy trusts.'),
  'record.mismatch': error('A record and the certificate beside it do not belong together.'),
  'record.removed': error('A record or intent that was once on the results branch is gone.'),
  'record.unreadable': error('An intent on the results branch cannot be read.'),
  'record.identity-used': error('The identity was started or issued before, and the account of it is gone.'),
  'record.chain-broken': warning("The chain of a cluster's records has a gap or a fork."),
  'record.branch-rewound': error('The results branch no longer holds a commit that was seen before.'),
  'record.no-trusted-key': error("No key is known that could verify this repository's records."),
} as const satisfies Record<string, CodeFacts>;

export type FindingCode = keyof typeof findingCodes;

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

  // record: the account of an issuance
} as const satisfies Record<string, CodeFacts>;

export type FindingCode = keyof typeof findingCodes;

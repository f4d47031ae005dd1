import type { Finding } from '../finding.ts';
import type { DistinguishedName } from '../model.ts';
import type { EvaluatedReading, FindingAt } from './evaluate.ts';
import type { ClusterPrediction } from './predict.ts';

const code = 'cluster.signer-would-refuse';
const clientUsages: readonly string[] = ['client auth', 'digital signature', 'key encipherment'];

/** What a built-in signer would object to, where it bites: the signer's name, a usage, or the CSR. */
export function evaluateFailure(
  { failed, spec }: ClusterPrediction,
  { partial }: EvaluatedReading,
  at: FindingAt,
): Finding[] {
  const signerName = spec?.signerName ?? '';
  const usages = spec?.usages ?? [];
  const why = failed?.message ?? '';
  const subject = partial.csr?.subject ?? null;
  if (failed?.reason === 'SigningError') return [extensionsFailure(signerName, why, at)];
  if (signerName === 'kubernetes.io/kube-apiserver-client') return [clientFailure(usages, why, at)];
  if (why.includes('usages did not match')) return [usagesFailure(signerName, usages, why, at)];
  const forNodes = subject === null || !isNode(subject);
  return [forNodes ? notANode(signerName, subject, why, at) : sanFailure(signerName, why, at)];
}

/** cert-manager compares what the CSR itself asks for with `spec.usages`. */
function extensionsFailure(signerName: string, why: string, at: FindingAt): Finding {
  return at(
    code,
    '/spec/request',
    `The CSR asks for something else than spec.usages does, so ${signerName} refuses it: ${afterwards(why)}.`,
    'Make the CSR anew without keyUsage, extendedKeyUsage and basicConstraints: spec.usages says it all.',
  );
}

function afterwards(why: string): string {
  return `the cluster would take the request, let it be approved, then mark it Failed: ${why}`;
}

/** The classic of the guides: a node's signer for a service or a person. */
function notANode(
  signerName: string,
  subject: DistinguishedName | null,
  why: string,
  at: FindingAt,
): Finding {
  const serving = signerName === 'kubernetes.io/kubelet-serving';
  const cure = serving
    ? 'For a service, use a signer name of your own that one of your rules signs, such as example.com/serving'
    : 'For people and programs use kubernetes.io/kube-apiserver-client';
  return at(
    code,
    '/spec/signerName',
    `The signer ${signerName} is for nodes only: ${afterwards(why)}.`,
    `It wants O exactly "system:nodes" and a CN that begins with "system:node:"${subject === null ? '' : `; here ${inWords(subject)}`}. ${cure}; key and CSR stay as they are.`,
  );
}

function inWords({ commonName, organizations }: DistinguishedName): string {
  const cn = commonName === null ? 'there is no CN' : `CN is ${JSON.stringify(commonName)}`;
  return `${cn} and ${organizations.length === 0 ? 'there is no O' : `O is ${organizations.map((name) => JSON.stringify(name)).join(', ')}`}`;
}

function isNode({ commonName, organizations }: DistinguishedName): boolean {
  const ofNodes = organizations.length === 1 && organizations[0] === 'system:nodes';
  return ofNodes && (commonName?.startsWith('system:node:') ?? false);
}

function sanFailure(signerName: string, why: string, at: FindingAt): Finding {
  const hint = why.includes('required')
    ? "Make the CSR anew with the node's DNS names or IP addresses as subjectAltName."
    : 'Make the CSR anew without names of that kind.';
  return at(
    code,
    '/spec/request',
    `The signer ${signerName} does not allow these names: ${afterwards(why)}.`,
    hint,
  );
}

function usagesFailure(signerName: string, usages: readonly string[], why: string, at: FindingAt): Finding {
  const purpose = signerName === 'kubernetes.io/kubelet-serving' ? 'server auth' : 'client auth';
  const wanted = `digital signature, ${purpose} and, if you like, key encipherment`;
  return at(
    code,
    '/spec/usages',
    `The signer ${signerName} does not allow the usages ${usages.join(', ')}: ${afterwards(why)}.`,
    `List exactly ${wanted}.`,
  );
}

function clientFailure(usages: readonly string[], why: string, at: FindingAt): Finding {
  const signer = 'kubernetes.io/kube-apiserver-client';
  const index = usages.findIndex((usage) => !clientUsages.includes(usage));
  const served = usages.includes('server auth');
  const ofYourOwn = 'use a signer name of your own that one of your rules signs, such as example.com/serving';
  if (index < 0) {
    const hint = 'Add client auth to the usages.';
    return at(
      code,
      '/spec/usages',
      `The signer ${signer} makes client certificates: ${afterwards(why)}.`,
      hint,
    );
  }
  return at(
    code,
    `/spec/usages/${index}`,
    `The signer ${signer} does not allow the usage ${usages[index]}: ${afterwards(why)}.`,
    `It allows ${clientUsages.join(', ')} and nothing else. ${served ? `For a server, or for mutual TLS between services, ${ofYourOwn}` : 'Remove this one'}.`,
  );
}

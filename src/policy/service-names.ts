import type { Finding } from '../finding.ts';
import type { Csr } from '../model.ts';
import type { RequestReading } from '../request/request.ts';
import { fieldFinding } from './judged.ts';

const forServices =
  'For a service use a signer name of your own that one of your rules signs, such as example.com/serving.';

/** Signers that make users of the API server or nodes, and what to say to who takes them for others. */
export const identitySigners: ReadonlyMap<string, string> = new Map([
  ['kubernetes.io/kube-apiserver-client', 'This signer makes users of the API server, not services.'],
  ['kubernetes.io/kube-apiserver-client-kubelet', 'This signer is for the clients of nodes only.'],
  ['kubernetes.io/kubelet-serving', 'This signer is for nodes only, though many guides use it for services.'],
]);

/** Warns where the names of a service go to a signer that makes users or nodes: issued, it is not what was meant. */
export function evaluateServiceNames(reading: RequestReading): readonly Finding[] {
  const { csr, signerName } = reading.partial;
  const hint = identitySigners.get(signerName ?? '');
  if (csr === null || hint === undefined || !isServiceLike(csr)) return [];
  const name = csr.sans.find(({ kind }) => kind === 'dns')?.value ?? csr.subject.commonName ?? '';
  const message = `"${name}" is the name of a service, and ${signerName} does not sign for services.`;
  return [
    fieldFinding(reading, 'name.service-as-user', '/spec/signerName', {
      message,
      hint: `${hint} ${forServices}`,
    }),
  ];
}

function isServiceLike({ subject, sans }: Csr): boolean {
  const commonName = subject.commonName ?? '';
  if (commonName.startsWith('system:node:')) return false;
  return sans.some(({ kind }) => kind === 'dns') || /\.svc(\.|$)/.test(commonName);
}

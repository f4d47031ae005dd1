import { evaluateAttributes } from './attributes.ts';
import { type CsrConcern, type CsrFacts, concern } from './concern.ts';
import { evaluateExtensions } from './extensions.ts';
import { evaluateKey, evaluateSignature } from './key.ts';
import { evaluateSans } from './sans.ts';
import { evaluateSubject } from './subject.ts';

/** Gathers every concern about a CSR, in the order in which the CSR holds what they are about. */
export function evaluateCsr(facts: CsrFacts): CsrConcern[] {
  const { csr } = facts;
  return [
    ...evaluateForm(facts),
    ...evaluateSubject(csr.subject),
    ...evaluateKey(csr.key),
    ...evaluateAttributes(facts.attributes),
    ...evaluateExtensions(csr.extensions),
    ...(facts.sans === null ? [] : evaluateSans(facts.sans)),
    ...evaluateSignature(csr.signatureAlgorithm),
  ];
}

function evaluateForm({ version, ignored }: CsrFacts): CsrConcern[] {
  const concerns = ignored.map((place) =>
    concern(
      'csr.ignored-octets',
      `There are bytes in ${place} that the cluster passes over unread.`,
      'Make the request anew with a common tool, such as openssl req.',
    ),
  );
  if (version === 0n) return concerns;
  const message = `The version is ${version}, and PKCS#10 has only version 0.`;
  return [concern('csr.version', message, 'Make the request anew with a common tool.'), ...concerns];
}

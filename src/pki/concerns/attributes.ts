import type { RequestAttribute } from '../csr-attributes.ts';
import { oids, requestAttributeName } from '../oids.ts';
import { type CsrConcern, concern } from './concern.ts';

/** Judges the attributes of the request: only extensionRequest has an effect, and the cluster says nothing of others. */
export function evaluateAttributes(attributes: readonly RequestAttribute[]): CsrConcern[] {
  const seen = new Set<string>();
  return attributes.flatMap((attribute) => {
    const { oid } = attribute;
    const again = oid !== null && seen.has(oid);
    if (oid !== null) seen.add(oid);
    return again ? [duplicate(oid)] : evaluateAttribute(attribute);
  });
}

function duplicate(oid: string): CsrConcern {
  const message = `The request has the attribute ${requestAttributeName(oid)} twice.`;
  return concern(
    'csr.attribute-duplicate',
    message,
    'Put all requested extensions into one extensionRequest.',
  );
}

function evaluateAttribute({ oid, values }: RequestAttribute): CsrConcern[] {
  if (oid === null || values.length === 0) {
    const message =
      'The request has an attribute that cannot be decoded, and the cluster goes on without it.';
    return [concern('csr.attribute-undecodable', message, 'Make the request anew with a common tool.')];
  }
  switch (oid) {
    case oids.extensionRequest:
      return [];
    case oids.challengePassword: {
      const message =
        'The request carries a challenge password, which everyone who reads this repository can see.';
      return [
        concern('csr.challenge-password', message, 'Leave the challenge password empty when openssl asks.'),
      ];
    }
    case oids.microsoftExtensionRequest: {
      const message =
        "Extensions are requested in Microsoft's own attribute, which the cluster does not read.";
      return [
        concern('csr.microsoft-extensions', message, 'Ask for a PKCS#10 request with standard extensions.'),
      ];
    }
    default: {
      const message = `The attribute ${requestAttributeName(oid)} has no effect in a cluster.`;
      return [concern('csr.attribute-ignored', message, 'Leave it out.')];
    }
  }
}

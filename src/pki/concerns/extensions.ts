import type { Extension } from '../../model.ts';
import { DerFault } from '../der.ts';
import {
  decodeBasicConstraints,
  decodeExtKeyUsage,
  decodeKeyUsage,
  decodeSubjectKeyId,
} from '../extension.ts';
import { oids } from '../oids.ts';
import { usageOfOid, usagesOfBits } from '../usages.ts';
import { type CsrConcern, concern } from './concern.ts';

/** Judges requested extensions other than subjectAltName: the cluster ignores them all and takes `spec.usages`. */
export function evaluateExtensions(extensions: readonly Extension[]): CsrConcern[] {
  return extensions.flatMap((extension) => {
    try {
      return evaluateExtension(extension);
    } catch (error) {
      if (!(error instanceof DerFault)) throw error;
      const message = `The requested extension ${extension.name} cannot be decoded.`;
      return [concern('csr.extension-undecodable', message, 'Leave it out or write it as RFC 5280 says.')];
    }
  });
}

function evaluateExtension({ oid, name, value }: Extension): CsrConcern[] {
  switch (oid) {
    case oids.subjectAltName:
      return [];
    case oids.subjectKeyIdentifier:
      decodeSubjectKeyId(value);
      return [];
    case oids.basicConstraints:
      return decodeBasicConstraints(value).isCa ? [caRequested('basicConstraints CA:TRUE')] : [];
    case oids.keyUsage:
      return evaluateKeyUsage(decodeKeyUsage(value));
    case oids.extKeyUsage:
      return [ignored(decodeExtKeyUsage(value).map((usage) => usageOfOid(usage) ?? usage))];
    default: {
      const message = `The request asks for the extension ${name}, which we do not know and the cluster ignores.`;
      return [concern('csr.extension-unknown', message, 'Leave it out of the request.')];
    }
  }
}

function evaluateKeyUsage(bits: number): CsrConcern[] {
  const words = usagesOfBits(bits);
  return words.includes('cert sign') ? [caRequested('the key usage “cert sign”')] : [ignored(words)];
}

function caRequested(what: string): CsrConcern {
  const message = `The request asks for ${what}, which only a CA has.`;
  return concern('csr.ca-requested', message, 'Leave it out; no certificate issued here can sign others.');
}

function ignored(words: readonly string[]): CsrConcern {
  const message = `The CSR asks for the usages ${words.join(', ')}; the cluster ignores that and takes spec.usages.`;
  return concern('csr.extension-ignored', message, 'State what you need in spec.usages.');
}

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
  const usages: string[] = [];
  const concerns = extensions.flatMap((extension) => {
    try {
      return evaluateExtension(extension, usages);
    } catch (error) {
      if (!(error instanceof DerFault)) throw error;
      const message = `The requested extension ${extension.name} cannot be decoded.`;
      return [concern('csr.extension-undecodable', message, 'Leave it out or write it as RFC 5280 says.')];
    }
  });
  return usages.length === 0 ? concerns : [...concerns, ignored(usages)];
}

/** The usages that keyUsage and extKeyUsage ask for, in Kubernetes' words; what cannot be decoded asks for none. */
export function usagesAsked(extensions: readonly Extension[]): readonly string[] {
  return extensions.flatMap((extension) => {
    const usages: string[] = [];
    try {
      evaluateExtension(extension, usages);
    } catch (error) {
      if (!(error instanceof DerFault)) throw error;
    }
    return usages;
  });
}

/** Usages are gathered: keyUsage and extKeyUsage ask for one thing in two places. */
function evaluateExtension({ oid, name, value }: Extension, usages: string[]): CsrConcern[] {
  switch (oid) {
    case oids.subjectAltName:
      return [];
    case oids.subjectKeyIdentifier:
      decodeSubjectKeyId(value);
      return [];
    case oids.basicConstraints:
      return decodeBasicConstraints(value).isCa ? [caRequested('basicConstraints CA:TRUE')] : [];
    case oids.keyUsage:
      return evaluateKeyUsage(usagesOfBits(decodeKeyUsage(value)), usages);
    case oids.extKeyUsage:
      usages.push(...decodeExtKeyUsage(value).map((usage) => usageOfOid(usage) ?? usage));
      return [];
    default: {
      const message = `The request asks for the extension ${name}, which we do not know and the cluster ignores.`;
      return [concern('csr.extension-unknown', message, 'Leave it out of the request.')];
    }
  }
}

function evaluateKeyUsage(words: readonly string[], usages: string[]): CsrConcern[] {
  if (words.includes('cert sign')) return [caRequested('the key usage cert sign')];
  usages.push(...words);
  return [];
}

function caRequested(what: string): CsrConcern {
  const message = `The request asks for ${what}, which only a CA has.`;
  return concern('csr.ca-requested', message, 'Leave it out; no certificate issued here can sign others.');
}

function ignored(words: readonly string[]): CsrConcern {
  const message = `The CSR asks for the usages ${words.join(', ')}; the certificate will have those of spec.usages instead.`;
  return concern('csr.extension-ignored', message, 'List what you need in spec.usages.');
}

import { invalid, required, tooLong } from './field-error.ts';
import { byteLength, goQuote } from './go-text.ts';
import { dnsLabelFaults, dnsSubdomainFaults } from './names.ts';
import type { StatusCause } from './object.ts';

const field = 'spec.signerName';
const maxDomain = 253;
/** A domain, a slash, and a path with room for `<namespace>.<name>`. */
const maxSignerName = maxDomain + 1 + 63 + 1 + 253;

/** Whether Kubernetes reserves the name: its domain is `kubernetes.io` or ends in `.kubernetes.io`. */
export function isKubernetesSignerName(signerName: string): boolean {
  const domain = signerName.split('/')[0] ?? '';
  return domain === 'kubernetes.io' || domain.endsWith('.kubernetes.io');
}

/** What is wrong with `spec.signerName` (`pkg/apis/core/validation/names.go`, ValidateSignerName). */
export function validateSignerName(signerName: string): StatusCause[] {
  if (signerName === '') return [required(field)];
  if (signerName === 'kubernetes.io/legacy-unknown') {
    return [invalid(field, signerName, 'the legacy signerName is not allowed via this API version')];
  }
  const [domain, path, ...rest] = signerName.split('/');
  if (domain === undefined || path === undefined || rest.length > 0) {
    const form = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [invalid(field, signerName, form)];
  }
  return [
    ...(byteLength(domain) > maxDomain ? [tooLong(field, maxDomain)] : []),
    ...firstBadPiece(domain, dnsLabelFaults),
    ...(domain.includes('.')
      ? []
      : [invalid(field, domain, 'should be a domain with at least two segments separated by dots')]),
    ...firstBadPiece(path, (piece) => dnsSubdomainFaults(piece)),
    ...(byteLength(signerName) > maxSignerName ? [tooLong(field, maxSignerName)] : []),
  ];
}

/** Only the first bad piece between the dots is reported. */
function firstBadPiece(segment: string, faultsOf: (piece: string) => string[]): StatusCause[] {
  const pieces = segment.split('.');
  const bad = pieces.find((piece) => faultsOf(piece).length > 0);
  if (bad === undefined) return [];
  return faultsOf(bad).map((fault) => invalid(field, segment, `validating label ${goQuote(bad)}: ${fault}`));
}

import { formatDuration } from '../duration.ts';
import type { KeyOrigin } from './request.ts';

/** What `new` and `wrap` write; every field decided, nothing filled in behind the reviewer's back. */
export interface ManifestFields {
  /** `metadata.name`: the file's stem, a DNS-1123 subdomain. */
  readonly name: string;
  /** PEM of the CSR, one `CERTIFICATE REQUEST` block. */
  readonly csrPem: string;
  readonly signerName: string;
  readonly usages: readonly string[];
  readonly expirationSeconds: number | null;
  readonly reason?: string | undefined;
  readonly keyOrigin?: KeyOrigin | undefined;
}

/**
 * Writes a request as `kubectl apply -f` would take it and as every YAML reader reads alike: strings that
 * could be read in two ways are quoted, durations are plain seconds with the same in words beside them.
 */
export function formatManifest(fields: ManifestFields): string {
  const annotations = [
    ...(fields.reason ? [`    countersign.dev/reason: ${JSON.stringify(fields.reason)}`] : []),
    ...(fields.keyOrigin ? [`    countersign.dev/key-origin: ${fields.keyOrigin}`] : []),
  ];
  return [
    'apiVersion: certificates.k8s.io/v1',
    'kind: CertificateSigningRequest',
    'metadata:',
    `  name: ${formatScalar(fields.name)}`,
    ...(annotations.length > 0 ? ['  annotations:', ...annotations] : []),
    'spec:',
    `  signerName: ${fields.signerName}`,
    ...(fields.expirationSeconds === null
      ? []
      : [`  expirationSeconds: ${fields.expirationSeconds} # ${formatDuration(fields.expirationSeconds)}`]),
    '  usages:',
    ...fields.usages.map((usage) => `    - ${usage}`),
    `  request: ${Buffer.from(fields.csrPem).toString('base64')}`,
    '',
  ].join('\n');
}

/** A name stays plain only where no YAML reader could take it for anything but a string. */
function formatScalar(text: string): string {
  return /^[a-z][a-z0-9-]{3,}$/.test(text) && !/^(null|true|false)$/.test(text) ? text : JSON.stringify(text);
}

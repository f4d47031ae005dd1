import type { KeyObject } from 'node:crypto';
import type { San } from '../model.ts';
import { encodeCsr } from '../pki/csr-writer.ts';
import { oids } from '../pki/oids.ts';
import { encodePem } from '../pki/pem.ts';

/** Whom a certificate is asked for. */
export interface Wanted {
  readonly organizations: readonly string[];
  readonly commonName: string | null;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
}

/** Makes a CSR in PEM. The subject is in the order in which Kubernetes writes it: O, then CN. */
export function makeCsr(wanted: Wanted, key: KeyObject): string {
  const attributes = [
    ...wanted.organizations.map((value) => ({ oid: oids.organization, value })),
    ...(wanted.commonName === null ? [] : [{ oid: oids.commonName, value: wanted.commonName }]),
  ];
  const sans: readonly San[] = [
    ...wanted.dnsNames.map((value) => ({ kind: 'dns' as const, value })),
    ...wanted.ipAddresses.map((value) => ({ kind: 'ip' as const, value })),
  ];
  return encodePem('CERTIFICATE REQUEST', encodeCsr({ subject: attributes.map((one) => [one]), sans, key }));
}

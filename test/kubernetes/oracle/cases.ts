/** What the cases for the oracle are made of: a good manifest, and changes to it. */
import type { JsonValue } from '../../../src/model.ts';
import { type Attribute, requestOf } from './csr-builder.ts';

export interface Case {
  readonly title: string;
  readonly document: JsonValue;
}

export type Changes = { readonly [key: string]: JsonValue | undefined };

export const clientSigner = 'kubernetes.io/kube-apiserver-client';
export const kubeletClient = 'kubernetes.io/kube-apiserver-client-kubelet';
export const serving = 'kubernetes.io/kubelet-serving';
export const foreign = 'example.com/serving';

export const attribute = (type: string, value: string | Uint8Array, tag?: number): Attribute => ({
  oid: type,
  value,
  ...(tag === undefined ? {} : { tag }),
});
export const cn = (value: string) => attribute('2.5.4.3', value);
export const o = (value: string) => attribute('2.5.4.10', value);
export const single = (...attributes: Attribute[]) => attributes.map((one) => [one]);

export const jane = requestOf({ subject: single(cn('jane'), o('dev-team')) });

/** A good manifest with changes; undefined takes a field away. */
export function manifest(spec: Changes, top: Changes = {}): JsonValue {
  const base = {
    request: jane,
    signerName: clientSigner,
    usages: ['client auth'],
    expirationSeconds: 86_400,
  };
  const object = {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'jane' },
    spec: clean({ ...base, ...spec }),
  };
  return clean({ ...object, ...top });
}

export function clean(changes: Changes): JsonValue {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as JsonValue;
}

export const long = (count: number) => 'a'.repeat(count);

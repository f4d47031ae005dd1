/** Requests as the reader hands them to policy, made without any encoding, for tables of cases. */
import { createHash } from 'node:crypto';
import type { Csr, NameAttribute, San } from '../../src/model.ts';
import { oids } from '../../src/pki/oids.ts';
import type { RequestReading } from '../../src/request/request.ts';
import { parseYaml } from '../../src/yaml.ts';

export interface Asked {
  readonly path?: string;
  readonly signerName?: string | null;
  readonly usages?: readonly string[];
  readonly expirationSeconds?: number | null;
  readonly subject?: readonly (readonly NameAttribute[])[];
  readonly sans?: readonly San[];
  readonly key?: string;
}

export const commonName = (value: string | null): readonly NameAttribute[] => [
  { oid: oids.commonName, type: 'CN', value },
];
export const organization = (value: string): readonly NameAttribute[] => [
  { oid: oids.organization, type: 'O', value },
];
export const dns = (value: string): San => ({ kind: 'dns', value });
export const ip = (value: string): San => ({ kind: 'ip', value });

/** A request that the rule `service` of `policies.ts` allows, unless told otherwise. */
export function readingOf(asked: Asked = {}): RequestReading {
  const path = asked.path ?? 'requests/prod/payments/web-api.yaml';
  const signerName = asked.signerName === undefined ? 'example.com/serving' : asked.signerName;
  const usages = asked.usages ?? ['digital signature', 'server auth'];
  const expirationSeconds = asked.expirationSeconds === undefined ? 86_400 : asked.expirationSeconds;
  const text = [
    'metadata:',
    '  name: web-api',
    'spec:',
    ...(signerName === null ? [] : [`  signerName: ${signerName}`]),
    ...(expirationSeconds === null ? [] : [`  expirationSeconds: ${expirationSeconds} # as asked`]),
    '  usages:',
    ...usages.map((usage) => `    - ${usage}`),
    '  request: TUlJ',
  ].join('\n');
  const yaml = parseYaml(text, { file: path });
  return {
    file: { path, bytes: Buffer.from(text), mode: '100644', blob: null },
    object: yaml.value,
    ambiguous: false,
    request: null,
    partial: { name: 'web-api', signerName, usages, expirationSeconds, reason: null, csr: csrOf(asked) },
    findings: [],
    locate: yaml.locate,
    lineText: yaml.lineText,
  };
}

function csrOf(asked: Asked): Csr {
  const rdns = asked.subject ?? [commonName('web-api.payments.svc')];
  const values = (oid: string) =>
    rdns.flat().flatMap((one) => (one.oid === oid && one.value !== null ? [one.value] : []));
  const [algorithm = '', size = ''] = (asked.key ?? 'ECDSA-P256').split('-');
  return {
    der: new Uint8Array(),
    sha256: sha256('csr'),
    subject: {
      rdns,
      commonName: values(oids.commonName).at(-1) ?? null,
      organizations: values(oids.organization),
      der: new Uint8Array(),
    },
    sans: asked.sans ?? [dns('web-api.payments.svc')],
    extensions: [],
    attributes: [],
    key: {
      algorithm: algorithm as 'RSA' | 'ECDSA' | 'Ed25519',
      bits: Number(size.replace('P', '') || 256),
      name: asked.key ?? 'ECDSA-P256',
      exponent: algorithm === 'RSA' ? '65537' : null,
      spki: new Uint8Array(),
      spkiSha256: sha256('key'),
    },
    signatureAlgorithm: { oid: '1.2.840.10045.4.3.2', name: 'ECDSA-SHA256' },
  };
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

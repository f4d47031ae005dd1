/** One file for each code of the areas file, yaml and request, as `docs/findings.md` shows it. */
import { readFileSync } from 'node:fs';

const pem = readFileSync(new URL('../vectors/csr/openssl-p256-service.pem', import.meta.url), 'utf8');
const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const der = Buffer.from(pem.replace(/-----.*?-----|\s/g, ''), 'base64');

/** A file of a repository. */
export interface ExampleFile {
  readonly path?: string;
  readonly mode?: string;
  readonly bytes: string | Uint8Array;
}

/** A sound request, and the same with one piece of its text replaced. */
export const sound = `apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: web-api
spec:
  signerName: example.com/serving
  expirationSeconds: 86400
  usages: [digital signature, key encipherment, server auth]
  request: ${base64(pem)}
`;

const withText = (old: string, by: string): ExampleFile => ({ bytes: sound.replace(old, () => by) });
const withRequest = (value: string): ExampleFile => withText(base64(pem), value);
const withMetadata = (lines: string): ExampleFile =>
  withText('  name: web-api\n', `  name: web-api\n${lines}\n`);
const annotated = (annotation: string): ExampleFile => withMetadata(`  annotations:\n    ${annotation}`);
const at = (path: string): ExampleFile => ({ path, bytes: sound });

export const textExamples: Readonly<Record<string, ExampleFile>> = {
  'file.too-large': { bytes: `${sound}# ${'x'.repeat(70_000)}\n` },
  'file.not-utf8': { bytes: Buffer.from(sound.replace('name: web-api', 'name: caf\u00e9'), 'latin1') },
  'file.path-segment': at('requests/prod/Payments/web-api.yaml'),
  'file.path-too-deep': at('requests/prod/a/b/c/d/e/f/web-api.yaml'),
  'file.path-too-long': at(
    `requests/${['prod', 'a', 'b', 'c', 'd'].map((name) => name.padEnd(60, 'x')).join('/')}/web-api.yaml`,
  ),
  'file.unexpected': at('requests/prod/payments/web-api.yml'),
  'file.mode': { mode: '100755', bytes: sound },
  'file.lfs-pointer': { bytes: 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1024\n' },

  'yaml.syntax': withText('signerName: example.com/serving', 'signerName: @example.com/serving'),
  'yaml.empty': { bytes: '# to be written\n' },
  'yaml.too-deep': { bytes: '['.repeat(200) },
  'yaml.several-documents': { bytes: `${sound}---\n${sound}` },
  'yaml.directive': { bytes: `%YAML 1.1\n---\n${sound}` },
  'yaml.document-marker': { bytes: '--- {apiVersion: certificates.k8s.io/v1}\n' },
  'yaml.not-json': { bytes: '{apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest}\n' },
  'yaml.byte-order-mark': { bytes: `\ufeff${sound}` },
  'yaml.tab': withText('name: web-api', 'name:\tweb-api'),
  'yaml.line-break': withText('kind: CertificateSigningRequest\n', 'kind: CertificateSigningRequest\r'),
  'yaml.control-character': withMetadata('  # bell \u0007'),
  'yaml.invisible-character': annotated('countersign.dev/reason: "web\u202eipa"'),
  'yaml.ambiguous-value': annotated('countersign.dev/owner: yes'),
  'yaml.escape': annotated('countersign.dev/reason: "shop\\/cart"'),
  'yaml.no-json-form': annotated('countersign.dev/owner: .inf'),
  'yaml.key-not-text': withMetadata('  443: web'),
  'yaml.duplicate-key': withText(
    '  expirationSeconds: 86400\n',
    '  expirationSeconds: 86400\n  expirationSeconds: 31536000\n',
  ),
  'yaml.anchor': withText('signerName: example.com/serving', 'signerName: &signer example.com/serving'),
  'yaml.alias': withText('signerName: example.com/serving', 'signerName: *signer'),
  'yaml.too-many-aliases': {
    bytes: `a: &a [${'x, '.repeat(999)}x]\nb: &b [${'*a, '.repeat(99)}*a]\nc: &c [${'*b, '.repeat(99)}*b]\n`,
  },
  'yaml.merge-key': withText('spec:\n', 'spec:\n  <<: {expirationSeconds: 600}\n'),
  'yaml.tag': withText('signerName: example.com/serving', 'signerName: !!str example.com/serving'),
  'yaml.too-many-faults': { bytes: 'a: yes\n'.repeat(300) },

  'request.not-an-object': { bytes: pem },
  'request.indentation': withText('  name: web-api', 'name: web-api'),
  'request.api-version': withText('certificates.k8s.io/v1', 'certificates.k8s.io/v1beta1'),
  'request.kind': withText('kind: CertificateSigningRequest', 'kind: Certificate'),
  'request.field-missing': withText('  signerName: example.com/serving\n', ''),
  'request.field-unknown': withText('expirationSeconds', 'expirationSecond'),
  'request.field-type': withText(
    'usages: [digital signature, key encipherment, server auth]',
    'usages: server auth',
  ),
  'request.field-forbidden': withMetadata('  labels: {auto-approve: "true"}'),
  'request.name-syntax': withText('name: web-api', 'name: Web_API'),
  'request.name-not-path': withText('name: web-api', 'name: web-app'),
  'request.annotation-unknown': annotated('experimental.cert-manager.io/request-is-ca: "true"'),
  'request.annotation-value': annotated('countersign.dev/generation: "two"'),
  'request.expiration-format': withText('86400', '90d'),
  'request.placeholder': withRequest('"{{ .Values.csr }}"'),
  'request.raw-pem': withRequest(`|\n${pem.trimEnd().replace(/^/gm, '    ')}`),
  'request.not-base64': withRequest(base64(pem).replace(/=+$/, '').slice(0, -1)),
  'request.double-base64': withRequest(base64(base64(pem))),
  'request.der': withRequest(base64(der)),
  'request.wrong-content': withRequest(
    base64('-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n'),
  ),
};

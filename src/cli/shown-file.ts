import { CountersignError } from '../errors.ts';
import { blocks } from '../finding.ts';
import type { Certificate, Csr, San, SourceFile } from '../model.ts';
import { readCertificate } from '../pki/certificate.ts';
import { readCsr } from '../pki/csr.ts';
import { formatName } from '../pki/name.ts';
import { decodePemBlocks, type PemBlock } from '../pki/pem.ts';
import type { Shown, ShownCertificate, ShownRequest } from '../report/shown.ts';
import { readRequest } from '../request/read.ts';

/** Decodes a request, a CSR or a certificate, in YAML, PEM or DER; throws `file-unreadable` with what it is instead. */
export function decodeShown(file: SourceFile): Shown {
  const [block, ...more] = decodePemBlocks(file.bytes);
  if (block !== undefined) return decodeBlock(file, block, more);
  if (file.bytes[0] === 0x30) return decodeDer(file);
  const { partial, findings } = readRequest(file, { layout: false });
  const { csr, signerName, usages, expirationSeconds, reason } = partial;
  if (csr === null) throw unreadable(file, findings[0]?.message ?? 'it holds no CSR');
  const errors = findings.filter((found) => blocks([found])).length;
  return { ...describeCsr(csr), kind: 'request', signerName, usages, expirationSeconds, reason, errors };
}

function decodeBlock(file: SourceFile, { type, der }: PemBlock, more: readonly PemBlock[]): Shown {
  if (type === 'CERTIFICATE') return decodeCertificate(file, der, more.length);
  if (type === 'CERTIFICATE REQUEST' || type === 'NEW CERTIFICATE REQUEST') return decodeCsr(file, der);
  if (!type.endsWith('PRIVATE KEY')) throw unreadable(file, `it is PEM of type ${JSON.stringify(type)}`);
  throw new CountersignError('file-unreadable', 'that is a private key, which nobody should be shown', {
    hint: 'show its CSR or its certificate',
  });
}

function decodeDer(file: SourceFile): Shown {
  const { certificate } = readCertificate(file.bytes);
  return certificate === null ? decodeCsr(file, file.bytes) : describeCertificate(certificate, 0);
}

function decodeCsr(file: SourceFile, der: Uint8Array): ShownRequest {
  const reading = readCsr(der);
  if (reading.csr === null) throw unreadable(file, reading.fault);
  const nothing = { signerName: null, usages: null, expirationSeconds: null, reason: null, errors: 0 };
  return { ...describeCsr(reading.csr), ...nothing, kind: 'csr' };
}

function decodeCertificate(file: SourceFile, der: Uint8Array, further: number): ShownCertificate {
  const reading = readCertificate(der);
  if (reading.certificate === null) throw unreadable(file, reading.fault);
  return describeCertificate(reading.certificate, further);
}

/** A form of name that has no text of its own is shown with its kind. */
function nameText({ kind, value }: San): string {
  return kind === 'dns' || kind === 'ip' || kind === 'email' || kind === 'uri' ? value : `${kind} ${value}`;
}

function describeIdentity({ subject, sans, key }: Csr | Certificate) {
  return {
    subject: formatName(subject),
    names: sans.map(nameText),
    groups: subject.organizations,
    key: key.name,
    spkiSha256: key.spkiSha256,
  };
}

function describeCsr(csr: Csr) {
  const extensions = csr.extensions.map(({ name }) => name).filter((name) => name !== 'subjectAltName');
  const { sha256 } = csr;
  return { ...describeIdentity(csr), signatureAlgorithm: csr.signatureAlgorithm.name, extensions, sha256 };
}

function describeCertificate(certificate: Certificate, further: number): ShownCertificate {
  const { serial, notBefore, notAfter, isCa, sha256, issuer } = certificate;
  const usages = [...certificate.usages, ...certificate.unknownUsages];
  const facts = { serial, notBefore, notAfter, isCa, sha256, usages, issuer: formatName(issuer), further };
  return { ...describeIdentity(certificate), ...facts, kind: 'certificate' };
}

function unreadable({ path }: SourceFile, why: string): CountersignError {
  const words = why.replace(/\.$/, '');
  return new CountersignError('file-unreadable', `${JSON.stringify(path)} cannot be shown: ${words}`, {
    hint: 'show reads a request in YAML, a CSR or a certificate, in PEM or DER',
  });
}

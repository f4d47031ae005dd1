/** One file under `requests/` → a request, or every fault in it at once. */
import { blocks, compareFindings, type Finding } from '../finding.ts';
import type { Csr, SourceFile } from '../model.ts';
import { nearest } from '../nearest.ts';
import type { YamlMap, YamlReading } from '../yaml/node.ts';
import { parseYamlFile } from '../yaml.ts';
import { readCsrField } from './csr.ts';
import { evaluateFields } from './fields.ts';
import { readAnnotations, readName } from './metadata.ts';
import { evaluatePath } from './path.ts';
import { fault, type Reader, readText } from './reader.ts';
import type { RequestAnnotations, RequestReading } from './request.ts';
import { readExpirationSeconds, readUsages } from './spec.ts';

export interface ReadOptions {
  /**
   * Whether the file lies under `requests/` of a repository, so that its path, mode and suffix count and
   * `metadata.name` must be its file name; elsewhere a file of any name is judged by its contents alone.
   */
  readonly layout: boolean;
}

/** What a document says, as far as it could be read. */
interface Fields {
  readonly name: string | null;
  readonly annotations: RequestAnnotations | null;
  readonly signerName: string | null;
  readonly usages: readonly string[] | null;
  readonly expirationSeconds: number | null;
  readonly csr: Csr | null;
}

const nothing: Fields = {
  name: null,
  annotations: null,
  signerName: null,
  usages: null,
  expirationSeconds: null,
  csr: null,
};

/** Reads a file and gathers every fault. Never throws, whatever the bytes. */
export function readRequest(file: SourceFile, options: ReadOptions): RequestReading {
  const yaml = parseYamlFile(file);
  const reader: Reader = { path: file.path, yaml, findings: options.layout ? evaluatePath(file) : [] };
  const fields = yaml.root === null ? nothing : readDocument(reader, yaml, options.layout);
  const findings = [...reader.findings, ...withoutEchoes(yaml.findings, reader.findings)].sort(
    compareFindings,
  );
  return {
    file,
    object: yaml.value,
    ambiguous: yaml.ambiguous,
    request: blocks(findings) ? null : asRequest(file, fields),
    partial: {
      name: fields.name,
      signerName: fields.signerName,
      usages: fields.usages,
      expirationSeconds: fields.expirationSeconds,
      reason: fields.annotations?.reason ?? null,
      csr: fields.csr,
    },
    findings,
    locate: yaml.locate,
    lineText: yaml.lineText,
  };
}

function asRequest(file: SourceFile, fields: Fields): RequestReading['request'] {
  const { name, annotations, signerName, usages, expirationSeconds, csr } = fields;
  if (name === null || annotations === null || signerName === null || usages === null || csr === null)
    return null;
  const { path, mode, blob } = file;
  return { path, mode, blob, name, signerName, usages, expirationSeconds, annotations, csr };
}

/** Where the lifetime has a finding of its own, it says more than "read in more than one way, quote it". */
function withoutEchoes(findings: readonly Finding[], own: readonly Finding[]): readonly Finding[] {
  if (!own.some(({ code }) => code === 'request.expiration-format')) return findings;
  return findings.filter(
    ({ code, pointer }) => code !== 'yaml.ambiguous-value' || pointer !== '/spec/expirationSeconds',
  );
}

function readDocument(reader: Reader, yaml: YamlReading, layout: boolean): Fields {
  const { root } = yaml;
  if (root?.kind !== 'map') {
    reportNoObject(reader, yaml);
    return nothing;
  }
  if (!evaluateType(reader, root)) return nothing;
  evaluateFields(reader, root);
  const usages = readUsages(reader);
  return {
    name: readName(reader, layout),
    annotations: readAnnotations(reader),
    signerName: yaml.at('/spec')?.kind === 'map' ? readText(reader, '/spec/signerName', true) : null,
    usages,
    expirationSeconds: readExpirationSeconds(reader),
    csr: readCsrField(reader, usages),
  };
}

function reportNoObject(reader: Reader, { root, lineText }: YamlReading): void {
  const start = lineText(1);
  if (start.startsWith('version https://git-lfs.github.com/')) {
    const message = 'The file is a Git LFS pointer; what it points to is not in the repository.';
    fault(reader, 'file.lfs-pointer', '', { message, hint: 'Take requests/ out of LFS in .gitattributes.' });
    return;
  }
  fault(reader, 'request.not-an-object', '', {
    message: `The document is ${root?.kind === 'list' ? 'a list' : 'text'} where a CertificateSigningRequest is due.`,
    hint: start.startsWith('-----BEGIN ')
      ? 'This is PEM; make a request of a CSR with: countersign wrap FILE.csr --as RULE.'
      : 'Begin with apiVersion, kind, metadata and spec; countersign new writes them.',
  });
}

const apiVersion = 'certificates.k8s.io/v1';
const kind = 'CertificateSigningRequest';

function kindHint(found: string): string {
  return isMeantAsRequest(found)
    ? `Write kind: ${kind}.`
    : `Only requests belong here: write kind: ${kind}, or put this object elsewhere.`;
}

function isMeantAsRequest(found: string): boolean {
  return /^certificate/i.test(found) || nearest(found.slice(0, 80), [kind]) !== null;
}

/** Judges apiVersion and kind; false where the document is of another kind, so that its fields mean nothing here. */
function evaluateType(reader: Reader, root: YamlMap): boolean {
  const found = readText(reader, '/kind', true);
  const version = readText(reader, '/apiVersion', true);
  // The version of an object that is meant to be another is right for that object.
  if (version !== null && version !== apiVersion && (found === null || isMeantAsRequest(found))) {
    const message = `apiVersion is ${JSON.stringify(version.slice(0, 80))}; it must be ${apiVersion}.`;
    fault(reader, 'request.api-version', '/apiVersion', {
      message,
      hint: `Write apiVersion: ${apiVersion}.`,
    });
  }
  if (found === null || found === kind) return true;
  const isList = found.endsWith('List') || root.entries.some(({ key }) => key === 'items');
  fault(reader, 'request.kind', '/kind', {
    message: `kind is ${JSON.stringify(found.slice(0, 80))}; it must be ${kind}.`,
    hint: isList ? 'Write one request a file, without a list around it.' : kindHint(found),
  });
  return found.toLowerCase() === kind.toLowerCase();
}

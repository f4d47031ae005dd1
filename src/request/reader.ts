import { type Finding, finding, type Position, type Suggestion } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';
import type { YamlNode, YamlReading, YamlScalar } from '../yaml/node.ts';
import { maxFindings, quoted, replacement } from '../yaml/state.ts';

/** One file while its fields are being read; findings gather here. */
export interface Reader {
  readonly path: string;
  readonly yaml: YamlReading;
  readonly findings: Finding[];
}

export interface Fault {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly suggestion?: Suggestion | undefined;
  /** Where it is, if not where the node at the pointer begins: an unknown key, for one. */
  readonly position?: Position | undefined;
}

/** Adds a finding at an RFC 6901 pointer. */
export function fault(reader: Reader, code: FindingCode, pointer: string, details: Fault): void {
  const { findings, path, yaml } = reader;
  if (findings.length > maxFindings) return;
  const position = details.position ?? yaml.locate(pointer);
  if (findings.length < maxFindings) {
    findings.push(finding(code, { ...details, file: path, pointer, position }));
    return;
  }
  const message = `The file has more than ${maxFindings} faults; the rest are not listed.`;
  const hint = 'Mend these, then look again.';
  findings.push(finding('yaml.too-many-faults', { message, hint, file: path, pointer, position }));
}

/** The change of a scalar's line that writes `by` in its place, where it stands on one line. */
export function rewrite(reader: Reader, node: YamlScalar, by: string): Suggestion | undefined {
  return replacement(reader.yaml.lineText, node.position, node.raw, by);
}

/** The text at a pointer. Absent, empty and null are faults where it is required; so is any other type. */
export function readText(reader: Reader, pointer: string, required: boolean): string | null {
  const node = reader.yaml.at(pointer);
  if (node === undefined) {
    if (required) fault(reader, 'request.field-missing', pointer, missing(pointer));
    return null;
  }
  return asText(reader, pointer, node);
}

/** The node as text, or null with a finding. A scalar that readers differ on has its finding already. */
export function asText(reader: Reader, pointer: string, node: YamlNode): string | null {
  const { value } = node;
  if (typeof value === 'string') {
    if (node.kind === 'scalar' && !node.alike) return null;
    if (value !== '') return value;
  }
  if (value === null || value === '') fault(reader, 'request.field-missing', pointer, missing(pointer));
  else if (node.kind !== 'scalar')
    fault(reader, 'request.field-type', pointer, wrongType(pointer, node, 'text'));
  else if (node.alike && value !== undefined) {
    const by = quoted(node.text);
    fault(reader, 'request.field-type', pointer, {
      message: `${fieldName(pointer)} is ${article(node)} where text is due.`,
      hint: `Quote it: ${by}.`,
      suggestion: rewrite(reader, node, by),
    });
  }
  return null;
}

/** Says that a required field is not there, and what to write. */
export function missing(pointer: string): Fault {
  return {
    message: `${fieldName(pointer)} is missing or empty.`,
    hint: hints[pointer] ?? 'Write a value, or remove the field.',
  };
}

const hints: Readonly<Record<string, string>> = {
  '/apiVersion': 'Write apiVersion: certificates.k8s.io/v1.',
  '/kind': 'Write kind: CertificateSigningRequest.',
  '/metadata': 'Write metadata with a name below it.',
  '/metadata/name': 'Write the file name without .yaml.',
  '/metadata/annotations': 'Write a map of countersign.dev/… keys to quoted text, or remove it.',
  '/spec': 'Write spec with request, signerName and usages below it.',
  '/spec/request': 'Write the base64 of the CSR: base64 -w0 < my.csr.',
  '/spec/signerName':
    'Write who signs: kubernetes.io/kube-apiserver-client for a user; for a service a name of your own, such as example.com/serving.',
  '/spec/usages':
    'Write what the certificate is for, such as [digital signature, key encipherment, server auth].',
  '/spec/expirationSeconds': 'Write the seconds as a number, such as 86400 for 1 day.',
};

/** Says what stands there and what should. */
export function wrongType(pointer: string, node: YamlNode, due: string): Fault {
  return {
    message: `${fieldName(pointer)} is ${article(node)} where ${due} is due.`,
    hint: hints[pointer] ?? `Write ${due}.`,
  };
}

function article(node: YamlNode): string {
  if (node.value === null) return 'empty';
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  return typeof node.value === 'string' ? 'text' : `a ${typeof node.value}`;
}

/** `/spec/usages/1` → `spec.usages[1]`, as Kubernetes writes it. */
export function fieldName(pointer: string): string {
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}

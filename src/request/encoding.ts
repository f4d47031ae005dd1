/** The outer encoding of `spec.request`: standard base64 of PEM text, and the ways people get it wrong. */
import { encodePem } from '../pki/pem.ts';
import type { YamlScalar } from '../yaml/node.ts';
import { type Fault, fault, type Reader, readText, rewrite } from './reader.ts';

const pointer = '/spec/request';
const command = 'base64 -w0 < my.csr';
const pemStart = '-----BEGIN ';

/** The bytes that `spec.request` encodes, as the API server would decode them; null with a finding. */
export function readEncoded(reader: Reader): Uint8Array | null {
  if (reader.yaml.at('/spec')?.kind !== 'map') return null;
  const node = reader.yaml.at(pointer);
  const template = node?.kind === 'map' ? /\{\{.*\}\}/.exec(reader.yaml.lineText(node.position.line)) : null;
  if (template !== null) {
    reportPlaceholder(reader, template[0]);
    return null;
  }
  const text = readText(reader, pointer, true);
  if (text === null || node?.kind !== 'scalar') return null;
  const bytes = decodeBase64(text);
  if (bytes === null) {
    reportText(reader, node, text);
    return null;
  }
  const inner = startOf(bytes);
  // Five hyphens: one is a byte that a key in DER may well have.
  if (!inner.includes('-----') && reportDisguise(reader, node, bytes, inner)) return null;
  return bytes;
}

/** Go's `base64.StdEncoding`: padded, line breaks anywhere, nothing else (kubernetes-csr.md 1.2). */
function decodeBase64(text: string): Buffer | null {
  const digits = /[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, '') : text;
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return null;
  return Buffer.from(digits, 'base64');
}

function startOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 64)).toString('latin1');
}

/** `$(command …)` to its last bracket, `${name}`, `$name`, `{{ template }}`, `<gap>`. */
const placeholder = /\$\(.*\)|\$\(.*|\$\{[^}]*\}?|\$\w+|\{\{.*?\}\}|<[^>]*>/s;

/** Says what a text that is not base64 is instead. */
function reportText(reader: Reader, node: YamlScalar, text: string): void {
  if (text.trimStart().startsWith(pemStart)) reportRawPem(reader, node, text);
  else if (/[${}<>]|^%.*%$|\.\.\./.test(text)) {
    reportPlaceholder(reader, placeholder.exec(text.slice(0, 1000))?.[0] ?? text);
  } else fault(reader, 'request.not-base64', pointer, notBase64(reader, node, text));
}

function reportPlaceholder(reader: Reader, found: string): void {
  const shown = found.length > 60 ? `${found.slice(0, 59)}…` : found;
  fault(reader, 'request.placeholder', pointer, {
    message: `spec.request holds ${JSON.stringify(shown)}, which nothing fills in after the commit.`,
    hint: `Put the CSR itself there: ${command}.`,
  });
}

function reportRawPem(reader: Reader, node: YamlScalar, text: string): void {
  const label = /-----BEGIN ([^-\n]{1,40})-----/.exec(text)?.[1] ?? '';
  if (label.endsWith('PRIVATE KEY')) {
    fault(reader, 'request.wrong-content', pointer, privateKey);
    return;
  }
  const encoded = Buffer.from(`${text.trim()}\n`).toString('base64');
  fault(reader, 'request.raw-pem', pointer, {
    message: 'spec.request holds PEM text; Kubernetes wants the base64 of it.',
    hint: `Write it in one line: ${command}.`,
    suggestion: rewrite(reader, node, encoded),
  });
}

/** A private key where the CSR belongs; its bytes are never repeated. */
export const privateKey: Fault = {
  message: 'spec.request holds a private key instead of a CSR.',
  hint: 'Put the CSR made from the key there, never the key. Where it was pushed it is leaked: make a new one.',
};

function notBase64(reader: Reader, node: YamlScalar, text: string): Fault {
  const digits = text.replace(/\s+/g, '');
  const standard = digits.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  const repairable = /^[A-Za-z0-9+/]+$/.test(standard) && standard.length % 4 !== 1;
  const fixed = repairable ? standard.padEnd(Math.ceil(standard.length / 4) * 4, '=') : undefined;
  return {
    message: `spec.request is not standard base64: ${whyNotBase64(text, digits)}.`,
    hint: `Encode the CSR with: ${command}.`,
    suggestion: fixed === undefined ? undefined : rewrite(reader, node, fixed),
  };
}

function whyNotBase64(text: string, digits: string): string {
  if (/[ \t]/.test(text.trim()))
    return 'there is white space in it, which a folded block (>) makes of line breaks';
  if (/[-_]/.test(digits) && /^[\w-]*={0,2}$/.test(digits))
    return 'it uses the URL alphabet (- and _ for + and /)';
  const odd = /[^A-Za-z0-9+/=\s]/u.exec(text);
  if (odd !== null)
    return `the character ${JSON.stringify(odd[0])} at ${odd.index + 1} is none of its digits`;
  if (/=[^=\s]/.test(text)) return 'padding stands inside it, as when two encoded texts are joined';
  return 'its length is wrong, as when the end or the padding was cut off';
}

/** Says what decodable base64 without PEM inside really is; false where that is for the PEM reader to say. */
function reportDisguise(reader: Reader, node: YamlScalar, bytes: Buffer, start: string): boolean {
  const again = /^[A-Za-z0-9+/]/.test(start) ? decodeBase64(bytes.toString('latin1')) : null;
  if (again !== null && startOf(again).includes(pemStart)) {
    fault(reader, 'request.double-base64', pointer, {
      message: 'spec.request was encoded as base64 twice.',
      hint: `Encode the CSR once: ${command}.`,
      suggestion: rewrite(reader, node, bytes.toString('latin1').replace(/\s+/g, '')),
    });
    return true;
  }
  if (bytes[0] !== 0x30 || bytes.length < 64) return false;
  fault(reader, 'request.der', pointer, {
    message: 'spec.request holds the base64 of DER; Kubernetes wants the base64 of PEM.',
    hint: 'Convert it: openssl req -inform DER -in my.csr | base64 -w0.',
    suggestion: rewrite(
      reader,
      node,
      Buffer.from(encodePem('CERTIFICATE REQUEST', bytes)).toString('base64'),
    ),
  });
  return true;
}

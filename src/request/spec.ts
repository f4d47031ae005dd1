/** `spec` of a request but for the CSR: usages and lifetime. */
import { formatDuration, meantDuration } from '../duration.ts';
import type { YamlNode, YamlScalar } from '../yaml/node.ts';
import { asText, fault, type Reader, rewrite, wrongType } from './reader.ts';

/** Reads `spec.usages` in file order; which words there are is for the cluster's rules to say. */
export function readUsages(reader: Reader): readonly string[] | null {
  const pointer = '/spec/usages';
  const node = reader.yaml.at(pointer);
  if (node === undefined) {
    const message = 'spec.usages is missing.';
    const hint =
      'Write what the certificate is for, such as [digital signature, key encipherment, server auth].';
    if (reader.yaml.at('/spec')?.kind === 'map')
      fault(reader, 'request.field-missing', pointer, { message, hint });
    return null;
  }
  if (node.kind !== 'list') {
    reportSingleUsage(reader, pointer, node);
    return null;
  }
  if (node.items.length === 0) {
    const message = 'spec.usages is an empty list.';
    fault(reader, 'request.field-missing', pointer, { message, hint: 'Write at least one usage.' });
    return null;
  }
  const usages = node.items.map((item, index) => asText(reader, `${pointer}/${index}`, item));
  return usages.every((usage) => usage !== null) ? usages : null;
}

/** `usages: server auth, client auth` is what people write who do not know YAML lists. */
function reportSingleUsage(reader: Reader, pointer: string, node: YamlNode): void {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') {
    const code = node.value === null ? 'request.field-missing' : 'request.field-type';
    fault(reader, code, pointer, wrongType(pointer, node, 'a list'));
    return;
  }
  const list = `[${node.text
    .split(/[,\n]/)
    .map((usage) => JSON.stringify(usage.trim()))
    .join(', ')}]`;
  fault(reader, 'request.field-type', pointer, {
    message: 'spec.usages is text where a list is due.',
    hint: `Write ${list}.`,
    suggestion: rewrite(reader, node, list),
  });
}

/** The field is a Go int32. */
const maxSeconds = 2_147_483_647;

/** Reads `spec.expirationSeconds`: decimal digits, so that nobody can read another lifetime into it. */
export function readExpirationSeconds(reader: Reader): number | null {
  const pointer = '/spec/expirationSeconds';
  const node = reader.yaml.at(pointer);
  if (node === undefined) return null;
  if (node.kind !== 'scalar') {
    fault(reader, 'request.field-type', pointer, wrongType(pointer, node, 'a number of seconds'));
    return null;
  }
  if (node.style === 'plain' && node.alike && /^(?:0|[1-9][0-9]*)$/.test(node.raw)) {
    const seconds = Number(node.raw);
    if (seconds <= maxSeconds) return seconds;
    const message = `spec.expirationSeconds is ${node.raw}; the largest number the field can hold is ${maxSeconds}.`;
    fault(reader, 'request.expiration-format', pointer, { message, hint: 'Write fewer seconds.' });
    return null;
  }
  reportLifetime(reader, pointer, node);
  return null;
}

function reportLifetime(reader: Reader, pointer: string, node: YamlScalar): void {
  const seconds = meantSeconds(node);
  const raw = node.raw.slice(0, 40);
  const written =
    raw === ''
      ? 'empty'
      : node.style === 'plain'
        ? JSON.stringify(raw)
        : `the text ${JSON.stringify(node.text.slice(0, 40))}`;
  fault(reader, 'request.expiration-format', pointer, {
    message: `spec.expirationSeconds is ${written}; it must be seconds in plain decimal digits.`,
    hint:
      seconds === null
        ? `Write the seconds, such as 86400 for ${formatDuration(86_400)}${readAs(node)}.`
        : `Write ${seconds} for ${formatDuration(seconds)}.`,
    suggestion: seconds === null ? undefined : rewrite(reader, node, String(seconds)),
  });
}

/** What the author surely meant, or null where it could be two things. */
function meantSeconds(node: YamlScalar): number | null {
  const text = node.text.trim();
  const duration = meantDuration(text);
  if (duration !== null && duration <= maxSeconds) return duration;
  const meant = node.alike && /^[1-9][0-9]*(?:\.0+)?$/.test(text) ? Number(text) : Number.NaN;
  return meant <= maxSeconds ? meant : null;
}

function readAs({ value }: YamlScalar): string {
  return typeof value === 'number' ? `; Kubernetes reads ${value} here` : '';
}

/** Bodies and headers of HTTP, apart from what they mean. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './call.ts';
import { type Form, plainForm } from './media.ts';
import { encodeObject, isProtobufKind, protobufType } from './protobuf/object.ts';

/** How often over the limit a body is still read (and dropped), so that its sender can hear why it is refused. */
const drainedTimes = 8;

/** Reads a whole body; null where it is longer than the limit. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    if (length > limit * drainedTimes) throw new Error('the body is longer than anyone will read');
  }
  return length > limit ? null : Buffer.concat(chunks);
}

const mediaTypes: Readonly<Record<Form['encoding'], string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  protobuf: protobufType,
};

/** Sends an answer that is not a stream, in the first form that can hold it. */
export function sendReply(
  response: ServerResponse,
  reply: Answer,
  forms: readonly Form[] = [plainForm],
): void {
  const { type, body } = encodeReply(reply, forms);
  const warnings = 'text' in reply ? [] : (reply.warnings ?? []);
  response.writeHead(reply.code, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-cache, private',
    ...(warnings.length > 0 ? { Warning: warnings.map(formatWarning) } : {}),
  });
  response.end(body);
}

function encodeReply(
  reply: Answer,
  forms: readonly Form[],
): { readonly type: string; readonly body: string | Buffer } {
  if ('text' in reply) return { type: 'text/plain; charset=utf-8', body: reply.text };
  const { json } = reply;
  const fits = ({ encoding }: Form): boolean => encoding !== 'protobuf' || isProtobufKind(json);
  const encoding = forms.find(fits)?.encoding ?? 'json';
  const type = mediaTypes[encoding];
  // JSON is YAML, too.
  const isBinary = encoding === 'protobuf' && isProtobufKind(json);
  return { type, body: isBinary ? encodeObject(json) : `${JSON.stringify(json)}\n` };
}

/** One `Warning` header (RFC 7234 section 5.5). Field names from a body may hold anything; a header may not. */
function formatWarning(text: string): string {
  const printable = text.slice(0, 1_000).replace(/[^\x20-\x7e]/g, '?');
  return `299 - "${printable.replace(/["\\]/g, '\\$&')}"`;
}

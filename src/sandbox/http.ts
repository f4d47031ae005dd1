/** Bodies and headers of HTTP, apart from what they mean. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './call.ts';

/** How often over the limit a body is still read (and dropped), so that its sender can hear why it is refused. */
const drainedTimes = 8;

/** Reads a whole body as UTF-8; null where it is longer than the limit. */
export async function readText(request: IncomingMessage, limit: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    if (length > limit * drainedTimes) throw new Error('the body is longer than anyone will read');
  }
  return length > limit ? null : Buffer.concat(chunks).toString('utf8');
}

/** Whether any range of an `Accept` header takes JSON; none given takes all (RFC 9110 section 12.5.1). */
export function isJsonAccepted(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  const ranges = accept.split(',').map((range) => range.split(';')[0]?.trim().toLowerCase() ?? '');
  return ranges.some((range) => ['application/json', 'application/*', '*/*', 'text/plain'].includes(range));
}

/** Sends an answer that is not a stream. */
export function sendReply(response: ServerResponse, reply: Answer): void {
  const isText = 'text' in reply;
  const body = isText ? reply.text : `${JSON.stringify(reply.json)}\n`;
  const warnings = isText ? [] : (reply.warnings ?? []);
  response.writeHead(reply.code, {
    'Content-Type': isText ? 'text/plain; charset=utf-8' : 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-cache, private',
    ...(warnings.length > 0 ? { Warning: warnings.map(formatWarning) } : {}),
  });
  response.end(body);
}

/** One `Warning` header (RFC 7234 section 5.5). Field names from a body may hold anything; a header may not. */
function formatWarning(text: string): string {
  const printable = text.slice(0, 1_000).replace(/[^\x20-\x7e]/g, '?');
  return `299 - "${printable.replace(/["\\]/g, '\\$&')}"`;
}

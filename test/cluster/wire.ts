/** HTTPS to a control plane, with nothing between the tests and the wire. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';

/** How somebody gets in: a token, a client certificate, or an administrator's while acting as somebody else. */
export interface Credentials {
  readonly token?: string;
  /** PEM. */
  readonly cert?: string;
  /** PEM. */
  readonly key?: string;
  readonly as?: { readonly name: string; readonly uid: string; readonly groups: readonly string[] };
}

export interface Endpoint extends Credentials {
  readonly url: string;
  readonly caPem: string;
}

export interface WireAnswer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

export type Json = Readonly<Record<string, unknown>>;

/** The headers that say who is calling. */
export function credentialHeaders({ token, as }: Credentials): Record<string, string | string[]> {
  return {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(as === undefined
      ? {}
      : { 'impersonate-user': as.name, 'impersonate-uid': as.uid, 'impersonate-group': [...as.groups] }),
  };
}

/** Sends one request; the response's body is still to be read. */
export async function open(
  { url, caPem, cert, key, ...who }: Endpoint,
  method: string,
  path: string,
  { agent, headers = {}, body }: { agent?: Agent; headers?: RequestOptions['headers']; body?: string | Buffer },
): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, {
      ...(agent === undefined ? { agent: false } : { agent }),
      method,
      ca: caPem,
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      headers: { ...credentialHeaders(who), ...headers },
    });
    sent.once('response', resolve);
    sent.once('error', reject);
    sent.end(body);
  });
}

export async function readAll(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A call that must succeed; `allowed` are further codes that are as good. */
export async function callJson(
  endpoint: Endpoint,
  method: string,
  path: string,
  body?: unknown,
  allowed: readonly number[] = [],
): Promise<Json> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const type = text === undefined ? {} : { 'content-type': 'application/json' };
  const response = await open(endpoint, method, path, {
    headers: { accept: 'application/json', ...type, 'content-length': Buffer.byteLength(text ?? '') },
    ...(text === undefined ? {} : { body: text }),
  });
  const answer = (await readAll(response)).toString('utf8');
  const code = response.statusCode ?? 0;
  if (code >= 300 && !allowed.includes(code)) throw new Error(`${method} ${path}: ${code} ${answer}`);
  return JSON.parse(answer) as Json;
}

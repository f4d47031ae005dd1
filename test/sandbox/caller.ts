/** A plain HTTPS client for the embedded cluster: what is on the wire, and nothing that an SDK would hide. */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { SandboxCluster } from '../../src/sandbox/cluster.ts';

export const csrPath = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

export interface CallOptions {
  /** Sent as it is when it is text or bytes, as JSON otherwise. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers of any shape are what the tests look into
  readonly json: any;
}

export interface WatchEvent {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly object: any;
}

export interface Caller {
  /** One call as a user, by token; null sends no credentials. */
  call(user: string | null, method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Opens a watch; `next` resolves to the next event, or null at the end of the stream. */
  watch(user: string, query: string): Promise<{ next(): Promise<WatchEvent | null>; close(): void }>;
  close(): void;
}

/** A client that keeps its connections; `tls` may add a client certificate. */
export function createCaller(
  cluster: SandboxCluster,
  tls: { readonly cert?: string; readonly key?: string } = {},
): Caller {
  const agent = new Agent({ keepAlive: true, ca: cluster.caPem, ...tls });
  const open = (
    user: string | null,
    method: string,
    path: string,
    headers: Record<string, string>,
  ): ClientRequest =>
    request(`${cluster.url}${path}`, {
      agent,
      method,
      headers: { ...authorization(cluster, user), ...headers },
    });
  return {
    async call(user, method, path, { body, headers = {} } = {}) {
      const bytes = encodeBody(body);
      const length = bytes === null ? {} : { 'content-length': String(Buffer.byteLength(bytes)) };
      const type = bytes === null ? {} : { 'content-type': 'application/json', ...length };
      const sent = open(user, method, path, { ...type, ...headers });
      const response = await answerTo(sent, bytes);
      const text = await readAll(response);
      return { code: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) };
    },
    async watch(user, query) {
      const sent = open(user, 'GET', `${csrPath}?watch=true${query === '' ? '' : `&${query}`}`, {});
      const response = await answerTo(sent, null);
      if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${await readAll(response)}`);
      const events = readEvents(response);
      return {
        next: async () => (await events.next()).value ?? null,
        close: () => void sent.destroy(),
      };
    },
    close: () => agent.destroy(),
  };
}

function authorization(cluster: SandboxCluster, name: string | null): Record<string, string> {
  if (name === null) return {};
  const user = cluster.users.find((candidate) => candidate.name === name);
  if (user === undefined) throw new Error(`no user ${name}`);
  return { authorization: `Bearer ${user.token}` };
}

function encodeBody(body: unknown): string | Buffer | null {
  if (body === undefined) return null;
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}

async function answerTo(sent: ClientRequest, body: string | Buffer | null): Promise<IncomingMessage> {
  return await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', reject);
    sent.end(body ?? undefined);
  });
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function* readEvents(response: IncomingMessage): AsyncGenerator<WatchEvent, null> {
  let rest = '';
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as WatchEvent;
    }
  } catch {
    // The stream was cut; to a client that is its end.
  }
  return null;
}

/** The suite's client: every call goes over the wire as written, and every answer comes back as it was. */
import { Agent } from 'node:https';
import { type Credentials, type Endpoint, open, readAll } from '../cluster/wire.ts';

export const csrPath = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

/** A cluster of either kind. */
export interface Target {
  readonly url: string;
  readonly caPem: string;
  credentials(userName: string | null): Credentials;
}

export interface CallOptions {
  /** Sent as it is when it is text or bytes, as JSON otherwise. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly code: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly bytes: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: answers of any shape are what the scenarios look into
  readonly json: any;
}

export interface WatchEvent {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly object: any;
}

export interface Watch {
  /** The next event, or null at the end of the stream. */
  next(): Promise<WatchEvent | null>;
  close(): void;
}

export interface Client {
  call(user: string | null, method: string, path: string, options?: CallOptions): Promise<Answer>;
  watch(user: string, query: string): Promise<Watch>;
  /** The same cluster, as the owner of a client certificate. */
  withCertificate(cert: string, key: string): Client;
  close(): void;
}

export function createClient(target: Target, certificate: Credentials = {}): Client {
  const agents = new Map<string | null, Agent>();
  const connect = (user: string | null): { endpoint: Endpoint; agent: Agent } => {
    const credentials = user === null ? certificate : target.credentials(user);
    const agent = agents.get(user) ?? new Agent({ keepAlive: true });
    agents.set(user, agent);
    return { endpoint: { url: target.url, caPem: target.caPem, ...credentials }, agent };
  };
  return {
    async call(user, method, path, { body, headers = {} } = {}) {
      const { endpoint, agent } = connect(user);
      const content = encodeBody(body);
      const length = content === null ? {} : { 'content-length': String(Buffer.byteLength(content)) };
      const type = content === null ? {} : { 'content-type': 'application/json' };
      const response = await open(endpoint, method, path, {
        agent,
        headers: { ...length, ...type, ...headers },
        ...(content === null ? {} : { body: content }),
      });
      const bytes = await readAll(response);
      const text = bytes.toString('utf8');
      const code = response.statusCode ?? 0;
      return { code, headers: response.headers, text, bytes, json: parse(text) };
    },
    async watch(user, query) {
      const { endpoint, agent } = connect(user);
      const response = await open(endpoint, 'GET', `${csrPath}?watch=true&${query}`, { agent });
      if (response.statusCode !== 200) {
        throw new Error(`watch: ${response.statusCode} ${(await readAll(response)).toString('utf8')}`);
      }
      const events = readEvents(response);
      return {
        next: async () => (await events.next()).value ?? null,
        close: () => void response.destroy(),
      };
    },
    withCertificate: (cert, key) => createClient(target, { cert, key }),
    close() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

function encodeBody(body: unknown): string | Buffer | null {
  if (body === undefined) return null;
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(sorted(body));
}

/** Keys in order, as kubectl sends them: what is wrong is told in the order of the text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function* readEvents(response: AsyncIterable<Buffer>): AsyncGenerator<WatchEvent, null> {
  let rest = '';
  try {
    for await (const chunk of response) {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as WatchEvent;
    }
  } catch {
    // The stream was cut; to a client that is its end.
  }
  return null;
}

/** The HTTPS mouth of the embedded cluster: connections, bodies in, faults on demand, answers out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from './authenticator.ts';
import type { Access } from './authorizer.ts';
import { type Answer, type Call, type Reply, refuse, type Stream } from './call.ts';
import type { Fault } from './fault.ts';
import { readBody, sendReply } from './http.ts';
import { type Form, negotiate, plainForm } from './media.ts';
import { impersonates, readCredentials } from './peer.ts';
import { parseTarget } from './router.ts';
import {
  badRequest,
  internalError,
  methodNotAllowed,
  noSuchResource,
  type Refusal,
  tooLarge,
  tooManyRequests,
} from './status.ts';

/** Bytes of a body that the API server takes (`MaxRequestBodyBytes`). */
const maxBodyBytes = 3 * 1024 * 1024;

/** An idle connection is kept as long as Go clients keep theirs; Node's five seconds would cut a client that waits. */
const idleMilliseconds = 90_000;

/** What stands behind the mouth. */
export interface Gateway {
  /** Authentication and authorisation. */
  admit(
    credentials: Credentials,
    impersonates: boolean,
    access: Access,
  ): { readonly user: Call['user'] } | { readonly refusal: Refusal };
  /** The fault this call meets, or null. */
  fault(access: Access): Fault | null;
  answer(call: Call, form: Form): Reply;
}

export interface ServerOptions {
  readonly gateway: Gateway;
  readonly certificatePem: string;
  readonly keyPem: string;
  /** Whom client certificates must come from. */
  readonly clientCaPem: string;
  /** 0: any free port. */
  readonly port: number;
}

export interface RunningServer {
  readonly port: number;
  /** TLS connections accepted so far. */
  connections(): number;
  /** Cuts every watch that runs, as a restart of a real server or a load balancer would. */
  cutWatches(): void;
  stop(): Promise<void>;
}

/** The part of a running server that one call needs. */
interface Conversation {
  readonly gateway: Gateway;
  readonly watches: Set<ServerResponse>;
  readonly stopping: AbortSignal;
}

/** Listens on the loopback address. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const stopping = new AbortController();
  const watches = new Set<ServerResponse>();
  const conversation = { gateway: options.gateway, watches, stopping: stopping.signal };
  const server = createServer(
    {
      cert: options.certificatePem,
      key: options.keyPem,
      ca: options.clientCaPem,
      // Certificates are asked for and verified, but a call without one may still carry a token.
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => void serve(conversation, request, response),
  );
  server.keepAliveTimeout = idleMilliseconds;
  let connections = 0;
  server.on('secureConnection', () => {
    connections += 1;
  });
  await listen(server, options.port);
  const cutWatches = (): void => {
    for (const watch of watches) watch.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    cutWatches,
    async stop() {
      stopping.abort();
      cutWatches();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Never rejects: whatever goes wrong inside is a 500 for this one call. */
async function serve(
  conversation: Conversation,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await converse(conversation, request, response);
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else sendReply(response, refuse(internalError(error instanceof Error ? error.message : 'unknown')));
  }
}

async function converse(
  conversation: Conversation,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const entry = enter(conversation.gateway, request);
  const forms = formsOf(request, entry.isResource);
  if ('answer' in entry) return sendReply(response, entry.answer, 'refusal' in forms ? [plainForm] : forms);
  const fault = conversation.gateway.fault(entry.access);
  if (fault?.kind === 'refuse') return refuseOnDemand(response, fault);
  if (fault?.kind === 'reset') return void request.socket.destroy();
  if (fault?.kind === 'delay') await delay(fault.milliseconds, undefined, { signal: conversation.stopping });
  const reply = await obey(conversation.gateway, entry, request, forms);
  if (fault?.kind === 'lose-answer') return void request.socket.destroy();
  if ('watch' in reply) streamWatch(conversation, response, reply);
  else sendReply(response, reply, 'refusal' in forms ? [plainForm] : forms);
}

interface Entry extends Pick<Call, 'user' | 'access' | 'query'> {
  readonly isResource: boolean;
}

/** Outside what is served nothing is an object, and neither is the answer. */
const noSuchPage: Answer = { code: 404, text: '404 page not found\n' };

/** An answer given before the body is looked at, and whether it is about a resource. */
interface Early {
  readonly answer: Answer;
  readonly isResource: boolean;
}

/** What comes before the body is looked at: is there such a place, who is there, may they. */
function enter(gateway: Gateway, request: IncomingMessage): Entry | Early {
  const url = parseUrl(request.url ?? '/');
  const target = url === null ? null : parseTarget(request.method ?? 'GET', url.pathname, url.searchParams);
  if (url === null || target === null) {
    return { answer: refuse(badRequest('malformed URL')), isResource: false };
  }
  const isResource = target.access.path === null;
  const admitted = gateway.admit(readCredentials(request), impersonates(request), target.access);
  if ('refusal' in admitted) return { answer: refuse(admitted.refusal), isResource };
  if (!target.isGroupServed) return { answer: noSuchPage, isResource };
  if (!target.isServed) return { answer: refuse(noSuchResource()), isResource };
  if (request.method === 'HEAD' && isResource) return { answer: refuse(methodNotAllowed()), isResource };
  return { user: admitted.user, access: target.access, query: url.searchParams, isResource };
}

type Forms = ReturnType<typeof negotiate>;

/** Objects have several forms; what is outside the resources has one. */
function formsOf(request: IncomingMessage, isResource: boolean): Forms {
  return isResource ? negotiate(request.headers.accept) : [plainForm];
}

async function obey(gateway: Gateway, entry: Entry, request: IncomingMessage, forms: Forms): Promise<Reply> {
  if ('refusal' in forms) return refuse(forms.refusal);
  const body = await readBody(request, maxBodyBytes);
  if (body === null) return refuse(tooLarge(maxBodyBytes));
  const contentType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return gateway.answer({ ...entry, contentType, body }, forms[0] ?? plainForm);
}

function parseUrl(text: string): URL | null {
  return URL.parse(`https://localhost${text.startsWith('/') ? text : `/${text}`}`);
}

function refuseOnDemand(response: ServerResponse, fault: Extract<Fault, { kind: 'refuse' }>): void {
  const seconds = fault.retryAfterSeconds;
  const refusal = fault.code === 429 ? tooManyRequests(seconds ?? 1) : internalError('a fault on demand');
  if (seconds !== undefined) response.setHeader('Retry-After', String(seconds));
  sendReply(response, refuse({ ...refusal, code: fault.code }));
}

/** Bytes a slow reader may leave unread before its watch is cut. */
const maxUnreadBytes = 16 * 1024 * 1024;

function streamWatch({ watches }: Conversation, response: ServerResponse, { watch }: Stream): void {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  watches.add(response);
  const stop = watch({
    send(event) {
      response.write(`${JSON.stringify(event)}\n`);
      if (response.writableLength > maxUnreadBytes) response.destroy();
    },
    end: () => void response.end(),
  });
  response.on('close', () => {
    stop();
    watches.delete(response);
  });
}

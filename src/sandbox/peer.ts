/** What a request and its connection say about who is calling. */
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { ClientCertificate, Credentials } from './authenticator.ts';

/** Whether the caller asks to be taken for somebody else. */
export function impersonates({ headers }: IncomingMessage): boolean {
  return Object.keys(headers).some((name) => name.startsWith('impersonate-'));
}

/** The credentials of a call, verified as far as TLS verifies. */
export function readCredentials(request: IncomingMessage): Credentials {
  const certificate = readCertificate(request.socket as TLSSocket);
  return { authorization: request.headers.authorization ?? null, certificate };
}

function readCertificate(socket: TLSSocket): ClientCertificate | null {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return null;
  const subject = certificate.toLegacyObject().subject as Readonly<
    Record<string, string | readonly string[] | undefined>
  >;
  return {
    verified: socket.authorized,
    commonName: valuesOf(subject['CN']).at(-1) ?? null,
    organizations: valuesOf(subject['O']),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

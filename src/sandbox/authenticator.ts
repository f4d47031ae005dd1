/** Who is calling: a bearer token, a client certificate, or nobody. */
import { createHash } from 'node:crypto';
import type { Requester } from '../kubernetes/prepare.ts';
import type { SandboxUser } from './users.ts';

/** What a connection and its request carry to prove who is there. */
export interface Credentials {
  /** The whole `Authorization` header, or null. */
  readonly authorization: string | null;
  /** A client certificate that TLS verified against the signers' CA; null where none was sent. */
  readonly certificate: ClientCertificate | null;
}

export interface ClientCertificate {
  /** Whether it chains to the signers' CA, is in time and is meant for clients. */
  readonly verified: boolean;
  readonly commonName: string | null;
  readonly organizations: readonly string[];
  /** Lower-case hex SHA-256 of the DER. */
  readonly sha256: string;
}

/** Somebody without credentials (`apiserver/pkg/authentication/user`). */
export const anonymous: Requester = {
  username: 'system:anonymous',
  uid: null,
  groups: ['system:unauthenticated'],
  extra: {},
};

/** Makes the authenticator; its answer is null where credentials are wrong (401). */
export function createAuthenticator(
  users: readonly SandboxUser[],
): (credentials: Credentials) => Requester | null {
  // Tokens are found by their digests, so that the time taken tells nothing about a token.
  const byDigest = new Map(users.map((user) => [digest(user.token), user]));
  return ({ authorization, certificate }) => {
    if (certificate !== null) return certificateUser(certificate);
    const token = /^bearer ([^ ]+)/i.exec(authorization?.trim() ?? '')?.[1];
    // No credentials, or of a kind that nobody here reads: the API server does not mind them either.
    if (token === undefined) return anonymous;
    const user = byDigest.get(digest(token));
    return user === undefined ? null : tokenUser(user);
  };
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function tokenUser(user: SandboxUser): Requester {
  const groups = [...user.groups, 'system:authenticated'];
  return { username: user.name, uid: user.uid, groups, extra: {} };
}

/** User name from CN, groups from O (`apiserver/pkg/authentication/request/x509`). */
function certificateUser(certificate: ClientCertificate): Requester | null {
  const { commonName } = certificate;
  if (!certificate.verified || commonName === null || commonName === '') return null;
  return {
    username: commonName,
    uid: null,
    groups: [...certificate.organizations, 'system:authenticated'],
    extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${certificate.sha256}`] },
  };
}

/**
 * URIs as Go writes them again after parsing (`net/url`, URL.String), for that is what a certificate of the
 * built-in signers holds: `http://a/{x}` comes out as `http://a/%7Bx%7D`, `HTTP:` as `http:`. ASCII in, ASCII out.
 */
import { parseUri, type UriParts } from '../pki/uri.ts';

/** The URI as the certificate holds it; a text that Go cannot parse, which no CSR that was read has, stays as it is. */
export function formatGoUri(text: string): string {
  const { uri } = parseUri(text);
  if (uri === null) return text;
  const scheme = uri.scheme === '' ? '' : `${uri.scheme.toLowerCase()}:`;
  const before = scheme + authority(uri, text);
  const path = isOpaque(uri) ? uri.path : requote(uri.path, inPath);
  // A colon in the first segment would be taken for a scheme's.
  const dot = before === '' && path.split('/')[0]?.includes(':') ? './' : '';
  const query = uri.query === null ? '' : `?${uri.query}`;
  const fragment = uri.fragment ? `#${requote(uri.fragment, inFragment)}` : '';
  return before + dot + path + query + fragment;
}

/** Behind a scheme, what does not begin with a slash is not looked into. */
function isOpaque({ scheme, userinfo, host, path }: UriParts): boolean {
  return scheme !== '' && userinfo === null && host === '' && !path.startsWith('/');
}

/** Two slashes stand before a host, and where they stood before a path. */
function authority({ scheme, userinfo, host, path }: UriParts, text: string): string {
  if (userinfo !== null) return `//${formatUser(userinfo)}@${escapeAll(host, inHost)}`;
  if (host !== '') return `//${escapeAll(host, inHost)}`;
  return scheme !== '' && path !== '' && text.startsWith('//', scheme.length + 1) ? '//' : '';
}

/** User and password are unescaped and escaped one by one. */
function formatUser(userinfo: string): string {
  const colon = userinfo.indexOf(':');
  const parts = colon < 0 ? [userinfo] : [userinfo.slice(0, colon), userinfo.slice(colon + 1)];
  return parts.map((part) => escapeAll(decodeEscapes(part), inUser)).join(':');
}

/** Octets that Go leaves bare in each part (`shouldEscape`). */
const inPath = /[A-Za-z0-9\-_.~$&+,/:;=@]/;
const inFragment = /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/;
const inHost = /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/;
const inUser = /[A-Za-z0-9\-_.~$&+,;=]/;

/** Keeps a spelling that is legal as it stands (`validEncoded`); any other is unescaped and escaped anew. */
function requote(raw: string, bare: RegExp): string {
  const isLegal = [...raw].every((sign) => /[!$&'()*+,;=:@[\]%]/.test(sign) || bare.test(sign));
  return isLegal ? raw : escapeAll(decodeEscapes(raw), bare);
}

function decodeEscapes(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

function escapeAll(octets: string, bare: RegExp): string {
  return [...octets]
    .map((sign) =>
      bare.test(sign) ? sign : `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}

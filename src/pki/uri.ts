/**
 * URIs as Go's `net/url.Parse` takes them apart, because it decides in the API server which URI SANs are legal.
 * Input is ASCII. Only what decides is kept: the parts, and the fault in Go's words.
 */
import { isIPv4, isIPv6 } from 'node:net';

export interface UriParts {
  /** As written, without the colon; empty for a relative reference. */
  readonly scheme: string;
  /** What stands before `@` in the authority; null where there is none. */
  readonly userinfo: string | null;
  /** Host and port, unescaped as Go does it; empty where there is none. */
  readonly host: string;
  /** As written, without authority, query and fragment; what follows the scheme of `urn:…` and `mailto:…`. */
  readonly path: string;
  readonly query: string | null;
  readonly fragment: string | null;
}

type Fault = { readonly fault: string };
export type UriReading = { readonly uri: UriParts; readonly fault: null } | (Fault & { readonly uri: null });

/** Takes a URI apart, or says why Go would not. */
export function parseUri(text: string): UriReading {
  const [main, fragment] = cut(text, '#');
  const parts = parseMain(main);
  if ('fault' in parts) return { uri: null, fault: `parse ${quote(main)}: ${parts.fault}` };
  const fault = fragment === null ? null : escapeFault(fragment);
  if (fault !== null) return { uri: null, fault: `parse ${quote(text)}: ${fault}` };
  return { uri: { ...parts, fragment }, fault: null };
}

/** Whether Go takes a URI's host for a domain (`domainNameValid`): visible ASCII, no empty label, no final dot. */
export function isGoDomain(host: string): boolean {
  return host === '' || (/^[!-~]+$/.test(host) && host.split('.').every((label) => label !== ''));
}

/** Formats ASCII text as Go's `%q` does. */
export function quote(text: string): string {
  const short: Readonly<Record<string, string>> = {
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\v': '\\v',
    '\\': '\\\\',
    '"': '\\"',
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped here
  const escaped = text.replace(/[\0-\x1f\x7f-\xff\\"]/g, (one) => {
    return short[one] ?? `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `"${escaped}"`;
}

function parseMain(main: string): Omit<UriParts, 'fragment'> | Fault {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  if (/[\0-\x1f\x7f]/.test(main)) return { fault: 'net/url: invalid control character in URL' };
  if (main.startsWith(':')) return { fault: 'missing protocol scheme' };
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(main)?.[1] ?? '';
  const [rest, query] = cut(scheme === '' ? main : main.slice(scheme.length + 1), '?');
  const bare = { scheme, userinfo: null, host: '', query };
  if (rest.startsWith('/')) return parseRooted(bare, rest);
  if (scheme === '' && cut(rest, '/')[0].includes(':')) {
    return { fault: 'first path segment in URL cannot contain colon' };
  }
  // A path that a scheme precedes is opaque, and its escapes are not looked at; that of a reference is.
  return scheme === '' ? withPath(bare, rest) : { ...bare, path: rest };
}

/** What begins with a slash: an authority after two (after three only behind a scheme), else a path. */
function parseRooted(
  bare: Omit<UriParts, 'fragment' | 'path'>,
  rest: string,
): Omit<UriParts, 'fragment'> | Fault {
  const { scheme } = bare;
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///'))) return withPath(bare, rest);
  const slash = rest.indexOf('/', 2);
  const authority = parseAuthority(scheme.toLowerCase(), rest.slice(2, slash < 0 ? undefined : slash));
  if ('fault' in authority) return authority;
  return withPath({ ...bare, ...authority }, slash < 0 ? '' : rest.slice(slash));
}

function withPath(
  parts: Omit<UriParts, 'fragment' | 'path'>,
  path: string,
): Omit<UriParts, 'fragment'> | Fault {
  const fault = escapeFault(path);
  return fault === null ? { ...parts, path } : { fault };
}

/** Go looks at the host first, then at what stands before the last `@`. */
function parseAuthority(scheme: string, authority: string): Pick<UriParts, 'userinfo' | 'host'> | Fault {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (typeof host !== 'string') return host;
  if (at < 0) return { userinfo: null, host };
  const userinfo = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) return { fault: 'net/url: invalid userinfo' };
  const [user, password] = cut(userinfo, ':');
  const fault = escapeFault(user) ?? escapeFault(password ?? '');
  return fault === null ? { userinfo, host } : { fault };
}

function parseHost(scheme: string, host: string): string | Fault {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) return { fault: 'invalid IP-literal' };
  if (bracket === 0) return parseIpLiteral(host);
  const first = host.indexOf(':');
  if (first >= 0) {
    // Only http and https are held to one colon: some databases list several hosts.
    const strict = scheme === 'http' || scheme === 'https';
    const port = host.slice(strict ? first : host.lastIndexOf(':'));
    if (!isPort(port)) return { fault: `invalid port ${quote(port)} after host` };
  }
  return unescapeHost(host);
}

function parseIpLiteral(host: string): string | Fault {
  const close = host.lastIndexOf(']');
  if (close < 0) return { fault: "missing ']' in host" };
  const port = host.slice(close + 1);
  if (!isPort(port)) return { fault: `invalid port ${quote(port)} after host` };
  const name = host.slice(1, close);
  const zoneAt = name.indexOf('%25');
  const address = unescapeHost(zoneAt < 0 ? name : name.slice(0, zoneAt));
  if (typeof address !== 'string') return address;
  const zone = zoneAt < 0 ? '' : unescapeZone(name.slice(zoneAt));
  if (typeof zone !== 'string') return zone;
  if (isIPv4(address) && zone === '') return { fault: 'invalid IP-literal' };
  if (!isIPv6(address) || address.includes('%') || zone === '%') {
    return { fault: `invalid host: ParseAddr(${quote(address + zone)}): unable to parse IP` };
  }
  return `[${address}${zone}]${port}`;
}

function isPort(port: string): boolean {
  return port === '' || /^:[0-9]*$/.test(port);
}

const hostCharacter = /[A-Za-z0-9!"$&'()*+,\-.:;<=>[\]_~]/;

/** In a host only octets from 80 hex may be percent-encoded, and the percent sign itself. */
function unescapeHost(host: string): string | Fault {
  return unescapeWith(host, (code) => /^%[89A-Fa-f]/.test(code) || code === '%25');
}

/** In a zone only what a host could hold plainly, a space, and the percent sign. */
function unescapeZone(zone: string): string | Fault {
  return unescapeWith(zone, (code) => {
    const octet = unhex(code);
    return code === '%25' || octet === ' ' || (octet < '\x80' && hostCharacter.test(octet));
  });
}

function unescapeWith(text: string, isLegal: (code: string) => boolean): string | Fault {
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    const code = text.slice(at, at + 3);
    if (character !== '%') {
      if (!hostCharacter.test(character))
        return { fault: `invalid character ${quote(character)} in host name` };
      plain += character;
      at += 1;
    } else if (/^%[0-9A-Fa-f]{2}$/.test(code) && isLegal(code)) {
      plain += unhex(code);
      at += 3;
    } else {
      return { fault: `invalid URL escape ${quote(code)}` };
    }
  }
  return plain;
}

function unhex(code: string): string {
  return String.fromCharCode(Number.parseInt(code.slice(1), 16));
}

/** The first percent sign that two hexadecimal digits do not follow, in Go's words. */
function escapeFault(text: string): string | null {
  const at = text.search(/%(?![0-9A-Fa-f]{2})/);
  return at < 0 ? null : `invalid URL escape ${quote(text.slice(at, at + 3))}`;
}

function cut(text: string, mark: string): [string, string | null] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + mark.length)];
}

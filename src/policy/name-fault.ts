import type { FindingCode } from '../finding-codes.ts';
import type { San } from '../model.ts';
import { parseUri } from '../pki/uri.ts';

/** Why a name is refused whatever a rule allows; `why` follows the name in a sentence. */
export interface NameFault {
  readonly code: Extract<FindingCode, 'name.reserved' | 'name.look-alike' | 'name.malformed'>;
  readonly why: string;
}

/** Judges one subject alternative name by its form alone; null where nothing is wrong with it. */
export function findNameFault(san: San): NameFault | null {
  switch (san.kind) {
    case 'dns':
      return dnsFault(san.value);
    case 'uri':
      return uriFault(san.value);
    case 'email':
      return emailFault(san.value);
    default:
      return null;
  }
}

const lookAlike = (why: string): NameFault => ({ code: 'name.look-alike', why });
const malformed = (why: string): NameFault => ({ code: 'name.malformed', why });

/** Characters that look like others, or like nothing. */
export function textFault(text: string): NameFault | null {
  if (/[^\x20-\x7e]/.test(text)) return lookAlike('has characters outside printable ASCII');
  if (/^ | $| {2}/.test(text)) return lookAlike('has spaces that are easily overlooked');
  return null;
}

/** RFC 1123 section 2.1, in the one spelling of each name; a `*` may be the whole first label. */
function dnsFault(name: string): NameFault | null {
  const text = textFault(name);
  if (text !== null) return text;
  if (/[A-Z]/.test(name)) return lookAlike('has upper-case letters');
  if (name.endsWith('.')) return lookAlike('ends with a dot');
  const labels = name.split('.');
  if (name.length > 253 || !labels.every(isLabel)) return malformed('is not a DNS name');
  return /^[0-9]+$/.test(labels.at(-1) ?? '')
    ? malformed('is an IP address or a number, not a DNS name')
    : null;
}

function isLabel(label: string, index: number): boolean {
  return (index === 0 && label === '*') || /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label);
}

/** Only URIs that mean the same to everyone: parsers differ on user names, escapes and dot segments. */
function uriFault(text: string): NameFault | null {
  const odd = textFault(text);
  if (odd !== null) return odd;
  const { uri } = parseUri(text);
  if (uri === null || uri.scheme === '' || uri.host === '')
    return malformed('is not a URI with a scheme and a host');
  if (uri.userinfo !== null) return lookAlike('has a user name before its host');
  if (text.includes('%')) return lookAlike('has percent-escapes');
  if (uri.query !== null || uri.fragment !== null) return malformed('has a query or a fragment');
  if (/[A-Z]/.test(text.slice(0, text.length - uri.path.length)))
    return lookAlike('has upper-case letters in its host');
  if (/(^|\/)\.{0,2}(\/|$)/.test(uri.path.replace(/^\//, '')) && uri.path.length > 1) {
    return lookAlike('has empty or dot segments in its path');
  }
  return null;
}

function emailFault(address: string): NameFault | null {
  const odd = textFault(address);
  if (odd !== null) return odd;
  const [local = '', domain, ...rest] = address.split('@');
  if (domain === undefined || rest.length > 0 || !/^[A-Za-z0-9._+-]+$/.test(local)) {
    return malformed('is not an e-mail address');
  }
  return domain.includes('*') ? malformed('is not an e-mail address') : dnsFault(domain);
}

import { isIP } from 'node:net';

/** A network: every address whose first `prefix` bits are those of `bits`. */
export interface Network {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

const widths = { 4: 32, 6: 128 } as const;

/**
 * Reads `10.96.0.0/12` or `fd00::/8` (RFC 4632, RFC 4291), or one address without a prefix. Null where it is
 * neither, or where bits behind the prefix are set: `10.96.0.1/12` is not what its writer took it for.
 */
export function parseNetwork(text: string): Network | null {
  const [address = '', length, ...rest] = text.split('/');
  const parsed = parseAddress(address);
  if (parsed === null || rest.length > 0) return null;
  const width = widths[parsed.family];
  if (length !== undefined && !/^(0|[1-9][0-9]{0,2})$/.test(length)) return null;
  const prefix = length === undefined ? width : Number(length);
  if (prefix > width || parsed.bits & hostMask(width, prefix)) return null;
  return { ...parsed, prefix };
}

/** Whether an address lies in a network. An IPv4 address never lies in an IPv6 network, mapped or not. */
export function isAddressIn(address: string, network: Network): boolean {
  const parsed = parseAddress(address);
  if (parsed === null || parsed.family !== network.family) return false;
  const hosts = hostMask(widths[network.family], network.prefix);
  return (parsed.bits | hosts) === (network.bits | hosts);
}

const hostMask = (width: number, prefix: number): bigint => (1n << BigInt(width - prefix)) - 1n;

function parseAddress(text: string): { readonly family: 4 | 6; readonly bits: bigint } | null {
  const family = text.includes('%') ? 0 : isIP(text);
  if (family === 4) return { family, bits: bitsOf4(text) };
  return family === 6 ? { family, bits: bitsOf6(text) } : null;
}

function bitsOf4(text: string): bigint {
  return text.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

/** Eight groups of 16 bits; `::` stands for as many zero groups as are missing, the tail may be dotted IPv4. */
function bitsOf6(text: string): bigint {
  const dotted = /[^:]*\.[^:]*$/.exec(text)?.[0];
  const tail = dotted === undefined ? '' : bitsOf4(dotted).toString(16).padStart(8, '0');
  const plain =
    dotted === undefined ? text : `${text.slice(0, -dotted.length)}${tail.slice(0, 4)}:${tail.slice(4)}`;
  const [head = '', rest] = plain.split('::');
  const before = groups(head);
  const after = groups(rest ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));

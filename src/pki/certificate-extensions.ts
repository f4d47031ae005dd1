/** Values of certificate extensions that Go's parser looks into and refuses (`processExtensions`); throws `DerFault`. */
import { isAscii } from 'node:buffer';
import { isIP } from 'node:net';
import type { Extension } from '../model.ts';
import { demand, enter, isNext, takeAny, takeElement, takeInteger, takeOid } from './cryptobyte.ts';
import { type Cursor, contents, cursorOver, DerFault, decodeInt64, type Element, isAtEnd } from './der.ts';
import {
  decodeAuthorityKeyId,
  decodeBasicConstraints,
  decodeExtKeyUsage,
  decodeKeyUsage,
  decodeSubjectKeyId,
} from './extension.ts';
import { readSans } from './san.ts';
import { latin1 } from './text.ts';
import { isGoDomain, quote } from './uri.ts';

/** Refuses what Go refuses; extensions that it does not know pass, critical or not. */
export function checkExtensions(extensions: readonly Extension[]): void {
  for (const extension of extensions) checks[extension.oid]?.(extension);
}

const checks: Readonly<Record<string, (extension: Extension) => unknown>> = {
  '2.5.29.14': (extension) => {
    refuseCritical(extension, 'x509: subject key identifier incorrectly marked critical');
    return decodeSubjectKeyId(extension.value);
  },
  '2.5.29.15': ({ value }) => decodeKeyUsage(value),
  '2.5.29.17': ({ value }) => readSans(value),
  '2.5.29.19': ({ value }) => decodeBasicConstraints(value),
  '2.5.29.30': ({ value }) => checkNameConstraints(value),
  '2.5.29.31': ({ value }) => checkDistributionPoints(value),
  '2.5.29.32': ({ value }) => checkPolicies(value),
  '2.5.29.33': ({ value }) => checkMappings(value),
  '2.5.29.35': (extension) => {
    refuseCritical(extension, 'x509: authority key identifier incorrectly marked critical');
    return decodeAuthorityKeyId(extension.value);
  },
  '2.5.29.36': ({ value }) => checkPolicyConstraints(value),
  '2.5.29.37': ({ value }) => decodeExtKeyUsage(value),
  '2.5.29.54': ({ value }) => checkInhibitAnyPolicy(value),
  '1.3.6.1.5.5.7.1.1': (extension) => {
    refuseCritical(extension, 'x509: authority info access incorrectly marked critical');
    checkInfoAccess(extension.value);
  },
};

function refuseCritical({ critical }: Extension, fault: string): void {
  if (critical) throw new DerFault(fault);
}

function checkDistributionPoints(value: Uint8Array): void {
  const points = enter(cursorOver(value), 0x30, 'x509: invalid CRL distribution points');
  const fault = 'x509: invalid CRL distribution point';
  while (!isAtEnd(points)) {
    const point = enter(points, 0x30, fault);
    if (!isNext(point, 0xa0)) continue;
    const names = enter(enter(point, 0xa0, fault), 0xa0, fault);
    while (isNext(names, 0x86)) demand(takeAny(names), fault);
  }
}

function checkPolicies(value: Uint8Array): void {
  const fault = 'x509: invalid certificate policies';
  const policies = enter(cursorOver(value), 0x30, fault);
  const seen = new Set<string>();
  while (!isAtEnd(policies)) {
    const policy = enter(policies, 0x30, fault);
    const body = contents(policy, demand(takeElement(policy, 0x06), fault));
    const key = latin1(body);
    if (seen.has(key) || !isMinimalOid(body)) throw new DerFault(fault);
    seen.add(key);
  }
}

/** Policy OIDs may have arcs of any size, but no arc may begin with 80 hex or be cut off. */
function isMinimalOid(body: Uint8Array): boolean {
  if (body.length === 0 || (body.at(-1) ?? 0) >= 0x80) return false;
  return body.every((octet, i) => octet !== 0x80 || (i > 0 && (body[i - 1] ?? 0) >= 0x80));
}

function checkMappings(value: Uint8Array): void {
  const fault = 'x509: invalid policy mappings extension';
  const mappings = enter(cursorOver(value), 0x30, fault);
  while (!isAtEnd(mappings)) {
    const mapping = enter(mappings, 0x30, fault);
    demand(takeElement(mapping, 0x06), fault);
    demand(takeElement(mapping, 0x06), fault);
  }
}

function checkPolicyConstraints(value: Uint8Array): void {
  const fault = 'x509: invalid policy constraints extension';
  const constraints = enter(cursorOver(value), 0x30, fault);
  for (const identifier of [0x80, 0x81]) {
    if (isNext(constraints, identifier)) checkInt64(constraints, demand(takeAny(constraints), fault), fault);
  }
}

function checkInhibitAnyPolicy(value: Uint8Array): void {
  const fault = 'x509: invalid inhibit any policy extension';
  if (demand(takeInteger(cursorOver(value)), fault).length > 8) throw new DerFault(fault);
}

function checkInt64(cursor: Cursor, element: Element, fault: string): void {
  try {
    decodeInt64(contents(cursor, element));
  } catch {
    throw new DerFault(fault);
  }
}

function checkInfoAccess(value: Uint8Array): void {
  const fault = 'x509: invalid authority info access';
  const descriptions = enter(cursorOver(value), 0x30, fault);
  while (!isAtEnd(descriptions)) {
    const description = enter(descriptions, 0x30, fault);
    demand(takeOid(description), fault);
    if (isNext(description, 0x86)) demand(takeAny(description), fault);
  }
}

const invalidConstraints = 'x509: invalid NameConstraints extension';

function checkNameConstraints(value: Uint8Array): void {
  const outer = cursorOver(value);
  const top = enter(outer, 0x30, invalidConstraints);
  const permitted = isNext(top, 0xa0) ? enter(top, 0xa0, invalidConstraints) : null;
  const excluded = isNext(top, 0xa1) ? enter(top, 0xa1, invalidConstraints) : null;
  if (!isAtEnd(outer) || !isAtEnd(top)) throw new DerFault(invalidConstraints);
  const subtrees = [permitted, excluded].filter((cursor) => cursor !== null);
  if (subtrees.every(isAtEnd)) throw new DerFault('x509: empty name constraints extension');
  for (const cursor of subtrees) checkSubtrees(cursor);
}

function checkSubtrees(subtrees: Cursor): void {
  while (!isAtEnd(subtrees)) {
    const subtree = enter(subtrees, 0x30, invalidConstraints);
    const element = demand(takeAny(subtree), invalidConstraints);
    const check = constraintChecks[subtree.bytes[element.start] ?? 0];
    check?.(contents(subtree, element));
  }
}

const constraintChecks: Readonly<Record<number, (body: Uint8Array) => void>> = {
  129: (body) => {
    const text = constraintText(body);
    const sound = text.includes('@') ? /^[^@\s]+@[^@\s]+$/.test(text) : isConstraintDomain(text);
    if (!sound) throw new DerFault(`x509: failed to parse rfc822Name constraint "${text}"`);
  },
  130: (body) => {
    const text = constraintText(body);
    if (!isConstraintDomain(text)) throw new DerFault(`x509: failed to parse dnsName constraint "${text}"`);
  },
  134: (body) => {
    const text = constraintText(body);
    if (isIP(text) !== 0)
      throw new DerFault(`x509: failed to parse URI constraint "${text}": cannot be IP address`);
    if (!isConstraintDomain(text)) throw new DerFault(`x509: failed to parse URI constraint "${text}"`);
  },
  135: (body) => {
    if (body.length !== 8 && body.length !== 32) {
      throw new DerFault(`x509: IP constraint contained value of length ${body.length}`);
    }
    const mask = Buffer.from(body.subarray(body.length / 2)).toString('hex');
    if (!/^f*[8ce]?0*$/.test(mask)) throw new DerFault(`x509: IP constraint contained invalid mask ${mask}`);
  },
};

function constraintText(body: Uint8Array): string {
  const text = latin1(body);
  if (isAscii(body)) return text;
  throw new DerFault(
    `x509: invalid constraint value: x509: ${quote(text)} cannot be encoded as an IA5String`,
  );
}

function isConstraintDomain(text: string): boolean {
  return isGoDomain(text.startsWith('.') ? text.slice(1) : text) && text !== '.';
}

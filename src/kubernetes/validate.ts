import { isUsage, usageWords } from '../pki/usages.ts';
import { validateCertificate } from './certificate-content.ts';
import { validateConditions } from './conditions.ts';
import { duplicate, invalid, invalidPrinted, notSupported, required } from './field-error.ts';
import { goJson, goQuote } from './go-text.ts';
import { validateFinalizerDomains, validateMetadata } from './metadata.ts';
import { pathSegmentFaults, pathSegmentPrefixFaults } from './names.ts';
import type { ApiRefusal, CertificateSigningRequest, StatusCause } from './object.ts';
import { invalidRefusal, versionOnCreate } from './refusal.ts';
import { validateSignerName } from './signer-name.ts';
import { readSpecRequest, type SpecRequest } from './spec-request.ts';

const minExpirationSeconds = 600;
const sortedUsages = [...usageWords].sort();

/** Object validation at create: every fault in the API server's order, with its reason, field and words. */
export function validateCreate(
  object: CertificateSigningRequest,
  request: SpecRequest = readSpecRequest(object.spec.request),
): StatusCause[] {
  return [
    ...validateMetadata(object.metadata),
    ...validateFinalizerDomains(object.metadata),
    ...validateSpec(object, request),
    ...validateConditions(object.status?.conditions ?? []),
    ...validateCertificate(object.status?.certificate ?? ''),
  ];
}

function validateSpec({ spec }: CertificateSigningRequest, request: SpecRequest): StatusCause[] {
  return [
    ...(request.fault === null ? [] : [invalidPrinted('spec.request', goQuote(spec.request), request.fault)]),
    ...validateUsages(spec.usages ?? []),
    ...validateSignerName(spec.signerName),
    ...validateExpiration(spec.expirationSeconds),
  ];
}

function validateUsages(usages: readonly string[]): StatusCause[] {
  const field = (index: number) => `spec.usages[${index}]`;
  return [
    ...(usages.length === 0 ? [required('spec.usages')] : []),
    ...usages.flatMap((usage, index) =>
      isUsage(usage) ? [] : [notSupported(field(index), goJson(usage), sortedUsages)],
    ),
    ...usages.flatMap((usage, index) =>
      usages.indexOf(usage) < index ? [duplicate(field(index), goJson(usage))] : [],
    ),
  ];
}

function validateExpiration(seconds: number | undefined): StatusCause[] {
  if (seconds === undefined || seconds >= minExpirationSeconds) return [];
  const detail = 'may not specify a duration less than 600 seconds (10 minutes)';
  return [invalidPrinted('spec.expirationSeconds', String(seconds), detail)];
}

/** Steps 7 and 8 of a create: object validation, then the path-segment rules of the name. Null when it passes. */
export function refuseCreate(
  object: CertificateSigningRequest,
  request: SpecRequest = readSpecRequest(object.spec.request),
): ApiRefusal | null {
  const name = object.metadata.name ?? '';
  const causes = validateCreate(object, request);
  const found = causes.length > 0 ? causes : validateNames(object);
  return found.length > 0 ? invalidRefusal(name, found) : null;
}

/** What the registry asks of every object's name (`apiserver/pkg/registry/rest/create.go`). */
export function validateNames({ metadata }: CertificateSigningRequest): StatusCause[] {
  const { name = '', generateName = '' } = metadata;
  return [
    ...pathSegmentPrefixFaults(generateName).map((fault) =>
      invalid('metadata.generateName', generateName, fault),
    ),
    ...pathSegmentFaults(name).map((fault) => invalid('metadata.name', name, fault)),
  ];
}

/**
 * What the store itself refuses once all else has passed (`apiserver/pkg/storage/etcd3`, Create): a version other
 * than 0. One that is no number gets past it.
 */
export function refuseStore({ metadata }: CertificateSigningRequest): ApiRefusal | null {
  const version = metadata.resourceVersion ?? '';
  const isNumber = /^[0-9]+$/.test(version) && BigInt(version) < 2n ** 64n;
  return isNumber && BigInt(version) > 0n ? versionOnCreate() : null;
}

/** Which objects kube-controller-manager would delete by now (`pkg/controller/certificates/cleaner/cleaner.go`). */
import { X509Certificate } from 'node:crypto';
import { type CertificateSigningRequest, hasCondition } from '../kubernetes/object.ts';
import { decodeFirstPem } from '../pki/pem.ts';

const hour = 3_600_000;

/** Ages in milliseconds, from creation for pending requests, from the condition's lastUpdateTime for the others. */
const keptFor = {
  pending: 24 * hour,
  approved: 24 * hour,
  issued: hour,
  denied: hour,
  failed: hour,
} as const;

/** Whether the object has outlived its use. The real cleaner looks once an hour, so it may be up to an hour late. */
export function isOutlived(object: CertificateSigningRequest, now: Date): boolean {
  const isIssued = (object.status?.certificate ?? '') !== '';
  return (
    isOlder(pendingSince(object), keptFor.pending, now) ||
    isOlder(lastUpdate(object, 'Denied'), keptFor.denied, now) ||
    isOlder(lastUpdate(object, 'Failed'), keptFor.failed, now) ||
    isOlder(lastUpdate(object, 'Approved'), isIssued ? keptFor.issued : keptFor.approved, now) ||
    (hasCondition(object, 'Approved') && hasExpired(object, now))
  );
}

function pendingSince({ metadata, status }: CertificateSigningRequest): string | undefined {
  return (status?.conditions ?? []).length === 0 ? metadata.creationTimestamp : undefined;
}

function lastUpdate({ status }: CertificateSigningRequest, type: string): string | undefined {
  return status?.conditions?.find((condition) => condition.type === type)?.lastUpdateTime;
}

function isOlder(time: string | undefined, age: number, now: Date): boolean {
  return time !== undefined && now.getTime() - Date.parse(time) > age;
}

/** Whether the first block of the certificate has ended; what cannot be read has not. */
function hasExpired({ status }: CertificateSigningRequest, now: Date): boolean {
  const leaf = decodeFirstPem(Buffer.from(status?.certificate ?? '', 'base64'));
  if (leaf === null) return false;
  try {
    return new X509Certificate(leaf.der).validToDate < now;
  } catch {
    return false;
  }
}

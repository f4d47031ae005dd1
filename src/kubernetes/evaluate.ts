/** What a prediction means to the author and the reviewers: findings at the lines where it bites. */
import { formatDuration } from '../duration.ts';
import type { Finding } from '../finding.ts';
import { finding } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';
import type { RequestReading } from '../request/request.ts';
import { isToldByCsr } from './dropped.ts';
import { evaluateCreate } from './evaluate-create.ts';
import { evaluateFailure } from './evaluate-failure.ts';
import { evaluateNeverSigned, evaluateSigner } from './evaluate-signer.ts';
import type { ClusterPrediction } from './predict.ts';

/** Makes a finding of this file at a pointer. */
export type FindingAt = (
  code: FindingCode,
  pointer: string,
  message: string,
  hint: string,
  more?: Partial<Pick<Finding, 'severity' | 'suggestion'>>,
) => Finding;

/** What evaluating needs of a reading. */
export type EvaluatedReading = Pick<RequestReading, 'file' | 'locate' | 'lineText' | 'findings' | 'partial'>;

/**
 * Evaluates a prediction. Causes of a refused create that `reading.findings` (or `known`) already report as an
 * error on the same pointer, or on one above or below it, are left out.
 */
export function evaluatePrediction(
  prediction: ClusterPrediction | null,
  reading: EvaluatedReading,
  known: readonly Finding[] = [],
): readonly Finding[] {
  if (prediction === null) return [];
  const at: FindingAt = (code, pointer, message, hint, more = {}) =>
    finding(code, {
      message,
      hint,
      file: reading.file.path,
      position: reading.locate(pointer),
      pointer,
      ...(more.severity === undefined ? {} : { severity: more.severity }),
      ...(more.suggestion ? { suggestion: more.suggestion } : {}),
    });
  switch (prediction.outcome) {
    case 'create-refused':
      return evaluateCreate(prediction, reading, [...reading.findings, ...known], at);
    case 'admission-refused':
      return [subjectRestricted(at)];
    case 'failed':
      return [...evaluateFailure(prediction, reading, at), ...evaluateSigner(prediction, at)];
    case 'never-signed':
      return [evaluateNeverSigned(prediction, at)];
    case 'issued':
      return evaluateCertificate(prediction, [...reading.findings, ...known], at);
  }
}

function subjectRestricted(at: FindingAt): Finding {
  return at(
    'cluster.subject-restricted',
    '/spec/request',
    'The cluster refuses the organization system:masters for API client certificates.',
    'Make a new CSR with a group of your own as O, and bind that group to the role it needs.',
  );
}

function evaluateCertificate(
  prediction: ClusterPrediction,
  known: readonly Finding[],
  at: FindingAt,
): Finding[] {
  return [
    ...evaluateSigner(prediction, at),
    ...lifetimeClamped(prediction, at),
    ...nobodyToServe(prediction, at),
    ...nobodyToBe(prediction, at),
    ...prediction.dropped
      .filter((what) => !isToldByCsr(what, known))
      .map((what) =>
        at(
          'cluster.dropped',
          '/spec/request',
          `The certificate will not carry ${what}.`,
          'If it is needed, this signer cannot give it; else make the CSR without it.',
        ),
      ),
  ];
}

function lifetimeClamped({ spec, certificate, byAuthority }: ClusterPrediction, at: FindingAt): Finding[] {
  const asked = spec?.expirationSeconds;
  if (asked === undefined || certificate === null || byAuthority || certificate.seconds >= asked) return [];
  return [
    at(
      'cluster.lifetime-clamped',
      '/spec/expirationSeconds',
      `The cluster grants ${formatDuration(certificate.seconds)} at most, not the ${formatDuration(asked)} asked.`,
      `Write ${certificate.seconds}, so that what reviewers see is what they get.`,
    ),
  ];
}

function nobodyToServe({ spec, certificate }: ClusterPrediction, at: FindingAt): Finding[] {
  if (!spec?.usages?.includes('server auth') || certificate === null) return [];
  if (certificate.dnsNames.length + certificate.ipAddresses.length + certificate.uris.length > 0) return [];
  return [
    at(
      'cluster.no-san-server',
      '/spec/request',
      'A server certificate without a subject alternative name is refused by every current TLS client.',
      'Make the CSR anew with the DNS names as subjectAltName; the common name alone is not looked at.',
    ),
  ];
}

function nobodyToBe({ spec, certificate }: ClusterPrediction, at: FindingAt): Finding[] {
  if (spec?.signerName !== 'kubernetes.io/kube-apiserver-client' || certificate === null) return [];
  if (certificate.subject.flat().some(({ type }) => type === 'CN')) return [];
  return [
    at(
      'cluster.client-without-common-name',
      '/spec/request',
      'The API server takes the user name from the common name, and this CSR has none: the certificate opens nothing.',
      'Make the CSR anew with the user name as CN.',
    ),
  ];
}

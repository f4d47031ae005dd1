/**
 * The library: the same verdict as the command line and the Action, for programs of your own. Everything here is
 * pure; nothing reads a file, a clock, the network or the environment.
 *
 * ```ts
 * import { formatText, validate } from 'countersign';
 * const file = { path: 'web-api.yaml', bytes: await readFile('web-api.yaml'), mode: null, blob: null };
 * const report = validate({ change: null, files: [file], only: null, author: null, now: new Date() });
 * console.log(formatText(report, { colour: false, columns: 80, now: new Date() }));
 * ```
 */

export { CountersignError, type ErrorCode, isCountersignError } from './errors.ts';
export type { Finding, Position, Severity, Suggestion } from './finding.ts';
export { type FindingCode, findingCodes } from './finding-codes.ts';
export { evaluatePrediction } from './kubernetes/evaluate.ts';
export { type ClusterPrediction, predict } from './kubernetes/predict.ts';
export type { Certificate, ClusterKind, Csr, PublicKey, San, SourceFile } from './model.ts';
export type { ChangedFile, ProposedChange } from './pipeline/ports.ts';
export type { IssuanceRecord } from './pipeline/record.ts';
export { type ValidateInput, validate } from './pipeline/validate.ts';
export { type CertificateReading, readCertificate } from './pki/certificate.ts';
export { type CsrReading, readCsr } from './pki/csr.ts';
export { evaluatePolicy } from './policy/evaluate.ts';
export { type PolicyReading, parsePolicy } from './policy/parse.ts';
export type { Policy, Rule, Selection } from './policy/policy.ts';
export { formatJson } from './report/json.ts';
export { formatMarkdown } from './report/markdown.ts';
export { formatText } from './report/text.ts';
export type { Report, ReportedRequest, StepReport } from './report.ts';
export { identityOf, objectNameOf } from './request/identity.ts';
export { readRequest } from './request/read.ts';
export type { Request, RequestReading } from './request/request.ts';

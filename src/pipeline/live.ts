/** `validate --live`: what the user's own cluster answered to a dry run, held against what was predicted. */
import { blocks, compareFindings, type Finding, finding, type Position } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';
import { fieldPointer } from '../kubernetes/field-pointer.ts';
import type { ApiRefusal, CertificateSigningRequest } from '../kubernetes/object.ts';
import type { Prediction, Report } from '../report.ts';
import { describeChanges } from './live-changes.ts';
import { describeWarning, quoteServer, refuserOf } from './live-refuser.ts';
import type { TrialAnswer } from './ports.ts';

/** One object to ask a cluster about. */
export interface LiveQuestion {
  readonly file: string;
  /** The cluster's name in policy; null where no policy says which one is meant. */
  readonly cluster: string | null;
  /** As `issue` would create it: from decoded values, under its real name. */
  readonly object: CertificateSigningRequest;
  readonly locate: (pointer: string) => Position;
}

/** What an answer makes of one request's part of the report. */
export interface LiveVerdict {
  readonly findings: readonly Finding[];
  /** As it was, but for a refusal that only the cluster could tell. */
  readonly prediction: Prediction | null;
}

/** Holds an answer against the prediction; adds nothing where the cluster does what was predicted. */
export function evaluateLive(
  question: LiveQuestion,
  prediction: Prediction | null,
  answer: TrialAnswer,
): LiveVerdict {
  const findings = compareAnswer(question, prediction, answer);
  const refused = findings.some(({ code }) => code === 'cluster.live-refused');
  if (!refused || answer.kind !== 'refused') return { findings, prediction };
  const refuser = refuserOf(answer.refusal);
  const outcome = refuser.kind === 'server' ? 'create-refused' : 'admission-refused';
  const reason = refuser.kind === 'untried' ? null : refuser.says;
  return { findings, prediction: { outcome, reason, lifetimeSeconds: null, dropped: [] } };
}

function compareAnswer(
  question: LiveQuestion,
  prediction: Prediction | null,
  answer: TrialAnswer,
): Finding[] {
  const at = placed(question);
  const predicted = prediction?.outcome === 'create-refused' || prediction?.outcome === 'admission-refused';
  const warnings = answer.warnings.map((text) => warned(question, text, at));
  if (answer.kind === 'refused')
    return [...warnings, ...evaluateRefusal(question, answer.refusal, predicted, at)];
  const accepted = predicted ? [unexpected(question, prediction?.reason ?? null, at)] : [];
  const changed = answer.kind === 'accepted' ? evaluateChanges(question, answer.object, at) : [];
  return [...warnings, ...accepted, ...changed];
}

type At = (code: FindingCode, pointer: string, message: string, hint: string) => Finding;

function placed({ file, locate }: LiveQuestion): At {
  return (code, pointer, message, hint) =>
    finding(code, { message, hint, file, position: locate(pointer), pointer });
}

const nameOf = ({ cluster }: LiveQuestion): string =>
  cluster === null ? 'The cluster' : `Cluster ${cluster}`;

function evaluateRefusal(question: LiveQuestion, refusal: ApiRefusal, predicted: boolean, at: At): Finding[] {
  const refuser = refuserOf(refusal);
  const field = refuser.kind === 'server' ? (refusal.causes[0]?.field ?? '') : '';
  const who = nameOf(question);
  switch (refuser.kind) {
    case 'untried':
      return [
        at(
          'cluster.live-unknown',
          '',
          `${who} could not be asked: its admission webhook ${refuser.name} does not take dry runs.`,
          'The webhook must declare sideEffects: None or NoneOnDryRun; what it says of this request shows only when it is created.',
        ),
      ];
    case 'server':
      // The same refusal was predicted, and has its own findings.
      if (predicted) return [];
      return [
        at(
          'cluster.live-refused',
          fieldPointer(field),
          `${who} would refuse this object, which was not predicted: ${refuser.says}.`,
          'Its API server has other rules than the kind of cluster that policy names, or other admission plugins; mend what it says, and tell us.',
        ),
      ];
    case 'admission':
      return [
        at(
          'cluster.live-refused',
          '',
          `${who} would refuse this object: ${refuser.clause}.`,
          'Change the request so that it is allowed, or ask those who run the cluster.',
        ),
      ];
  }
}

function unexpected(question: LiveQuestion, reason: string | null, at: At): Finding {
  const why = reason === null ? '' : ` (${quoteServer(reason)})`;
  return at(
    'cluster.live-accepted',
    '',
    `${nameOf(question)} would accept this object, and it was predicted to be refused${why}.`,
    'The cluster has a check switched off, such as the admission plugin CertificateSubjectRestriction, or is not of the kind that policy names.',
  );
}

function warned(question: LiveQuestion, text: string, at: At): Finding {
  return at(
    'cluster.live-warning',
    '',
    `${nameOf(question)} warns of this object: ${describeWarning(text)}.`,
    'Nothing is refused for it today; those who run the cluster can say what they want instead.',
  );
}

/** `issue` takes an object that came back changed for somebody else's and stops, so this must not be merged. */
function evaluateChanges(question: LiveQuestion, object: CertificateSigningRequest, at: At): Finding[] {
  const changes = describeChanges(object, question.object);
  if (changes.length === 0) return [];
  return [
    at(
      'cluster.live-changed',
      '',
      `${nameOf(question)} would change this object on its way in: ${changes.join('; ')}.`,
      'A mutating webhook or policy does that. Exempt from it what the submitter creates (clusters.<name>.identities.submitter): what is not exactly what was reviewed is never approved.',
    ),
  ];
}

/** The report with what the clusters answered, by file. */
export function addLive(report: Report, found: ReadonlyMap<string, LiveVerdict>): Report {
  const requests = report.requests.map((request) => {
    const { findings: told, prediction } = found.get(request.file) ?? { ...request, findings: [] };
    const findings = [...request.findings, ...told].sort(compareFindings);
    return {
      ...request,
      prediction,
      findings,
      verdict: blocks(findings) ? ('fail' as const) : request.verdict,
    };
  });
  const failed = blocks(report.findings) || requests.some(({ verdict }) => verdict === 'fail');
  return { ...report, verdict: failed ? 'fail' : 'pass', requests };
}

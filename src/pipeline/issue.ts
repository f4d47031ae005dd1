import { CountersignError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { type CertificateSigningRequest, hasCondition } from '../kubernetes/object.ts';
import type { ReportedStep, StepReport } from '../report.ts';
import type { Outcome } from './attempt.ts';
import type { RunFacts } from './draft-record.ts';
import { observe, type World } from './observe.ts';
import {
  approveAll,
  beginAll,
  collectAll,
  type Planned,
  planAll,
  signAll,
  submitAll,
  withoutIntent,
} from './phases.ts';
import type { IssuePorts, Power } from './ports.ts';
import { withRetry } from './retry.ts';
import { readTip } from './tip.ts';

export interface IssueSettings extends RunFacts {
  readonly phase: Power | 'all';
  /** Seconds to wait for the cluster's own signers. */
  readonly waitSeconds: number;
}

export interface IssueResult {
  readonly report: StepReport;
  /** What belongs to no single request, such as a chain of records with a gap. */
  readonly findings: readonly Finding[];
  /** Whether any operation failed, so that a later run may come further by itself. */
  readonly failed: boolean;
}

/** What `plan` prints: the next step of every request, by looking only. */
export async function planIssue(ports: IssuePorts): Promise<IssueResult> {
  const world = await observe(ports, { power: 'collect', writes: false });
  const report: StepReport = { version: 1, steps: planAll(world).map(reportStep) };
  return { report, findings: world.ledger.findings, failed: isBlind(world) };
}

const order: readonly Power[] = ['submit', 'approve', 'sign', 'collect'];

interface PhaseResult {
  /** As it was just before the phase's effects. */
  readonly world: World;
  readonly outcomes: readonly Outcome[];
}

/**
 * Brings every request of the default branch as far as it goes. Each phase looks at the world anew, with its own
 * credential, and judges policy and evidence again just before its effects; running it twice changes nothing.
 */
export async function issue(ports: IssuePorts, settings: IssueSettings): Promise<IssueResult> {
  await prepare(ports, settings);
  const results: PhaseResult[] = [];
  for (const phase of settings.phase === 'all' ? order : [settings.phase]) {
    const result = await runPhase(ports, settings, phase);
    results.push(result);
    if (result.outcomes.length === 0 && !planAll(result.world).some(isOpen)) break;
  }
  const outcomes = results.flatMap((result) => result.outcomes);
  return {
    report: { version: 1, steps: [...outcomes.map(reportStep), ...restOf(results.at(-1), settings.phase)] },
    findings: results.at(-1)?.world.ledger.findings ?? [],
    failed: outcomes.some(({ failed }) => failed) || results.some(({ world }) => isBlind(world)),
  };
}

/** Whether a cluster or the forge could not be asked about any request: "cannot see" is a failure, never a pass. */
function isBlind({ cases }: World): boolean {
  return cases.some(({ verdict, object }) => verdict.kind === 'unknown' || object.kind === 'unknown');
}

/** What would stop the run later stops it here, before any cluster is touched (threat 20). */
async function prepare(ports: IssuePorts, { phase }: IssueSettings): Promise<void> {
  const { trust } = await readTip(ports);
  if (trust.recorders.length === 0)
    throw new CountersignError('not-set-up', 'policy names no key that could verify records', {
      hint: 'put the public key of the recorder below trust/ and name it in records.trusted',
    });
  if (phase === 'all' || phase === 'collect') checkRecorder(ports, trust.recorders);
  // Submitting and signing alone write nothing to the branch, and their jobs need no right to.
  if (phase !== 'sign' && phase !== 'submit')
    await withRetry(ports.clock, () => ports.results.checkWritable());
}

/** A record that policy's keys do not verify would stop its request for ever. */
function checkRecorder({ recorder }: IssuePorts, trusted: readonly Uint8Array[]): void {
  if (recorder === null)
    throw new CountersignError('key-missing', "the recorder's key is not given to this run", {
      hint: 'put a PKCS#8 key in PEM into the variable that records.key.env of policy names',
    });
  if (!trusted.some((spki) => Buffer.compare(spki, recorder.spki) === 0))
    throw new CountersignError('key-unusable', "the recorder's key is none of those that policy trusts", {
      hint: 'commit its public key below trust/ and name it in records.trusted',
    });
}

function runPhase(ports: IssuePorts, settings: IssueSettings, phase: Power): Promise<PhaseResult> {
  if (phase === 'submit') return submitPhase(ports);
  if (phase === 'approve') return approvePhase(ports, settings);
  return phase === 'sign' ? signPhase(ports) : collectPhase(ports, settings);
}

async function submitPhase(ports: IssuePorts): Promise<PhaseResult> {
  const world = await observe(ports, { power: 'submit', writes: true });
  return { world, outcomes: await submitAll(ports, world) };
}

/** Intents first, then a fresh look, and only then approvals: no intent, no approval. */
async function approvePhase(ports: IssuePorts, facts: RunFacts): Promise<PhaseResult> {
  const before = await observe(ports, { power: 'approve', writes: true });
  const isBeginning = withoutIntent(before).length > 0;
  if (isBeginning) await beginAll(ports, before, facts);
  const world = isBeginning ? await observe(ports, { power: 'approve', writes: true }) : before;
  return { world, outcomes: await approveAll(ports, world) };
}

async function signPhase(ports: IssuePorts): Promise<PhaseResult> {
  const world = await observe(ports, { power: 'sign', writes: true });
  return { world, outcomes: await signAll(ports, world) };
}

async function collectPhase(ports: IssuePorts, settings: IssueSettings): Promise<PhaseResult> {
  const before = await observe(ports, { power: 'collect', writes: true });
  const hasWaited = await waitForSigners(before, settings.waitSeconds);
  const world = hasWaited ? await observe(ports, { power: 'collect', writes: true }) : before;
  return { world, outcomes: await collectAll(ports, world, settings) };
}

/** One watch per cluster for all objects that the cluster's own signers have to sign. */
async function waitForSigners(world: World, seconds: number): Promise<boolean> {
  const waiting = Map.groupBy(planAll(world).filter(isAwaited), ({ case: each }) => each.cluster);
  if (waiting.size === 0 || seconds === 0) return false;
  await Promise.all(
    [...waiting].map(async ([cluster, planned]) => {
      const access = world.access.get(cluster);
      const names = new Set(planned.map(({ case: each }) => each.intent?.object.name ?? ''));
      if (access?.kind === 'open') await access.cluster.watch(names, isDecided, seconds);
    }),
  );
  return true;
}

/** Whether the cluster's own signer has still to sign. */
function isAwaited({ case: each, step }: Planned): boolean {
  const { object, authority, withdrawn } = each;
  return (
    step.action === 'wait' &&
    authority === null &&
    !withdrawn &&
    object.kind === 'present' &&
    hasCondition(object.object, 'Approved')
  );
}

function isDecided(object: CertificateSigningRequest): boolean {
  return (
    Boolean(object.status?.certificate) || hasCondition(object, 'Failed') || hasCondition(object, 'Denied')
  );
}

const effects: ReadonlySet<string> = new Set(['submit', 'approve', 'sign', 'collect', 'record']);

/** Whether a later phase of this run has something to do. */
function isOpen(planned: Planned): boolean {
  return effects.has(planned.step.action) || isAwaited(planned);
}

/** Where the requests stand that the last phase did not touch. */
function restOf(last: PhaseResult | undefined, phase: IssueSettings['phase']): readonly ReportedStep[] {
  if (last === undefined) return [];
  const touched = new Set(last.outcomes.map(({ case: each }) => each));
  const rest = planAll(last.world).filter(({ case: each }) => !touched.has(each));
  return rest.map((planned) =>
    reportStep(effects.has(planned.step.action) ? postpone(planned, phase) : planned),
  );
}

/** A step that is due and was not taken, in words that nobody takes for a deed. */
function postpone({ case: each, step }: Planned, phase: IssueSettings['phase']): Planned {
  const who = phase === 'all' ? 'the next run' : `the ${step.action} phase`;
  return { case: each, step: { action: 'wait', reason: `next: ${step.action}`, hint: `${who} does it` } };
}

function reportStep({ case: each, step }: Planned): ReportedStep {
  return {
    action: step.action,
    file: each.entry.path,
    name: each.name,
    cluster: each.cluster,
    identity: each.identity,
    reason: step.reason,
    hint: step.hint,
  };
}

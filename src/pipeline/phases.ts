import { CountersignError } from '../errors.ts';
import { approveCase } from './approve.ts';
import { attemptStep, type Outcome, taken } from './attempt.ts';
import type { Case } from './case.ts';
import { type Collected, collectCase } from './collect.ts';
import type { RunFacts } from './draft-record.ts';
import { commitIntents } from './intents.ts';
import type { World } from './observe.ts';
import { mapParallel } from './parallel.ts';
import { planStep, type Step } from './plan.ts';
import type { Cluster, IssuePorts } from './ports.ts';
import { commitRecords } from './record-commit.ts';
import { signCase } from './sign.ts';
import { submitCase } from './submit.ts';
import type { SignedRecord } from './verify-record.ts';

/** A request with the step that the plan has for it. */
export interface Planned {
  readonly case: Case;
  readonly step: Step;
}

export function planAll(world: World): readonly Planned[] {
  return world.cases.map((each) => ({ case: each, step: planStep(each) }));
}

/** Those of a plan that are due for an action. */
export function due(planned: readonly Planned[], action: Step['action']): readonly Case[] {
  return planned.filter(({ step }) => step.action === action).map((entry) => entry.case);
}

type Effect = (each: Case, cluster: Cluster) => Promise<Step>;

/** Takes one step for many requests, a bounded number at once; each fails alone. */
function takeAll(
  ports: IssuePorts,
  world: World,
  cases: readonly Case[],
  effect: Effect,
): Promise<readonly Outcome[]> {
  return mapParallel(cases, (each) =>
    attemptStep(each, ports.log, () => effect(each, clusterOf(world, each))),
  );
}

function clusterOf(world: World, each: Case): Cluster {
  const access = world.access.get(each.cluster);
  if (access?.kind !== 'open')
    throw new CountersignError('cluster-unreachable', `cluster ${each.cluster} is not open`);
  return access.cluster;
}

export function submitAll(ports: IssuePorts, world: World): Promise<readonly Outcome[]> {
  const cases = due(planAll(world), 'submit');
  return takeAll(ports, world, cases, (each, cluster) => submitCase(each, cluster, ports.clock));
}

/** Whether requests are due for approval that have no intent yet. */
export function withoutIntent(world: World): readonly Case[] {
  return due(planAll(world), 'approve').filter(({ intent }) => intent === null);
}

export async function beginAll(ports: IssuePorts, world: World, facts: RunFacts): Promise<void> {
  await commitIntents(ports, world, withoutIntent(world), facts.run);
}

/** Approves what has an intent; a request that came in after the intents were written is left for the next run. */
export function approveAll(ports: IssuePorts, world: World): Promise<readonly Outcome[]> {
  const cases = due(planAll(world), 'approve').filter(({ intent }) => intent !== null);
  return takeAll(ports, world, cases, (each, cluster) => approveCase(each, cluster, ports.clock));
}

export function signAll(ports: IssuePorts, world: World): Promise<readonly Outcome[]> {
  const cases = due(planAll(world), 'sign');
  return takeAll(ports, world, cases, (each, cluster) => signCase(each, cluster, ports));
}

/** Collects what was issued, checks it, and records all of it in one commit. */
export async function collectAll(
  ports: IssuePorts,
  world: World,
  facts: RunFacts,
): Promise<readonly Outcome[]> {
  const planned = planAll(world);
  const collected: Collected[] = [];
  const outcomes: Outcome[] = [];
  for (const each of due(planned, 'collect')) {
    const unable = cannotCollect(each);
    const found = unable === null ? collectCase(each, world.ledger, world.now) : null;
    if (found !== null) collected.push(found);
    else outcomes.push({ case: each, step: unable ?? unreadable(each), failed: false });
  }
  const stale = due(planned, 'record');
  if (collected.length + stale.length === 0) return outcomes;
  const restored = stale.flatMap(({ record }) => (record !== null && 'record' in record ? [record] : []));
  await commitRecords(ports, world, { collected, restored }, recorderOf(ports), facts);
  return [...outcomes, ...collected.flatMap(recordedSteps), ...stale.map(restoredStep)];
}

function recorderOf({ recorder }: IssuePorts): NonNullable<IssuePorts['recorder']> {
  if (recorder !== null) return recorder;
  throw new CountersignError('key-missing', "the recorder's key is not given to this run", {
    hint: 'put a PKCS#8 key in PEM into the variable that records.key.env of policy names',
  });
}

/** Without evidence at hand nothing can be said of a certificate; it stays in the cluster for the next run. */
function cannotCollect(each: Case): Step | null {
  if (each.verdict.kind === 'unknown')
    return { action: 'wait', reason: each.verdict.reason, hint: each.verdict.hint };
  if (each.request !== null) return null;
  return {
    action: 'refuse',
    reason: 'a certificate was issued for a request that cannot be read any more',
    hint: 'find out who changed the request or wrote its intent; the certificate is not recorded',
  };
}

function unreadable(each: Case): Step {
  const name = each.object.kind === 'present' ? each.object.object.metadata.name : '';
  return {
    action: 'refuse',
    reason: `certificate.unreadable: what object ${name} holds is no certificate that can be read`,
    hint: 'look at the signer of this cluster; ask anew with the next countersign.dev/generation',
  };
}

function recordedSteps({ case: each, chain, problems }: Collected): readonly Outcome[] {
  const serial = chain[0]?.serial ?? '';
  const until = chain[0]?.notAfter.toISOString() ?? '';
  const worst = problems[0];
  if (worst === undefined)
    return [{ case: each, step: taken('record', `certificate ${serial}, until ${until}`), failed: false }];
  const reason = `certificate ${serial} was issued and refused, it is good until ${until}: ${worst.code}: ${worst.message}`;
  return [{ case: each, step: { action: 'refuse', reason, hint: worst.hint }, failed: false }];
}

function restoredStep(each: Case): Outcome {
  const record = each.record as SignedRecord;
  const reason = `certificate ${record.record.certificate.serial} is the current one again`;
  return { case: each, step: taken('record', reason), failed: false };
}

/** Stages on which somebody interferes, and what their steps say. */
import type { Finding } from '../../src/finding.ts';
import { issue } from '../../src/pipeline/issue.ts';
import type { ReportedStep } from '../../src/report.ts';
import { stageWith, withCluster } from '../support/attack.ts';
import { clientPath, clientRequest, policyText, servingRequest, settings } from '../support/stage.ts';

export type Told = Pick<Finding, 'message'> & { readonly code: string };

/** What the steps of a run say: `code: message` inside their reasons. */
export function told(steps: readonly ReportedStep[]): readonly Told[] {
  return steps.flatMap(({ reason }) => {
    const found = /((?:certificate|record|evidence|policy)\.[a-z-]+): (.*)$/.exec(reason ?? '');
    return found === null ? [] : [{ code: found[1] ?? '', message: found[2] ?? '' }];
  });
}

/** The signer stores its certificate, and says Failed. */
export async function hiddenBehindFailed(): Promise<readonly Told[]> {
  const stage = await stageWith(clientPath, clientRequest());
  for (const phase of ['submit', 'approve'] as const) await stage.issue({ phase });
  const failed = { type: 'Failed', status: 'True', reason: 'Policy', message: 'no' };
  const ports = withCluster(stage, (cluster) => ({
    list: async () =>
      (await cluster.list()).map(({ status, ...object }) => ({
        ...object,
        status: { ...status, conditions: [...(status?.conditions ?? []), failed] },
      })),
  }));
  return told((await issue(ports, settings)).report.steps);
}

/** A rule whose path names no cluster is moved from one to the other after the merge. */
export async function movedCluster(): Promise<readonly Told[]> {
  const policy = policyText
    .replace('requests/{cluster}/{namespace}', 'requests/{namespace}')
    .replace('clusters: [prod]', 'clusters: [staging]')
    .replace('  prod:\n', '  staging:\n    kind: upstream\n  prod:\n');
  const stage = await stageWith('requests/payments/web-api.yaml', servingRequest(), policy);
  stage.repository.commit({ '.github/countersign.yaml': policy.replace('[staging]', '[prod]') });
  return told(await stage.plan());
}

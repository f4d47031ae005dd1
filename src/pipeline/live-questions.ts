import type { SourceFile } from '../model.ts';
import type { Policy } from '../policy/policy.ts';
import type { Report } from '../report.ts';
import { identityOf, objectNameOf } from '../request/identity.ts';
import type { LiveQuestion } from './live.ts';
import { buildObject } from './object.ts';
import { readSubject } from './report-request.ts';

/** A file that the report speaks of. */
export interface AskedFile {
  readonly file: SourceFile;
  /** Whether it belongs to the repository, so that its path counts. */
  readonly inside: boolean;
}

export interface LivePlan {
  readonly questions: readonly LiveQuestion[];
  /** Files whose errors leave nothing that could be created, or no cluster to create it in. */
  readonly unasked: readonly string[];
}

/**
 * The objects that `issue` would create for the requests of a report. Where no policy names the repository, the
 * identity, and so the end of the object's name, is that of an unnamed one.
 */
export function planLive(report: Report, files: readonly AskedFile[], policy: Policy | null): LivePlan {
  const byPath = new Map(files.map((each) => [each.file.path, each]));
  const questions: LiveQuestion[] = [];
  const unasked: string[] = [];
  for (const { file, change, cluster } of report.requests) {
    const asked = byPath.get(file);
    if (change === 'removed' || asked === undefined) continue;
    const question = questionOf(asked, policy);
    const known = isKnown(policy, cluster);
    // A path that names a cluster which policy does not have means none that could be asked.
    if (question === null || (asked.inside && policy !== null && !known)) unasked.push(file);
    else questions.push({ ...question, cluster: known ? cluster : null });
  }
  return { questions, unasked };
}

function isKnown(policy: Policy | null, cluster: string | null): boolean {
  return policy !== null && cluster !== null && Object.hasOwn(policy.clusters, cluster);
}

function questionOf(
  { file, inside }: AskedFile,
  policy: Policy | null,
): Omit<LiveQuestion, 'cluster'> | null {
  const { request, locate } = readSubject(file, inside);
  if (request === null) return null;
  const repository = policy?.repository ?? '';
  const identity = identityOf(request, repository);
  const name = objectNameOf(request.path, identity);
  return { file: file.path, object: buildObject({ name, request, identity, repository }), locate };
}

import { CountersignError } from '../errors.ts';
import { blocks } from '../finding.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Policy } from '../policy/policy.ts';
import { isRequestPath } from '../request/path.ts';
import type { IssuePorts, Repository, TreeEntry } from './ports.ts';
import { withRetry } from './retry.ts';
import { readFiles, readTrust, type Trust } from './trust.ts';

export const policyPath = '.github/countersign.yaml';

/** The default branch as the forge names it at this moment: never an event's commit, never the work tree. */
export interface Tip {
  readonly commit: string;
  readonly policy: Policy;
  /** `github.com/acme/certs`, from policy. */
  readonly repository: string;
  readonly trust: Trust;
  /** Every file below `requests/` that should hold a request. */
  readonly entries: readonly TreeEntry[];
}

/** Reads the tip; throws `not-set-up` where it does not hold what issuing needs. */
export async function readTip(ports: Pick<IssuePorts, 'forge' | 'repository' | 'clock'>): Promise<Tip> {
  const commit = await withRetry(ports.clock, () => ports.forge.tip());
  const policy = await readPolicy(ports.repository, commit);
  if (policy === null)
    throw new CountersignError(
      'not-set-up',
      `there is no usable policy at ${policyPath} on the default branch`,
      {
        hint: 'countersign validate says what is wrong with it',
      },
    );
  if (policy.repository === null)
    throw new CountersignError('not-set-up', 'policy does not name its repository', {
      hint: 'add repository: github.com/<owner>/<name>; it is part of every identity',
    });
  const entries = await ports.repository.list(commit, ['requests']);
  const trust = await readTrust(ports.repository, commit, policy);
  return {
    commit,
    policy,
    repository: policy.repository,
    trust,
    entries: entries.filter((entry) => isRequestPath(entry.path)),
  };
}

/** The policy of a commit; null where there is none or it is in error: then it allows nothing. */
export async function readPolicy(repository: Repository, commit: string): Promise<Policy | null> {
  const bytes = (await readFiles(repository, commit, [policyPath])).get(policyPath);
  if (bytes === undefined) return null;
  const { policy, findings } = parsePolicy({ path: policyPath, bytes, mode: '100644', blob: null });
  return blocks(findings) ? null : policy;
}

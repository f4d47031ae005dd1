import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CountersignError } from '../errors.ts';
import { blocks } from '../finding.ts';
import type { SourceFile } from '../model.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Policy } from '../policy/policy.ts';

const policyPath = '.github/countersign.yaml';

/** A repository on this disk and the policy of its work tree, read as a profile: it decides nothing here. */
export interface WorkPolicy {
  /** Absolute path of the repository's root. */
  readonly root: string;
  readonly policy: Policy;
}

/** The policy's file in the work tree above `folder`, whatever it holds; throws `not-set-up` where there is none. */
export function readWorkPolicy(folder: string): { readonly root: string; readonly file: SourceFile } {
  const root = findRoot(folder);
  if (root === null) {
    throw new CountersignError('not-set-up', `no ${policyPath} here or in a folder above`, {
      hint: 'go into a clone of the repository that holds your requests',
    });
  }
  const bytes = readFileSync(path.join(root, policyPath));
  return { root, file: { path: policyPath, bytes, mode: null, blob: null } };
}

/** Finds the policy above `folder`; throws `not-set-up` where there is none or it has faults. */
export function loadWorkPolicy(folder: string): WorkPolicy {
  const { root, file } = readWorkPolicy(folder);
  const { policy, findings } = parsePolicy(file);
  if (policy === null || blocks(findings)) {
    const [first] = findings.filter(({ severity }) => severity === 'error');
    throw new CountersignError(
      'not-set-up',
      `${policyPath} has faults: ${first?.message ?? 'it is not readable'}`,
      {
        hint: `countersign validate ${policyPath} shows them all`,
      },
    );
  }
  return { root, policy };
}

function findRoot(folder: string): string | null {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (existsSync(path.join(at, policyPath))) return at;
    if (path.dirname(at) === at) return null;
  }
}

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { exitStatus } from '../../errors.ts';
import { blocks } from '../../finding.ts';
import { lintPolicyFile, ownersIn } from '../../pipeline/policy-lint.ts';
import { formatJson } from '../../report/json.ts';
import type { Context } from '../command.ts';
import { readWorkPolicy } from '../work-policy.ts';
import { formatFindings } from './findings-text.ts';

/** `countersign policy lint`: what is wrong with the work tree's policy, or worth a second look. */
export async function runLint({ options, io }: Context): Promise<number> {
  const { root, file } = readWorkPolicy(io.cwd);
  const findings = lintPolicyFile(file, { owners: readOwners(root) });
  const failed = blocks(findings);
  const text =
    options.text('format') === 'json'
      ? formatJson({ version: 1, verdict: failed ? 'fail' : 'pass', policy: file.path, findings })
      : formatFindings(findings, file.path, 'nothing to object to', io);
  io.stdout.write(text);
  return failed ? exitStatus.blocked : exitStatus.clean;
}

/** The first of the places where GitHub looks for CODEOWNERS. */
function readOwners(root: string): readonly string[] | null {
  const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
  const found = places.map((place) => path.join(root, place)).find((place) => existsSync(place));
  return found === undefined ? null : ownersIn(readFileSync(found, 'utf8'));
}

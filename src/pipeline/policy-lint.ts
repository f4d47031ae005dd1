import { compareFindings, type Finding } from '../finding.ts';
import type { SourceFile } from '../model.ts';
import { type LintContext, lintPolicy, placeFaults } from '../policy/lint.ts';
import { parsePolicy } from '../policy/parse.ts';
import { parseYamlFile } from '../yaml.ts';
import { lintSigners } from './policy-signers.ts';

/**
 * Everything that is wrong with a policy file, or worth a second look. While it has errors of form nothing else is
 * asked, since what it allows is not known.
 */
export function lintPolicyFile(file: SourceFile, context: LintContext): readonly Finding[] {
  const { policy, findings } = parsePolicy(file);
  if (policy === null) return findings;
  const faults = [...lintPolicy(policy, context), ...lintSigners(policy)];
  return [...findings, ...placeFaults(faults, file.path, parseYamlFile(file))].sort(compareFindings);
}

/** Every owner a CODEOWNERS file names, whatever the path: `@login`, `@org/team` or an address. */
export function ownersIn(codeowners: string): readonly string[] {
  const names = codeowners.split('\n').flatMap((line) => {
    const [, ...owners] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    return owners.filter((owner) => owner.includes('@')).map((owner) => owner.toLowerCase());
  });
  return [...new Set(names)];
}

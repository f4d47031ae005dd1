/**
 * The local evidence file: what a forge would say of merged pull requests, written down beside a demo or a test.
 * Whoever can write it can approve anything, so its evidence has the level `local`, which counts for the
 * embedded cluster only (threat 22). YAML, or JSON, which is YAML:
 *
 *     version: 1
 *     pullRequests:
 *       - number: 12
 *         title: cart speaks TLS
 *         author: mira
 *         mergedBy: tomas
 *         mergedAt: "2026-11-22T12:00:00Z"
 *         commit: 4c1f…   # first-parent commit that brought the files
 *         base: 9f3c…     # first-parent commit before it: policy and owners are read there
 *         approvers:
 *           - { login: tomas, commit: 77d2…, at: "2026-11-22T11:58:00Z", entries: [codeowners] }
 *         files:
 *           requests/demo/shop/cart.yaml: { blob: 51be…, mode: "100644" }
 */
import { blocks, type Finding, finding } from '../finding.ts';
import { readShape } from '../policy/read-shape.ts';
import type { ValueOf } from '../policy/shape.ts';
import { parseYaml } from '../yaml.ts';
import type { Account, Approver, Evidence } from './evidence.ts';
import { localShape } from './local-shape.ts';

type WrittenPullRequest = ValueOf<typeof localShape>['pullRequests'][number];

/** What a forge answers for a pull request and each file it brought. */
export interface LocalEvidence {
  /** One for each file of each pull request, in file order; empty when any finding blocks. */
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
}

/** Reads a local evidence file. Never throws on any text; the file is used whole or not at all. */
export function parseLocalEvidence(text: string, path = 'evidence.yaml'): LocalEvidence {
  const yaml = parseYaml(text, { file: path });
  const findings = [...yaml.findings];
  const written =
    yaml.value === undefined
      ? undefined
      : readShape(localShape, yaml.value, ({ message, hint, pointer }) => {
          const position = yaml.locate(pointer);
          findings.push(finding('evidence.malformed', { message, hint, pointer, position, file: path }));
        });
  if (written === undefined || blocks(findings)) return { evidence: [], findings };
  return { evidence: written.pullRequests.flatMap(evidenceOf), findings };
}

function evidenceOf(written: WrittenPullRequest): readonly Evidence[] {
  const { number, title, mergedAt, commit, base } = written;
  const pullRequest = {
    number,
    url: null,
    title,
    author: account(written.author),
    mergedBy: account(written.mergedBy),
    mergedAt,
    commitsVerified: null,
  };
  const approvers = written.approvers.flatMap(approversOf);
  return Object.entries(written.files).map(([path, { blob, mode }]) => ({
    level: 'local',
    file: { path, blob, mode },
    commit,
    base,
    pullRequest,
    approvers,
  }));
}

const account = (login: string): Account => ({ login, id: null });

/** One for each entry the person could fill; which of them they do fill is decided with the rule. */
function approversOf(written: WrittenPullRequest['approvers'][number]): readonly Approver[] {
  const { login, commit, at, entries } = written;
  return entries.map((entry) => ({ ...account(login), entry, review: null, commit, at, owner: null }));
}

import { hash } from 'node:crypto';
import { blocks, type Finding, finding, type Position, type Suggestion } from '../finding.ts';
import type { SourceFile } from '../model.ts';
import type { YamlReading } from '../yaml/node.ts';
import { parseYamlFile } from '../yaml.ts';
import { findContradictions } from './contradictions.ts';
import { fillDefaults } from './defaults.ts';
import { findNotYet } from './not-yet.ts';
import type { Policy } from './policy.ts';
import { policyShape } from './policy-shape.ts';
import { placeOf, readShape, type ShapeFault } from './read-shape.ts';

export interface PolicyReading {
  /** Null when any finding blocks: a policy is used whole or not at all. */
  readonly policy: Policy | null;
  readonly findings: readonly Finding[];
}

/**
 * Reads `.github/countersign.yaml` (design section 4). Never throws on any bytes. Findings are gathered in two
 * rounds: what each value is, and, once all of them are sound, what one says of another.
 */
export function parsePolicy(file: SourceFile): PolicyReading {
  const yaml = parseYamlFile(file);
  if (yaml.value === undefined) return { policy: null, findings: yaml.findings };
  const faults: ShapeFault[] = [];
  const read = readShape(policyShape, yaml.value, (fault) => faults.push(fault));
  faults.push(...findNotYet(yaml.value).map(notYetFault));
  const sha256 = hash('sha256', file.bytes, 'hex');
  const policy = read && faults.length === 0 ? fillDefaults(read, { path: file.path, sha256 }) : null;
  if (policy) faults.push(...findContradictions(policy));
  const findings = [...yaml.findings, ...faults.map((fault) => findingOf(fault, file.path, yaml))];
  return { policy: blocks(findings) ? null : policy, findings };
}

function notYetFault({ pointer, word, instead }: ReturnType<typeof findNotYet>[number]): ShapeFault {
  const message = `${placeOf(pointer)}${word === null ? '' : `: ${word}`} is known but not built yet.`;
  return { code: 'policy.not-yet', pointer, atKey: false, message, hint: instead };
}

/** A fault of form as a finding at its place in the file. */
export function findingOf(fault: ShapeFault, file: string, yaml: YamlReading): Finding {
  const position = fault.atKey ? keyPosition(fault.pointer, yaml) : yaml.locate(fault.pointer);
  return finding(fault.code, {
    message: fault.message,
    hint: fault.hint,
    file,
    position,
    pointer: fault.pointer,
    suggestion: fault.replace && suggest(fault.replace, position, yaml),
  });
}

/** Where the last key of a pointer is written, rather than its value. */
function keyPosition(pointer: string, yaml: YamlReading): Position {
  const parent = yaml.at(pointer.slice(0, pointer.lastIndexOf('/')));
  const entry =
    parent?.kind === 'map' ? parent.entries.find(({ value }) => value === yaml.at(pointer)) : undefined;
  return entry?.keyNode.position ?? yaml.locate(pointer);
}

/** The line with the one word replaced, where the word stands at the position. */
function suggest(
  replace: { readonly old: string; readonly new: string },
  position: Position,
  yaml: YamlReading,
): Suggestion | undefined {
  const line = yaml.lineText(position.line);
  const start = line.startsWith(replace.old, position.column - 1) ? position.column - 1 : position.column;
  if (!line.startsWith(replace.old, start)) return undefined;
  const mended = line.slice(0, start) + replace.new + line.slice(start + replace.old.length);
  return { line: position.line, old: line, new: mended };
}

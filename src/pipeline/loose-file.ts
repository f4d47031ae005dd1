import type { Finding } from '../finding.ts';
import type { SourceFile } from '../model.ts';
import { parsePolicy } from '../policy/parse.ts';
import { evaluateTestsForm } from '../policy/parse-tests.ts';
import type { RequestReading } from '../request/request.ts';
import { leaksIn } from './portion.ts';

/** Files of a repository that are no requests, and are judged wherever somebody names them. */
export type GoverningKind = 'policy' | 'policy-tests';

/**
 * What a file is that somebody named, if it is no request: by its name or, where it is a copy under another name,
 * by keys that only a policy has at its top. Null for anything else, which is judged as a request.
 */
export function governingKind({ file, object }: RequestReading): GoverningKind | null {
  const keys = typeof object === 'object' && object !== null && !Array.isArray(object) ? object : {};
  if ('apiVersion' in keys || 'kind' in keys) return null;
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  if (name === 'countersign.yaml' || ('clusters' in keys && 'rules' in keys)) return 'policy';
  return name === 'countersign.test.yaml' || ('version' in keys && 'tests' in keys) ? 'policy-tests' : null;
}

/** Every fault of such a file, and private keys in it. */
export function evaluateGoverning(file: SourceFile, kind: GoverningKind): readonly Finding[] {
  const findings = kind === 'policy' ? parsePolicy(file).findings : evaluateTestsForm(file);
  return [...findings, ...leaksIn(file)];
}

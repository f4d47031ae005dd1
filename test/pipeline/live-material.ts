/** One request, its report, and the question that it puts to a cluster. */
import type { LiveQuestion } from '../../src/pipeline/live.ts';
import { planLive } from '../../src/pipeline/live-questions.ts';
import { validate } from '../../src/pipeline/validate.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { policyText, servingPath, servingRequest } from '../support/stage.ts';

export const now = new Date('2026-11-22T12:00:00Z');
export const fileOf = (path: string, text: string) => ({
  path,
  bytes: Buffer.from(text),
  mode: '100644',
  blob: null,
});
export const serving = fileOf(servingPath, servingRequest());
const policyFile = fileOf('.github/countersign.yaml', policyText);
export const change = {
  base: null,
  head: null,
  files: [{ path: servingPath, before: null, after: serving }],
  policy: policyFile,
  others: [],
};
export const { policy } = parsePolicy(policyFile);
export const report = validate({ change, files: [], only: null, author: null, now });
const { questions } = planLive(report, [{ file: serving, inside: true }], policy);
export const [question] = questions as [LiveQuestion];

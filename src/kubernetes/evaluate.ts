import type { Finding } from '../finding.ts';
import type { RequestReading } from '../request/request.ts';
import type { ClusterPrediction } from './predict.ts';

/**
 * What a prediction means to the author and the reviewers, at the lines it bites. Causes of a refused create
 * that `reading.findings` (or `known`) already report as an error on the same pointer or a parent are left out.
 */
export function evaluatePrediction(
  _prediction: ClusterPrediction | null,
  _reading: RequestReading,
  _known: readonly Finding[] = [],
): readonly Finding[] {
  throw new Error('not built yet');
}

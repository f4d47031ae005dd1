/** All scenarios. */
import type { Scenario } from './scenario.ts';
import { accessScenarios } from './scenarios/access.ts';
import { approvalScenarios } from './scenarios/approval.ts';
import { createScenarios } from './scenarios/create.ts';
import { signingScenarios } from './scenarios/signing.ts';

export const scenarios: readonly Scenario[] = [
  ...createScenarios,
  ...approvalScenarios,
  ...signingScenarios,
  ...accessScenarios,
];

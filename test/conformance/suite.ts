/** All scenarios. */
import type { Scenario } from './scenario.ts';
import { accessScenarios } from './scenarios/access.ts';
import { applyScenarios } from './scenarios/apply.ts';
import { approvalScenarios } from './scenarios/approval.ts';
import { callScenarios } from './scenarios/calls.ts';
import { changeScenarios } from './scenarios/change.ts';
import { createScenarios } from './scenarios/create.ts';
import { listScenarios } from './scenarios/list.ts';
import { protobufScenarios } from './scenarios/protobuf.ts';
import { reviewScenarios } from './scenarios/reviews.ts';
import { signerScenarios } from './scenarios/signers.ts';
import { signingScenarios } from './scenarios/signing.ts';
import { tableScenarios } from './scenarios/tables.ts';
import { watchScenarios } from './scenarios/watch.ts';

export const scenarios: readonly Scenario[] = [
  ...createScenarios,
  ...callScenarios,
  ...approvalScenarios,
  ...signingScenarios,
  ...accessScenarios,
  ...changeScenarios,
  ...listScenarios,
  ...watchScenarios,
  ...reviewScenarios,
  ...tableScenarios,
  ...signerScenarios,
  ...applyScenarios,
  ...protobufScenarios,
];

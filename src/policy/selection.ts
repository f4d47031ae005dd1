import type { Finding } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { RequestReading } from '../request/request.ts';
import { fieldFinding, listOf, ruleName, suggestReplacement } from './judged.ts';
import type { RuleSelection } from './match.ts';
import type { Policy, Rule } from './policy.ts';
import { identitySigners } from './service-names.ts';

const signerPointer = '/spec/signerName';

/** Says why not exactly one rule selects a request, and which rule was meant. */
export function evaluateSelection(
  policy: Policy,
  selected: RuleSelection,
  reading: RequestReading,
): readonly Finding[] {
  if (selected.selection !== null) return [];
  if (selected.selected.length > 1) return [overlap(policy, selected.selected, reading)];
  if (selected.unknownCluster !== null && selected.here.length === 0) {
    return [unknownCluster(policy, selected.unknownCluster, reading)];
  }
  const { signerName } = reading.partial;
  if (signerName === null) return selected.here.length === 0 ? [noPath(policy, null, reading)] : [];
  return [
    selected.here.length === 0
      ? noPath(policy, signerName, reading)
      : noSigner(selected, signerName, reading),
  ];
}

function overlap(policy: Policy, rules: readonly Rule[], reading: RequestReading): Finding {
  const names = rules.map(ruleName).join(' and ');
  return fieldFinding(reading, 'policy.rules-overlap', signerPointer, {
    message: `More than one rule selects this request: ${names}.`,
    hint: `The policy is at fault, not the request: mend ${policy.path} so that exactly one does.`,
  });
}

function unknownCluster(policy: Policy, cluster: string, reading: RequestReading): Finding {
  const known = Object.keys(policy.clusters);
  const meant = nearest(cluster, known);
  return fieldFinding(reading, 'policy.unknown-cluster', '', {
    message: `The path puts this request in cluster "${cluster}", which the policy does not have.`,
    hint: meant ? `Did you mean "${meant}"? Move the file there.` : `It has ${listOf(known, 'none')}.`,
  });
}

/** The path is one that rules know, from other signers. */
function noSigner({ here }: RuleSelection, signerName: string, reading: RequestReading): Finding {
  const [closest, ...others] = here;
  const offers = here.map((rule) => `${ruleName(rule)} allows ${rule.match.signer}`).join(', ');
  const signer = closest && others.length === 0 ? closest.match.signer : null;
  const advice =
    signer === null ? 'Write the signerName of the rule you meant.' : `Write signerName: ${signer}.`;
  return fieldFinding(reading, 'policy.no-rule', signerPointer, {
    message: `No rule allows ${signerName} here; ${offers}.`,
    hint: [identitySigners.get(signerName), advice].filter(Boolean).join(' '),
    suggestion:
      signer === null
        ? undefined
        : suggestReplacement(reading, signerPointer, { old: signerName, new: signer }),
  });
}

/** No rule knows the path: the file may lie in the wrong place. */
function noPath(policy: Policy, signerName: string | null, reading: RequestReading): Finding {
  const ofSigner = policy.rules.filter(({ match }) => match.signer === signerName);
  const rules = ofSigner.length > 0 ? ofSigner : policy.rules;
  const places = rules.map((rule) => `${ruleName(rule)} at ${rule.match.path}`);
  return fieldFinding(reading, 'policy.no-rule', '', {
    message: `No rule covers ${reading.file.path}, so nothing may be asked for there.`,
    hint: places.length > 0 ? `There is ${listOf(places)}.` : `${policy.path} has no rules yet.`,
  });
}

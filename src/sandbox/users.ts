/** Who may talk to the embedded cluster, and what each may do. */
import { randomBytes } from 'node:crypto';
import type { AccessRule } from './authorizer.ts';
import { csrGroup, csrResource } from './status.ts';

/** A user with a bearer token and the rules of the roles bound to it. */
export interface SandboxUser {
  readonly name: string;
  readonly uid: string;
  /** Without `system:authenticated`, which everybody has. */
  readonly groups: readonly string[];
  readonly token: string;
  readonly rules: readonly AccessRule[];
}

function csrRule(verbs: readonly string[], subresource = ''): AccessRule {
  const resource = subresource === '' ? csrResource : `${csrResource}/${subresource}`;
  return { apiGroups: [csrGroup], resources: [resource], verbs };
}

/** The right to `approve` or `sign` for these signer names; none means all of them. */
export function signerRule(verb: 'approve' | 'sign', signerNames: readonly string[] = []): AccessRule {
  return { apiGroups: [csrGroup], resources: ['signers'], resourceNames: signerNames, verbs: [verb] };
}

/** The least rules of each power, for all signers or only those named. */
export const submitterRules: readonly AccessRule[] = [csrRule(['create', 'get', 'list', 'watch'])];

export function approverRules(signerNames: readonly string[] = []): readonly AccessRule[] {
  return [
    csrRule(['get', 'list', 'watch']),
    csrRule(['update'], 'approval'),
    signerRule('approve', signerNames),
  ];
}

export function signerRules(signerNames: readonly string[] = []): readonly AccessRule[] {
  return [csrRule(['get', 'list', 'watch']), csrRule(['update'], 'status'), signerRule('sign', signerNames)];
}

/** Someone else who may create requests but has no part in the pipeline: plants objects in tests. */
export const planterRules: readonly AccessRule[] = [csrRule(['create', 'get', 'list'])];

const everything: readonly AccessRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];

/** Makes a user with a fresh token of 256 bits. */
export function createUser(name: string, rules: readonly AccessRule[]): SandboxUser {
  return { name, uid: `uid-of-${name}`, groups: [], token: randomBytes(32).toString('base64url'), rules };
}

/** The users of `countersign sandbox` and the demo: one for each power, an admin, and an outsider. */
export function createDefaultUsers(): readonly SandboxUser[] {
  return [
    createUser('submitter', submitterRules),
    createUser('approver', approverRules()),
    createUser('signer', signerRules()),
    createUser('admin', everything),
    createUser('planter', planterRules),
  ];
}

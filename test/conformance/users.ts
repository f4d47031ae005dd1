/** The default users, and those with rights for some signers only. */
import type { SandboxUser } from '../../src/sandbox/users.ts';
import { approverRules, createDefaultUsers, createUser, signerRules } from '../../src/sandbox/users.ts';

export function createUsers(): readonly SandboxUser[] {
  return [
    ...createDefaultUsers(),
    createUser('approves-ours', approverRules(['example.com/ours'])),
    createUser('approves-any-of-ours', approverRules(['example.com/*'])),
    createUser('approves-others', approverRules(['example.org/*', 'example.com/other'])),
    createUser('updates-only', approverRules().slice(0, 2)),
    createUser('signs-ours', signerRules(['example.com/ours'])),
    createUser('signs-any-of-ours', signerRules(['example.com/*'])),
    createUser('signs-others', signerRules(['example.org/*', 'example.com/our'])),
    createUser('reader-of-a', [
      {
        apiGroups: ['certificates.k8s.io'],
        resources: ['certificatesigningrequests'],
        resourceNames: ['a'],
        verbs: ['get', 'list', 'watch', 'create'],
      },
    ]),
    { ...createUser('system:node:n1', nodeRules), groups: ['system:nodes'] },
    createUser('bootstrapper', bootstrapRules),
  ];
}

const group = 'certificates.k8s.io';
const csrs = 'certificatesigningrequests';

/** A kubelet renews its own certificate. */
const nodeRules = [
  { apiGroups: [group], resources: [csrs], verbs: ['create', 'get', 'list', 'watch'] },
  { apiGroups: [group], resources: [`${csrs}/selfnodeclient`], verbs: ['create'] },
];

/** A bootstrap token asks for the first certificate of any node. */
const bootstrapRules = [
  { apiGroups: [group], resources: [csrs], verbs: ['create', 'get', 'list', 'watch'] },
  { apiGroups: [group], resources: [`${csrs}/nodeclient`], verbs: ['create'] },
];

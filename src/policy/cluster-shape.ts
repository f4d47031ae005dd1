import type { Shape } from './shape.ts';
import { envKey, signerNameForm, trustPath } from './text-shape.ts';

/** One entry of `clusters`. */
export const clusterShape = {
  kind: 'fields',
  about: 'One cluster.',
  fields: {
    kind: {
      kind: 'choice',
      about: 'Which signers really sign there, with which limits.',
      of: ['upstream', 'eks', 'gke', 'aks', 'k3s'],
    },
    server: {
      kind: 'text',
      about: 'Address of the API server.',
      pattern: /^https:\/\/[A-Za-z0-9.:[\]-]+(\/[A-Za-z0-9._~/-]*)?$/,
      form: 'an https:// address without user, query or fragment',
      example: 'https://prod.example.com:6443',
    },
    ca: trustPath('CA certificates of the API server.'),
    access: {
      kind: 'choice',
      about: 'Where the credentials for the cluster come from.',
      of: ['oidc', 'kubeconfig', 'incluster'],
      example: 'kubeconfig',
    },
    maxLifetime: { kind: 'duration', about: 'Longest lifetime the cluster grants, whatever a rule says.' },
    identities: {
      kind: 'fields',
      about: 'User names the API server gives our credentials.',
      fields: { submitter: userName(), approver: userName(), signer: userName() },
      required: [],
    },
    trust: {
      kind: 'table',
      about: 'Signer name to the bundle its certificates must chain to.',
      key: signerNameForm,
      keyForm: 'a signer name such as example.com/serving',
      keyExample: 'example.com/serving',
      of: trustPath('PEM file of roots.'),
    },
  },
  required: ['kind'],
} as const satisfies Shape;

function userName() {
  return {
    kind: 'text',
    about: 'A user name of the API server.',
    pattern: /^[!-~]{1,256}$/,
    form: 'a user name without spaces',
    example: 'countersign:submitter',
  } as const;
}

/** One entry of `authorities`. */
export const authorityShape = {
  kind: 'fields',
  about: 'A CA of ours.',
  fields: {
    certificate: trustPath('PEM file of the CA certificate.'),
    key: {
      kind: 'fields',
      about: 'Where the private key is; never a file or a command of this repository.',
      fields: {
        secret: {
          kind: 'text',
          about: 'Kubernetes Secret, namespace/name.',
          pattern: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
          form: 'a Secret as namespace/name',
          example: 'countersign/serving-ca',
        },
        env: envKey('Environment variable that holds the PEM, for trials.'),
        command: {
          kind: 'text',
          about: 'Name of a signing program that the job configures (KMS, HSM).',
          pattern: /^[a-z0-9][a-z0-9-]{0,62}$/,
          form: 'the name of a program the job configures, not a command line',
          example: 'kms',
        },
      },
      required: [],
      one: true,
      example: '{ env: COUNTERSIGN_SERVING_KEY }',
    },
    crl: trustPath('Where the revocation list is kept.'),
  },
  required: ['certificate', 'key'],
} as const satisfies Shape;

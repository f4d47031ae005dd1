import { authorityShape, clusterShape } from './cluster-shape.ts';
import { allowShape, approvalsShape, keyNameShape, lifetimeShape, requireShape } from './rule-shape.ts';
import type { Shape } from './shape.ts';
import { capturePathForm, clusterName, envKey, signerNameForm, trustPath } from './text-shape.ts';

/** What `defaults` and each rule may say alike. */
const judgement = {
  keys: { kind: 'list', about: 'Key kinds a request may use.', of: keyNameShape, min: 1 },
  lifetime: lifetimeShape,
  maxNames: { kind: 'whole', about: 'Most subject alternative names in one request.', min: 0, max: 1000 },
  wildcards: { kind: 'flag', about: 'Whether names such as `*.example.com` may be asked for.' },
  evidence: {
    kind: 'choice',
    about: 'How approvals must be proven: the only level that counts.',
    of: ['strict', 'ruleset', 'mapped', 'merge'],
  },
  issueWithin: { kind: 'duration', about: 'An approval older than this issues nothing.' },
  approvals: approvalsShape,
} as const satisfies Record<string, Shape>;

const ruleShape = {
  kind: 'fields',
  about: 'What may be asked for in one place from one signer.',
  fields: {
    name: {
      kind: 'text',
      about: 'Name of the rule; reports and records quote it.',
      pattern: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      form: 'lower-case letters, digits and hyphens',
      example: 'service-serving',
    },
    match: {
      kind: 'fields',
      about: 'Which requests the rule selects; exactly one rule must select each.',
      fields: {
        signer: {
          kind: 'text',
          about: '`spec.signerName` of the request.',
          pattern: signerNameForm,
          form: 'a signer name such as example.com/serving',
          example: 'example.com/serving',
        },
        path: {
          kind: 'text',
          about: 'Layout of the files: one capture in braces, or stars, a segment.',
          pattern: capturePathForm,
          form: 'a path such as requests/{cluster}/{namespace}/{name}.yaml',
          example: 'requests/{cluster}/{namespace}/{name}.yaml',
        },
        clusters: {
          kind: 'list',
          about: 'Only these clusters; all when left out.',
          of: clusterName(),
          min: 1,
        },
      },
      required: ['signer', 'path'],
    },
    allow: allowShape,
    require: requireShape,
    ...judgement,
    authority: {
      kind: 'text',
      about: "Which of `authorities` signs; left out, the cluster's own signer does.",
      pattern: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      form: 'the name of an authority',
      example: 'serving',
    },
    autoApprove: {
      kind: 'choice',
      about: 'Whether the holder of an approved key may renew without people.',
      of: ['never', 'renewal'],
    },
    reviewEvery: { kind: 'duration', about: 'People look at the identity again at least this often.' },
  },
  required: ['name', 'match', 'allow'],
} as const satisfies Shape;

/** The whole of `.github/countersign.yaml` (design section 4). */
export const policyShape = {
  kind: 'fields',
  about: 'What may be asked for here, by whom it is approved, and who signs it.',
  fields: {
    version: { kind: 'whole', about: 'Version of this format.', min: 1, max: 1 },
    repository: {
      kind: 'text',
      about: 'This repository, as forge and path.',
      pattern: /^[a-z0-9.-]+(\/[A-Za-z0-9_.-]+){2,}$/,
      form: 'a repository such as github.com/acme/certs',
      example: 'github.com/acme/certs',
    },
    clusters: {
      kind: 'table',
      about: 'The clusters requests may be for.',
      key: clusterName().pattern,
      keyForm: 'lower-case letters, digits, dots and hyphens',
      keyExample: 'prod',
      of: clusterShape,
    },
    people: {
      kind: 'text',
      about: 'File that maps accounts to user names and teams.',
      pattern: /^\.github\/[A-Za-z0-9_-][A-Za-z0-9_.-]*$/,
      form: 'a file directly under .github/',
      example: '.github/people.yaml',
    },
    governing: {
      kind: 'choice',
      about: 'Whether the files that decide need proven approval of their own.',
      of: ['stated', 'required'],
    },
    separation: {
      kind: 'choice',
      about: 'Fewest separate credentials for creating, approving and signing.',
      of: ['one', 'two', 'three'],
    },
    results: {
      kind: 'fields',
      about: 'Where certificates and records are committed.',
      fields: {
        branch: {
          kind: 'text',
          about: 'A branch of its own, or default-branch, or pull-request.',
          pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*(\/[A-Za-z0-9][A-Za-z0-9_-]*)*$/,
          form: 'the name of a branch',
          example: 'certificates',
        },
      },
      required: ['branch'],
    },
    records: {
      kind: 'fields',
      about: 'Who signs records and whose records are believed.',
      fields: {
        key: {
          kind: 'fields',
          about: 'Where the key that signs records is.',
          fields: { env: envKey('Environment variable that holds the PEM.') },
          required: ['env'],
        },
        trusted: {
          kind: 'list',
          about: 'Public keys of recorders.',
          of: trustPath('PEM file of keys.'),
          min: 1,
        },
      },
      required: [],
    },
    defaults: {
      kind: 'fields',
      about: 'What rules say unless they say otherwise.',
      fields: judgement,
      required: [],
    },
    rules: { kind: 'list', about: 'The rules; no rule, no certificate.', of: ruleShape, min: 0 },
    authorities: {
      kind: 'table',
      about: 'The CAs we sign with.',
      key: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      keyForm: 'lower-case letters, digits and hyphens',
      keyExample: 'serving',
      of: authorityShape,
    },
  },
  required: ['version', 'clusters', 'rules'],
} as const satisfies Shape;

import type { Shape } from '../policy/shape.ts';

function commitId<About extends string>(about: About) {
  return {
    kind: 'text',
    about,
    pattern: /^([0-9a-f]{40}|[0-9a-f]{64})$/,
    form: '40 or 64 lower-case hex digits',
    example: '0123456789abcdef0123456789abcdef01234567',
  } as const;
}

function login<About extends string>(about: About) {
  return {
    kind: 'text',
    about,
    pattern: /^[A-Za-z0-9]([A-Za-z0-9_-]{0,62}[A-Za-z0-9])?(\[bot\])?$/,
    form: 'the login of an account',
    example: 'ada',
  } as const;
}

function moment<About extends string>(about: About) {
  return {
    kind: 'text',
    about,
    pattern:
      /^2[0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z$/,
    form: 'a quoted time in UTC such as "2026-11-22T12:00:00Z"',
    example: '2026-11-22T12:00:00Z',
  } as const;
}

const approverShape = {
  kind: 'fields',
  about: 'Somebody who approved.',
  fields: {
    login: login('Who approved.'),
    commit: commitId('The commit that was reviewed.'),
    at: moment('When.'),
    entries: {
      kind: 'list',
      about: "The entries of a rule's approvals this person may fill.",
      of: {
        kind: 'text',
        about: 'codeowners, or team: and the name of a team.',
        pattern: /^(codeowners|team:[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?)$/,
        form: 'codeowners or team:NAME',
        example: 'codeowners',
      },
      min: 1,
    },
  },
  required: ['login', 'commit', 'at', 'entries'],
} as const satisfies Shape;

const fileShape = {
  kind: 'fields',
  about: 'What lay at the path when it was approved and merged.',
  fields: {
    blob: commitId('Git object id of the contents.'),
    mode: { kind: 'choice', about: 'Git mode, quoted.', of: ['100644', '100755', '120000', '160000'] },
  },
  required: ['blob', 'mode'],
} as const satisfies Shape;

/** The local evidence file; `local.ts` shows one. */
export const localShape = {
  kind: 'fields',
  about: 'Merged pull requests, for the embedded cluster only.',
  fields: {
    version: { kind: 'whole', about: 'Version of this format.', min: 1, max: 1 },
    pullRequests: {
      kind: 'list',
      about: 'In the order in which they were merged.',
      of: {
        kind: 'fields',
        about: 'A merged pull request.',
        fields: {
          number: { kind: 'whole', about: 'Its number.', min: 1, max: 1_000_000_000 },
          title: {
            kind: 'text',
            about: 'Its title.',
            pattern: /^[^\p{Cc}]{1,256}$/u,
            form: 'one line of text',
            example: 'Serve web-api',
          },
          author: login('Who opened it.'),
          mergedBy: login('Who merged it.'),
          mergedAt: moment('When it was merged.'),
          commit: commitId('The first-parent commit of the default branch that brought its files.'),
          base: commitId('The first-parent commit before it.'),
          approvers: { kind: 'list', about: 'Who approved it.', of: approverShape, min: 0 },
          files: {
            kind: 'table',
            about: 'The files it brought, by path.',
            key: /^(?!\/)[^\p{Cc}]{1,255}$/u,
            keyForm: 'a path from the root of the repository',
            keyExample: 'requests/prod/shop/cart.yaml',
            of: fileShape,
          },
        },
        required: [
          'number',
          'title',
          'author',
          'mergedBy',
          'mergedAt',
          'commit',
          'base',
          'approvers',
          'files',
        ],
      },
      min: 0,
    },
  },
  required: ['version', 'pullRequests'],
} as const satisfies Shape;

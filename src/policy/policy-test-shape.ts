import { findingCodes } from '../finding-codes.ts';
import { usageWords } from '../pki/usages.ts';
import type { Shape } from './shape.ts';
import { signerNameForm } from './text-shape.ts';

/** A path below `requests/`; whether a request may lie there is part of the test. */
function requestPath<About extends string>(about: About) {
  return {
    kind: 'text',
    about,
    pattern: /^requests(\/[!-.0-~]+)+\.yaml$/,
    form: 'a path such as requests/prod/shop/cart.yaml',
    example: 'requests/prod/shop/cart.yaml',
  } as const;
}

/** Any text on one line. */
function line<About extends string>(about: About) {
  return {
    kind: 'text',
    about,
    pattern: /^[ -~\u00a0-\uffff]*$/,
    form: 'text on one line',
    example: 'text',
  } as const;
}

function names<About extends string>(about: About, item: string) {
  return { kind: 'list', about, of: line(item), min: 0 } as const;
}

const statedShape = {
  kind: 'fields',
  about: 'What the request asks for. Without `file`, what is left out is not asked for.',
  fields: {
    signer: {
      kind: 'text',
      about: '`spec.signerName`.',
      pattern: signerNameForm,
      form: 'a signer name such as example.com/serving',
      example: 'example.com/serving',
    },
    commonName: line('Common name of the subject; empty text means none.'),
    organizations: names('Organizations of the subject, in order.', 'An organization.'),
    dnsNames: names('DNS names.', 'A DNS name.'),
    ipAddresses: names('IP addresses.', 'An IP address.'),
    uris: names('URIs.', 'A URI.'),
    emailAddresses: names('Email addresses.', 'An email address.'),
    usages: {
      kind: 'list',
      about: '`spec.usages`.',
      of: { kind: 'choice', about: 'A usage word of Kubernetes.', of: usageWords },
      min: 0,
    },
    expirationSeconds: {
      kind: 'whole',
      about: '`spec.expirationSeconds`.',
      min: 1,
      max: 2_147_483_647,
    },
    key: {
      kind: 'text',
      about: 'Kind of the public key; ECDSA-P256 where nothing is said.',
      pattern: /^(ECDSA-P[0-9]{3}|Ed25519|RSA-[0-9]{3,5})$/,
      form: 'a kind of key such as ECDSA-P256 or RSA-1024',
      example: 'ECDSA-P256',
    },
  },
  required: [],
} as const satisfies Shape;

const codeWords = Object.keys(findingCodes) as readonly (keyof typeof findingCodes)[];

/** The whole of `.github/countersign.test.yaml`. */
export const policyTestShape = {
  kind: 'fields',
  about: 'Requests, and what the policy beside this file is to say of them.',
  fields: {
    version: { kind: 'whole', about: 'Version of this format.', min: 1, max: 1 },
    tests: {
      kind: 'list',
      about: 'The tests, in any order.',
      of: {
        kind: 'fields',
        about: 'One request and its verdict.',
        fields: {
          name: line('What the test shows, in words; reports quote it.'),
          file: requestPath('A request of this repository.'),
          path: requestPath('Where the request lies; that of `file` where nothing is said.'),
          with: statedShape,
          author: line('Login of the author of the pull request; not judged where nothing is said.'),
          expect: { kind: 'choice', about: 'The verdict.', of: ['allowed', 'refused'] },
          rule: line('The rule that judges the request.'),
          codes: {
            kind: 'list',
            about: 'The codes of all errors, each once, in any order.',
            of: { kind: 'choice', about: 'A code of docs/findings.md.', of: codeWords },
            min: 1,
          },
        },
        required: ['name', 'expect'],
      },
      min: 1,
    },
  },
  required: ['version', 'tests'],
} as const satisfies Shape;

import { usageWords } from '../pki/usages.ts';
import type { Shape } from './shape.ts';
import { namePattern } from './text-shape.ts';

/** The key names policy knows; weaker ones are refused everywhere and cannot be listed. */
export const keyNameShape = {
  kind: 'choice',
  about: 'A key kind.',
  of: ['ECDSA-P256', 'ECDSA-P384', 'ECDSA-P521', 'Ed25519', 'RSA-2048', 'RSA-3072', 'RSA-4096'],
} as const satisfies Shape;

export const lifetimeShape = {
  kind: 'fields',
  about: 'How long a certificate lives.',
  fields: {
    default: { kind: 'duration', about: 'What `new` and `wrap` write.' },
    max: { kind: 'duration', about: 'Longest lifetime a request may ask for.' },
    renewAt: { kind: 'percent', about: 'Share of its life after which a certificate is renewed.' },
  },
  required: [],
} as const satisfies Shape;

/** A conjunction; the owners of the file are always among those asked. */
export const approvalsShape = {
  kind: 'list',
  about: 'Who must approve: every entry, and one person fills one entry.',
  of: {
    kind: 'fields',
    about: 'Some people of one kind.',
    fields: {
      from: {
        kind: 'text',
        about: 'codeowners, or team: and the name of a team.',
        pattern: /^(codeowners|team:[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?)$/,
        form: 'codeowners or team:NAME',
        example: 'codeowners',
      },
      min: { kind: 'whole', about: 'How many of them.', min: 1, max: 10 },
    },
    required: ['from', 'min'],
  },
  min: 1,
  holds: { field: 'from', text: 'codeowners' },
} as const satisfies Shape;

const usageShape = {
  kind: 'choice',
  about: 'A usage word of Kubernetes.',
  of: usageWords,
} as const satisfies Shape;

const text = '[^{}*\\u0000-\\u001f\\u007f]';

export const allowShape = {
  kind: 'fields',
  about: 'What a request may carry; what is not listed must be absent.',
  fields: {
    commonName: {
      kind: 'list',
      about: "Common names; {san} is any of the request's own DNS names.",
      of: namePattern('A pattern of common names.', text, 'text with stars and {captures}', '{user}'),
      min: 0,
    },
    organizations: {
      kind: 'list',
      about: 'Organizations, which are groups to the API server.',
      of: namePattern('A pattern of organizations.', text, 'text with stars and {captures}', 'dev-*'),
      min: 0,
    },
    dnsNames: {
      kind: 'list',
      about: 'DNS names.',
      of: namePattern(
        'A pattern of DNS names.',
        '[a-z0-9.-]',
        'a lower-case DNS name with stars and {captures}',
        '{name}.{namespace}.svc',
      ),
      min: 0,
    },
    ipAddresses: {
      kind: 'list',
      about: 'Networks in CIDR notation, or single addresses.',
      of: {
        kind: 'text',
        about: 'A network or an address.',
        pattern: /^[0-9a-f.:]+(\/(0|[1-9][0-9]{0,2}))?$/,
        form: 'an address or a network such as 10.96.0.0/12',
        example: '10.96.0.0/12',
      },
      min: 0,
    },
    uris: {
      kind: 'list',
      about: 'URIs.',
      of: namePattern(
        'A pattern of URIs.',
        '[A-Za-z0-9._~:/-]',
        'a URI with stars and {captures}',
        'spiffe://example.org/ns/{namespace}',
      ),
      min: 0,
    },
    emailAddresses: {
      kind: 'list',
      about: 'E-mail addresses.',
      of: namePattern(
        'A pattern of addresses.',
        '[a-z0-9._+@-]',
        'a lower-case address with stars and {captures}',
        '{user}@example.com',
      ),
      min: 0,
    },
    usages: { kind: 'list', about: 'Usages.', of: usageShape, min: 0 },
  },
  required: [],
} as const satisfies Shape;

export const requireShape = {
  kind: 'fields',
  about: 'What a request must carry.',
  fields: {
    usages: { kind: 'list', about: 'Usages that must be there.', of: usageShape, min: 0 },
    commonName: { kind: 'flag', about: 'Whether there must be a common name.' },
    dnsNames: { kind: 'whole', about: 'Fewest DNS names.', min: 0, max: 1000 },
    requester: {
      kind: 'text',
      about: 'Who must be the author of the pull request: a capture such as {user}, or any.',
      pattern: /^(any|\{[a-z]+\})$/,
      form: 'any, or a capture such as {user}',
      example: '{user}',
    },
  },
  required: [],
} as const satisfies Shape;

/** In which form a client wants its answer (`apiserver/pkg/endpoints/handlers/negotiation`). */
import { protobufType } from './protobuf/object.ts';
import { noSuchForm, notAcceptable, type Refusal } from './status.ts';

export interface Form {
  readonly encoding: 'json' | 'yaml' | 'protobuf';
  /** What of the object is answered, in place of the object itself. */
  readonly as: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList' | null;
}

const encodings: Readonly<Record<string, Form['encoding']>> = {
  '*/*': 'json',
  'application/*': 'json',
  'application/json': 'json',
  'text/plain': 'json',
  'application/yaml': 'yaml',
  [protobufType]: 'protobuf',
};

export const plainForm: Form = { encoding: 'json', as: null };

interface Clause {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The clauses of an `Accept` header, the most wanted first (RFC 9110 section 12.5.1). */
function parseAccept(accept: string): readonly Clause[] {
  const clauses = accept.split(',').map((text) => {
    const [type = '', ...rest] = text.split(';').map((part) => part.trim());
    const parameters = Object.fromEntries(rest.map((part) => splitOnce(part)));
    return { type: type.toLowerCase(), parameters };
  });
  return clauses.toSorted((a, b) => weight(b) - weight(a));
}

function splitOnce(part: string): readonly [string, string] {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}

function weight({ parameters }: Clause): number {
  const weight = Number(parameters['q'] ?? 1);
  return Number.isFinite(weight) ? weight : 0;
}

/** The forms a client takes, in the order of its wishes; or why there is none. */
export function negotiate(accept: string | undefined): readonly Form[] | { readonly refusal: Refusal } {
  if (accept === undefined || accept.trim() === '') return [plainForm];
  const known = parseAccept(accept).filter(({ type }) => Object.hasOwn(encodings, type));
  if (known.length === 0) return { refusal: notAcceptable() };
  const forms = known.flatMap((clause) => formOf(clause));
  return forms.length === 0 ? { refusal: noSuchForm() } : forms;
}

const shapes = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'] as const;

function formOf({ type, parameters }: Clause): readonly Form[] {
  const encoding = encodings[type] ?? 'json';
  const wanted = parameters['as'];
  if (wanted === undefined) return [{ encoding, as: null }];
  const as = shapes.find((shape) => shape === wanted);
  // Tables are written in JSON only: a client that asks for another encoding names JSON as well.
  if (as === undefined || encoding === 'protobuf') return [];
  const isMeta = (parameters['g'] ?? 'meta.k8s.io') === 'meta.k8s.io' && (parameters['v'] ?? 'v1') === 'v1';
  return isMeta ? [{ encoding, as }] : [];
}

/** Tables for people (`pkg/printers/internalversion`), and metadata alone. */
import { type CertificateSigningRequest, hasCondition } from '../kubernetes/object.ts';
import { formatHumanDuration } from './human-duration.ts';
import type { CsrList } from './list.ts';
import { badRequest, type Refusal } from './status.ts';

type Item = Omit<CertificateSigningRequest, 'kind' | 'apiVersion'>;

/** `meta.k8s.io/v1` Table. */
export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: CsrList['metadata'] | { readonly resourceVersion?: string };
  readonly columnDefinitions: typeof columns | null;
  readonly rows: readonly { readonly cells: readonly string[]; readonly object: unknown }[];
}

function column(name: string, description: string, format = '') {
  return { name, type: 'string', format, description, priority: 0 } as const;
}

const columns = [
  column('Name', 'The name of the request.', 'name'),
  column('Age', 'How long ago it was created.'),
  column('SignerName', 'Who is asked to sign it.'),
  column('Requestor', 'Who created it.'),
  column('RequestedDuration', 'How long the certificate is to live.'),
  column('Condition', 'What was decided, and what became of it.'),
];

export type IncludeObject = 'Metadata' | 'Object' | 'None';

/** What the rows of a table are to hold, from the query. */
export function parseIncludeObject(value: string | null): IncludeObject | { readonly refusal: Refusal } {
  const asked = value || 'Metadata';
  if (asked === 'Metadata' || asked === 'Object' || asked === 'None') return asked;
  const why = `includeObject: Invalid value: ${JSON.stringify(asked)}: must be 'Metadata', 'Object', 'None', or empty`;
  return { refusal: badRequest(`Unable to convert to Table as requested: ${why}`) };
}

/** The table of a list or of one object. A watch gives columns with its first event only. */
export function formatTable(
  source: CsrList | CertificateSigningRequest,
  include: IncludeObject,
  now: Date,
  withColumns = true,
): Table {
  const isList = 'items' in source;
  const { resourceVersion = '' } = source.metadata;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: isList ? source.metadata : { resourceVersion },
    columnDefinitions: withColumns ? columns : null,
    rows: (isList ? source.items : [source]).map((item) => ({
      cells: cellsOf(item, now),
      object: included(item, include),
    })),
  };
}

function included(item: Item, include: IncludeObject): unknown {
  if (include === 'None') return null;
  if (include === 'Metadata') return formatMetadata(item);
  return { kind: 'CertificateSigningRequest', apiVersion: 'certificates.k8s.io/v1', ...item };
}

/** `meta.k8s.io/v1` PartialObjectMetadata of one object. */
export function formatMetadata({ metadata }: Pick<Item, 'metadata'>) {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata } as const;
}

function cellsOf(item: Item, now: Date): readonly string[] {
  const { name = '', creationTimestamp } = item.metadata;
  const { signerName, username = '', expirationSeconds } = item.spec;
  const age =
    creationTimestamp === undefined
      ? '<unknown>'
      : formatHumanDuration((now.getTime() - Date.parse(creationTimestamp)) / 1000);
  const duration = expirationSeconds === undefined ? '<none>' : formatHumanDuration(expirationSeconds);
  return [name, age, signerName === '' ? '<none>' : signerName, username, duration, conditionOf(item)];
}

/** The decision, then what became of it. */
function conditionOf(item: Item): string {
  const object = item as CertificateSigningRequest;
  const decision = (['Denied', 'Approved'] as const).find((type) => hasCondition(object, type)) ?? 'Pending';
  const failed = hasCondition(object, 'Failed') ? ',Failed' : '';
  const issued = (item.status?.certificate ?? '') === '' ? '' : ',Issued';
  return `${decision}${failed}${issued}`;
}

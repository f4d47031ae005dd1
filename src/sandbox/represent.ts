/** Answers in the form that was asked for: as they are, as tables, or metadata alone. */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import { type Reply, refuse } from './call.ts';
import type { CsrList } from './list.ts';
import type { Form } from './media.ts';
import { noSuchForm } from './status.ts';
import { formatMetadata, formatTable, type IncludeObject, parseIncludeObject } from './table.ts';
import type { WatchEvent } from './watch.ts';

type Listable = CsrList | CertificateSigningRequest;

/** The reply in its form. Refusals, and kinds that are only answered, have one form. */
export function represent(reply: Reply, { as }: Form, query: URLSearchParams, now: () => Date): Reply {
  if (as === null || 'text' in reply) return reply;
  if (as !== 'Table') return representMetadata(reply, as);
  const include = parseIncludeObject(query.get('includeObject'));
  if (typeof include !== 'string') return refuse(include.refusal);
  if ('watch' in reply) return watchTables(reply, include, now);
  return isListable(reply.json) ? { ...reply, json: formatTable(reply.json, include, now()) } : reply;
}

function isListable(json: unknown): json is Listable {
  const { kind } = (json ?? {}) as { readonly kind?: string };
  return kind === 'CertificateSigningRequest' || kind === 'CertificateSigningRequestList';
}

function watchTables(
  { watch }: Extract<Reply, { watch: unknown }>,
  include: IncludeObject,
  now: () => Date,
): Reply {
  return {
    watch(sink) {
      let isFirst = true;
      const tableOf = (event: WatchEvent): unknown => {
        if (event.type === 'ERROR') return event.object;
        if (event.type === 'BOOKMARK') {
          const { metadata } = event.object;
          return {
            ...formatTable({ metadata } as CertificateSigningRequest, include, now(), isFirst),
            rows: [],
          };
        }
        return formatTable(event.object, include, now(), isFirst);
      };
      return watch({
        send(event) {
          sink.send({ type: event.type, object: tableOf(event) } as WatchEvent);
          isFirst = false;
        },
        end: sink.end,
      });
    },
  };
}

function representMetadata(
  reply: Exclude<Reply, { text: string }>,
  as: 'PartialObjectMetadata' | 'PartialObjectMetadataList',
): Reply {
  if ('watch' in reply) return { watch: (sink) => reply.watch(metadataSink(sink)) };
  const { json } = reply;
  if (!isListable(json)) return reply;
  const isList = 'items' in json;
  if (isList !== (as === 'PartialObjectMetadataList')) return refuse(noSuchForm());
  return { ...reply, json: isList ? metadataList(json) : formatMetadata(json) };
}

function metadataList({ metadata, items }: CsrList) {
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    items: items.map(({ metadata: own }) => ({ metadata: own })),
  };
}

function metadataSink<Sink extends { send(event: WatchEvent): void }>(sink: Sink): Sink {
  return {
    ...sink,
    send(event) {
      const object = event.type === 'ERROR' ? event.object : formatMetadata(event.object);
      sink.send({ type: event.type, object } as unknown as WatchEvent);
    },
  };
}

/** Whole objects in Kubernetes' envelope (`apimachinery/pkg/runtime/serializer/protobuf`): `k8s\0`, then `runtime.Unknown`. */
import type { JsonValue } from '../../model.ts';
import { decodeMessage, encodeMessage } from './message.ts';
import { protoKinds } from './schema.ts';
import { bytesField, readFields } from './wire.ts';

export const protobufType = 'application/vnd.kubernetes.protobuf';

const magic = Buffer.from('k8s\0', 'latin1');

interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Whether objects of this kind can be written; others are answered in JSON. */
export function isProtobufKind(object: unknown): object is TypeMeta {
  const { apiVersion, kind } = (object ?? {}) as Partial<TypeMeta>;
  return protoKinds.has(`${apiVersion} ${kind}`);
}

/** The bytes of an object; throws for a kind that `isProtobufKind` denies. */
export function encodeObject(object: TypeMeta): Buffer {
  const { apiVersion, kind } = object;
  const message = protoKinds.get(`${apiVersion} ${kind}`);
  if (message === undefined) throw new Error(`no message for ${apiVersion} ${kind}`);
  const typeMeta = [bytesField(1, Buffer.from(apiVersion)), bytesField(2, Buffer.from(kind))];
  const empty = Buffer.alloc(0);
  return Buffer.concat([
    magic,
    bytesField(1, Buffer.concat(typeMeta)),
    bytesField(2, encodeMessage(object as unknown as JsonValue, message)),
    // Encoding and media type of the inner bytes: none, and our own.
    bytesField(3, empty),
    bytesField(4, empty),
  ]);
}

/** The object with apiVersion and kind, as its JSON form; or why it cannot be read. */
export function decodeObject(bytes: Buffer): { readonly value: JsonValue } | { readonly fault: string } {
  if (!bytes.subarray(0, magic.length).equals(magic)) {
    return {
      fault: 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    };
  }
  if (bytes.length === magic.length) return { fault: 'empty body' };
  const fields = readFields(bytes.subarray(magic.length));
  const part = (number: number): Buffer => {
    const value = fields?.find((field) => field.number === number)?.value;
    return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
  };
  const typeMeta = readFields(part(1));
  if (fields === null || typeMeta === null) return { fault: 'proto: the envelope cannot be read' };
  const text = (number: number): string =>
    String(typeMeta.find((field) => field.number === number)?.value ?? '');
  const [apiVersion, kind] = [text(1), text(2)];
  const message = protoKinds.get(`${apiVersion} ${kind}`);
  // The reader of objects says what it thinks of a kind that is none of ours.
  if (message === undefined) return { value: { apiVersion, kind } };
  const value = decodeMessage(part(2), message);
  if (value === undefined) return { fault: `proto: the ${kind} cannot be read` };
  return { value: { ...(value as Readonly<Record<string, JsonValue>>), apiVersion, kind } };
}

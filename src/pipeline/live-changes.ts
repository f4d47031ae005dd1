import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import { compareObject } from './object.ts';

type Texts = Readonly<Record<string, string>>;

/** What a cluster would make another of in our object, in words: labels and annotations by their keys. */
export function describeChanges(
  object: CertificateSigningRequest,
  ours: CertificateSigningRequest,
): readonly string[] {
  const { labels = {}, annotations = {}, finalizers = [] } = ours.metadata;
  const rest = { ...object, metadata: { ...object.metadata, labels, annotations, finalizers } };
  return [
    ...mapChanges('label', object.metadata.labels ?? {}, labels),
    ...mapChanges('annotation', object.metadata.annotations ?? {}, annotations),
    ...mapChanges('finalizer', asMap(object.metadata.finalizers), asMap(finalizers)),
    // Who creates is not asked: a dry run is the user's own.
    ...compareObject(rest, ours, object.spec.username ?? '').map(inWords),
  ];
}

const asMap = (keys: readonly string[] = []): Texts => Object.fromEntries(keys.map((key) => [key, '']));

function mapChanges(what: string, theirs: Texts, ours: Texts): string[] {
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort();
  return keys
    .filter((key) => theirs[key] !== ours[key])
    .map((key) => {
      const name = `the ${what} ${key.slice(0, 100)}`;
      if (!Object.hasOwn(ours, key)) return `${name} is added`;
      return `${name} ${Object.hasOwn(theirs, key) ? 'is changed' : 'is taken away'}`;
    });
}

/** `metadata.finalizers is not ours` → `metadata.finalizers is changed`. */
function inWords(difference: string): string {
  return difference.replace(/ is not ours$/, ' is changed').replace(/ is missing$/, ' is taken away');
}

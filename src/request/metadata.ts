/** `metadata` of a request: its name and our annotations. */
import { nearest } from '../nearest.ts';
import type { YamlEntry } from '../yaml/node.ts';
import { childPointer } from '../yaml/tree.ts';
import { nameOf } from './path.ts';
import { asText, fault, type Reader, readText, rewrite, wrongType } from './reader.ts';
import type { KeyOrigin, RequestAnnotations } from './request.ts';

/** Shorter than Kubernetes' 253, so that the object's name has room for folder and identity. */
const maxNameLength = 200;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** Reads `metadata.name`; with `layout` it must equal the file's name. */
export function readName(reader: Reader, layout: boolean): string | null {
  const pointer = '/metadata/name';
  const name = reader.yaml.at('/metadata')?.kind === 'map' ? readText(reader, pointer, true) : null;
  if (name === null) return null;
  if (name.length > maxNameLength || !subdomain.test(name)) {
    fault(reader, 'request.name-syntax', pointer, {
      message: `metadata.name is ${JSON.stringify(name.slice(0, 80))}, which is not a DNS-1123 subdomain of at most ${maxNameLength} characters.`,
      hint: 'Use a-z, 0-9, hyphen and dot, with a letter or digit at both ends of every part.',
    });
    return null;
  }
  const { stem } = nameOf(reader.path);
  if (layout && name !== stem) {
    const node = reader.yaml.at(pointer);
    fault(reader, 'request.name-not-path', pointer, {
      message: `metadata.name is ${JSON.stringify(name)}, but the file is named ${JSON.stringify(stem)}.`,
      hint: 'Give both the same name.',
      suggestion:
        node?.kind === 'scalar' && subdomain.test(stem)
          ? rewrite(reader, node, plainOrQuoted(stem))
          : undefined,
    });
  }
  return name;
}

/** A name stays plain only where no reader of YAML could take it for anything but text. */
function plainOrQuoted(text: string): string {
  return /^[a-z][a-z0-9-]{3,}$/.test(text) && !/^(?:null|true|false)$/.test(text)
    ? text
    : JSON.stringify(text);
}

const prefix = 'countersign.dev/';
const names = ['reason', 'owner', 'key-origin', 'generation', 'replaces', 'renewal-proof'] as const;
type AnnotationName = (typeof names)[number];
const keyOrigins: readonly KeyOrigin[] = ['human', 'workflow', 'kubelet', 'controller', 'unstated'];
const maxGeneration = 1_000_000;

/** Reads our annotations; every other one is a fault. Null where any of them is. */
export function readAnnotations(reader: Reader): RequestAnnotations | null {
  const before = reader.findings.length;
  const texts = new Map<AnnotationName, string>();
  const node = reader.yaml.at('/metadata/annotations');
  if (node?.kind === 'map') for (const entry of node.entries) readAnnotation(reader, entry, texts);
  else if (node !== undefined) {
    fault(
      reader,
      'request.field-type',
      '/metadata/annotations',
      wrongType('/metadata/annotations', node, 'a map'),
    );
  }
  const generation = readGeneration(reader, texts.get('generation'));
  const keyOrigin = readKeyOrigin(reader, texts.get('key-origin'));
  if (reader.findings.length > before) return null;
  return {
    reason: texts.get('reason') ?? null,
    owner: texts.get('owner') ?? null,
    keyOrigin,
    generation,
    replaces: texts.get('replaces') ?? null,
    renewalProof: texts.get('renewal-proof') ?? null,
  };
}

function readAnnotation(reader: Reader, entry: YamlEntry, texts: Map<AnnotationName, string>): void {
  const pointer = childPointer('/metadata/annotations', entry.key);
  const name = names.find((candidate) => prefix + candidate === entry.key);
  if (name === undefined) {
    fault(reader, 'request.annotation-unknown', pointer, {
      message: `${JSON.stringify(entry.key)} is no annotation that a request may have.`,
      hint: annotationHint(entry.key),
      position: entry.keyNode.position,
    });
    return;
  }
  const text = asText(reader, pointer, entry.value);
  if (text !== null) texts.set(name, text);
}

function annotationHint(key: string): string {
  if (key === 'kubectl.kubernetes.io/last-applied-configuration') return 'kubectl wrote it; remove it.';
  const meant =
    key.length > 60
      ? null
      : nearest(
          key,
          names.map((name) => prefix + name),
        );
  if (meant !== null) return `Did you mean ${meant}?`;
  const bare = names.find((name) => name === key);
  return bare === undefined
    ? 'Remove it: controllers may act on it without any review.'
    : `Did you mean ${prefix}${bare}?`;
}

/** 1 where it is absent; decimal digits without leading zeros, so that one number has one spelling. */
function readGeneration(reader: Reader, text: string | undefined): number {
  if (text === undefined) return 1;
  const generation = Number(text);
  if (/^[1-9][0-9]*$/.test(text) && generation <= maxGeneration) return generation;
  fault(reader, 'request.annotation-value', childPointer('/metadata/annotations', `${prefix}generation`), {
    message: `The generation is ${JSON.stringify(text.slice(0, 40))}; it must be a whole number from 1 to ${maxGeneration}.`,
    hint: 'Write one more than the last, in quotes, such as "2".',
  });
  return 1;
}

function readKeyOrigin(reader: Reader, text: string | undefined): KeyOrigin {
  if (text === undefined) return 'unstated';
  const origin = keyOrigins.find((candidate) => candidate === text);
  if (origin !== undefined) return origin;
  fault(reader, 'request.annotation-value', childPointer('/metadata/annotations', `${prefix}key-origin`), {
    message: `The key origin is ${JSON.stringify(text.slice(0, 40))}; it must be one of ${keyOrigins.join(', ')}.`,
    hint: `Did you mean ${nearest(text.slice(0, 40), keyOrigins) ?? 'unstated'}?`,
  });
  return 'unstated';
}

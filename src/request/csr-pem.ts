/** The PEM inside `spec.request`: one CSR and nothing else, for what surrounds it nobody would see. */
import { decodePemBlocks, encodePem, type PemBlock, pemSurplus } from '../pki/pem.ts';
import { privateKey } from './encoding.ts';
import { type Fault, fault, type Reader, rewrite } from './reader.ts';

const pointer = '/spec/request';
const label = 'CERTIFICATE REQUEST';
const exact =
  /^\s*-----BEGIN CERTIFICATE REQUEST-----[ \t]*\r?\n[A-Za-z0-9+/=\s]*\n-----END CERTIFICATE REQUEST-----\s*$/;

/** DER of the one CERTIFICATE REQUEST block; null where there is no such block. Surplus is a finding beside it. */
export function readPem(reader: Reader, bytes: Uint8Array): Uint8Array | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const blocks = decodePemBlocks(bytes);
  const [first] = blocks;
  if (first === undefined) {
    reportNoBlock(reader, text);
    return null;
  }
  if (first.type !== label) {
    reportOtherBlock(reader, blocks, first);
    return null;
  }
  if (!exact.test(text) || blocks.length > 1) reportSurplus(reader, bytes, text);
  return first.der;
}

function reportNoBlock(reader: Reader, text: string): void {
  const begins = text.includes('-----BEGIN ');
  fault(reader, begins ? 'csr.pem-missing' : 'request.wrong-content', pointer, {
    message: begins
      ? 'spec.request decodes to a PEM block that cannot be read: its lines, its base64 or its END line are broken.'
      : 'spec.request decodes to something other than a PEM block.',
    hint: 'Encode the file that openssl req -new wrote, unchanged: base64 -w0 < my.csr.',
  });
}

function reportOtherBlock(reader: Reader, blocks: readonly PemBlock[], first: PemBlock): void {
  const another = blocks.some(({ type }) => type.endsWith('PRIVATE KEY'))
    ? privateKey
    : otherBlock(reader, first);
  fault(reader, 'request.wrong-content', pointer, another);
}

const kinds: Readonly<Record<string, string>> = {
  CERTIFICATE:
    'Send the CSR the certificate was made from; to have it issued anew, write the next countersign.dev/generation in its request.',
  'PUBLIC KEY': 'Make a CSR with the private key: openssl req -new -key my.key.',
};

function otherBlock(reader: Reader, { type, der }: PemBlock): Fault {
  const message = `spec.request holds a PEM block of type ${JSON.stringify(type.slice(0, 40))}; it must be ${label}.`;
  if (type.toUpperCase() !== label && type !== `NEW ${label}`) {
    return { message, hint: (Object.hasOwn(kinds, type) ? kinds[type] : undefined) ?? 'Send the CSR.' };
  }
  const node = reader.yaml.at(pointer);
  const relabelled = Buffer.from(encodePem(label, der)).toString('base64');
  return {
    message,
    hint: 'Kubernetes takes no other spelling of the label; change it and encode the file again.',
    suggestion: node?.kind === 'scalar' ? rewrite(reader, node, relabelled) : undefined,
  };
}

/** A second CSR or a header is invisible to the cluster and to whoever trusts the first (kubernetes-csr.md 1.2). */
function reportSurplus(reader: Reader, bytes: Uint8Array, text: string): void {
  const surplus = pemSurplus(bytes);
  const found = [
    ...(surplus?.headers.length ? [`header lines (${surplus.headers.join(', ').slice(0, 80)})`] : []),
    ...(surplus?.before ? ['text before the block'] : []),
    ...(surplus?.furtherTypes.length
      ? [`further blocks (${surplus.furtherTypes.join(', ').slice(0, 80)})`]
      : []),
    ...(surplus?.after && !surplus.furtherTypes.length ? ['text after the block'] : []),
  ];
  const key = text.includes('PRIVATE KEY-----');
  fault(reader, 'csr.pem-surplus', pointer, {
    message: `spec.request holds more than one plain PEM block: ${found.join(', ') || 'bytes that do not belong to it'}.`,
    hint: key
      ? `${privateKey.hint}`
      : 'Encode the one CERTIFICATE REQUEST block alone; the cluster would not see the rest.',
  });
}

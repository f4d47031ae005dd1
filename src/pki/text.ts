/** Strings of ASN.1 as Go decodes them (`encoding/asn1`, `crypto/x509.parseASN1String`). */
import { isAscii, isUtf8 } from 'node:buffer';
import { tags } from './der.ts';

const words: Readonly<Record<number, string>> = {
  [tags.utf8String]: 'UTF8String',
  [tags.numericString]: 'NumericString',
  [tags.printableString]: 'PrintableString',
  [tags.t61String]: 'T61String',
  [tags.ia5String]: 'IA5String',
  [tags.bmpString]: 'BMPString',
};

/** Name of the string type with this universal tag, or null where Go decodes no such string. */
export function stringTypeName(tag: number): string | null {
  return words[tag] ?? null;
}

/** Decodes the contents of a string of that type; null where they break its alphabet or encoding. */
export function decodeString(tag: number, body: Uint8Array): string | null {
  switch (tag) {
    case tags.utf8String:
      return isUtf8(body) ? asBuffer(body).toString('utf8') : null;
    case tags.printableString:
      // `*` and `&` are not in the alphabet but in the wild, so Go takes them.
      return only(/^[A-Za-z0-9 '()*+,\-./:=?&]*$/, body);
    case tags.numericString:
      return only(/^[0-9 ]*$/, body);
    case tags.ia5String:
      return isAscii(body) ? asBuffer(body).toString('latin1') : null;
    case tags.t61String:
      return asBuffer(body).toString('latin1');
    case tags.bmpString:
      return decodeBmp(body);
    default:
      return null;
  }
}

/** The octets as text, one unit an octet. */
export function latin1(body: Uint8Array): string {
  return asBuffer(body).toString('latin1');
}

function only(alphabet: RegExp, body: Uint8Array): string | null {
  const text = asBuffer(body).toString('latin1');
  return alphabet.test(text) ? text : null;
}

/** UCS-2 without surrogates and non-characters; one terminating NUL is dropped. */
function decodeBmp(body: Uint8Array): string | null {
  if (body.length % 2 !== 0) return null;
  let text = '';
  for (let at = 0; at < body.length; at += 2) {
    text += String.fromCharCode(((body[at] ?? 0) << 8) | (body[at + 1] ?? 0));
  }
  const kept = text.endsWith('\0') ? text.slice(0, -1) : text;
  return /[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/.test(kept) ? null : kept;
}

function asBuffer(body: Uint8Array): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

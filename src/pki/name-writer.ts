/** Names as Go writes them: PrintableString where its alphabet suffices, else UTF8String; sets sorted (X.690 11.6). */
import type { NameAttribute } from '../model.ts';
import { encodeOid, encodeSequence, encodeTlv } from './tlv.ts';

/** DER of a Name. Attributes whose value is unknown (null) cannot be written and are left out. */
export function encodeName(rdns: readonly (readonly Pick<NameAttribute, 'oid' | 'value'>[])[]): Uint8Array {
  const sets = rdns.map((rdn) => rdn.filter((one) => one.value !== null).map(encodeAttribute));
  return encodeSequence(
    sets
      .filter((set) => set.length > 0)
      .map((set) => encodeTlv(0x31, Buffer.concat(set.toSorted(Buffer.compare)))),
  );
}

/** DER of an AttributeTypeAndValue; an unknown value counts as empty. */
function encodeAttribute({ oid, value }: Pick<NameAttribute, 'oid' | 'value'>): Buffer {
  return encodeSequence([encodeOid(oid), encodeText(value ?? '')]);
}

/** DER of a text as Go marshals a string. */
export function encodeText(value: string): Buffer {
  const isPrintable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value);
  return encodeTlv(isPrintable ? 0x13 : 0x0c, Buffer.from(value, 'utf8'));
}

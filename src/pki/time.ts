/** UTCTime and GeneralizedTime as Go reads them (`encoding/asn1`, `cryptobyte`); seconds may be missing in UTCTime. */

const utcPattern = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/;
const generalizedPattern = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d{0,8}[1-9])?(Z|[+-]\d{4})$/;

/** Decodes UTCTime text: years 50 to 99 are of the last century (RFC 5280 section 4.1.2.5.1). Null if malformed. */
export function decodeUtcTime(text: string): Date | null {
  const match = utcPattern.exec(text);
  if (match === null) return null;
  const year = Number(match[1]);
  return momentOf(year + (year < 50 ? 2000 : 1900), match);
}

/**
 * Decodes GeneralizedTime text. `fraction` says whether fractions of a second are legal, as they are in a bare
 * value of a name, not in a certificate's validity. Null if malformed.
 */
export function decodeGeneralizedTime(text: string, fraction: boolean): Date | null {
  const match = generalizedPattern.exec(text);
  if (match === null || (!fraction && text.includes('.'))) return null;
  return momentOf(Number(match[1]), match);
}

function momentOf(year: number, match: RegExpExecArray): Date | null {
  const [month, day, hour, minute, second] = match.slice(2, 7).map((digits) => Number(digits ?? '0'));
  const offset = offsetMinutes(match[7] ?? '');
  if (month === undefined || day === undefined || hour === undefined || minute === undefined) return null;
  if (offset === null || hour > 23 || minute > 59 || (second ?? 0) > 59) return null;
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, day);
  moment.setUTCHours(hour, minute, second ?? 0);
  if (moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== day) return null;
  return new Date(moment.getTime() - offset * 60_000);
}

/** Go writes a zero offset as Z, and refuses what it would write otherwise. */
function offsetMinutes(zone: string): number | null {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3));
  if (hours > 24 || minutes > 59 || hours + minutes === 0) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

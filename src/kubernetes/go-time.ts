const shape = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))$/;

/**
 * Go's complaint about a `metav1.Time` text, or null when it is RFC 3339 as `time.Parse` reads it. The exact
 * wording names the piece that stuck; this names the whole text, which is enough to find it.
 */
export function rfc3339Fault(text: string): string | null {
  const layout = '"2006-01-02T15:04:05Z07:00"';
  const parts = shape.exec(text);
  if (parts === null)
    return `parsing time ${JSON.stringify(text)} as ${layout}: cannot parse ${JSON.stringify(text)}`;
  const [year, month, day, hour, minute, second, zoneHour = 0, zoneMinute = 0] = parts
    .slice(1)
    .map(Number) as [number, number, number, number, number, number, number, number];
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const inRange =
    month >= 1 && month <= 12 && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60;
  if (inRange && !(zoneHour > 24 || zoneMinute > 60)) return null;
  return `parsing time ${JSON.stringify(text)}: out of range`;
}

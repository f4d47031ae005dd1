/**
 * Reported requests as little memory: the text that `--format json` prints of them, deflated, a fifth of its size.
 * Thousands are kept so until all are judged.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { formatJson } from '../report/json.ts';
import type { Report, ReportedRequest } from '../report.ts';

/** Their lines as they stand in a whole report, without the brackets around them. */
export function packRequests(requests: readonly ReportedRequest[]): Uint8Array {
  const lines = formatJson(requests).split('\n').slice(1, -2);
  return new Uint8Array(deflateRawSync(lines.map((line) => `  ${line}`).join('\n'), { level: 1 }));
}

export function unpackRequests(packed: Uint8Array): ReportedRequest[] {
  return JSON.parse(`[${inflate(packed)}]`);
}

const inflate = (packed: Uint8Array): string => inflateRawSync(packed).toString();

/** What `formatJson` makes of the whole report, piece by piece. */
export function* formatPackedJson(
  report: Omit<Report, 'requests'>,
  portions: readonly Uint8Array[],
): Generator<string> {
  const { findings, ...head } = report;
  const whole = formatJson({ ...head, requests: [], findings });
  const opening = '"requests": [';
  const start = whole.indexOf(opening) + opening.length;
  yield whole.slice(0, start);
  let separator = '\n';
  for (const packed of portions) {
    const lines = inflate(packed);
    if (lines === '') continue;
    yield separator + lines;
    separator = ',\n';
  }
  yield separator === '\n' ? whole.slice(start) : `\n  ${whole.slice(start)}`;
}

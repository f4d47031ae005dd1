import { recordPayloadType } from '../../src/pipeline/envelope.ts';
import type { IssuanceRecord } from '../../src/pipeline/record.ts';
import type { MemoryResults } from './results.ts';

/** Every record on the branch, decoded and not verified, in path order. */
export function readRecords(results: MemoryResults): readonly IssuanceRecord[] {
  return [...results.files()]
    .filter(([path]) => /\/[0-9a-f]{1,40}\.json$/.test(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, bytes]) => readRecord(bytes));
}

export function readRecord(bytes: Uint8Array): IssuanceRecord {
  const envelope = JSON.parse(Buffer.from(bytes).toString()) as { payloadType: string; payload: string };
  if (envelope.payloadType !== recordPayloadType) throw new Error('no envelope of ours');
  return JSON.parse(Buffer.from(envelope.payload, 'base64').toString()) as IssuanceRecord;
}

/** Paths of one kind, sorted. */
export function paths(results: MemoryResults, pattern: RegExp): readonly string[] {
  return [...results.files().keys()].filter((path) => pattern.test(path)).sort();
}

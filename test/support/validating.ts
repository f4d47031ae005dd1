import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { SourceFile } from '../../src/model.ts';
import type { ChangedFile, ProposedChange } from '../../src/pipeline/ports.ts';
import { policyPath, type ValidateInput, validate } from '../../src/pipeline/validate.ts';
import type { Report, ReportedRequest } from '../../src/report.ts';

const root = new URL('../../', import.meta.url);
export const load = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const matchesSchema = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(load('schema/report.schema.json')),
);

export const cart = 'requests/demo/shop/cart.yaml';
export const laptop = 'requests/demo/_users/ada/laptop.yaml';
export const now = new Date('2026-11-22T12:00:00Z');

export function file(path: string, text: string, mode = '100644'): SourceFile {
  return { path, bytes: Buffer.from(text), mode, blob: null };
}

export const added = (path: string, text = load(path), mode?: string): ChangedFile => ({
  path,
  before: null,
  after: file(path, text, mode),
});
export const removed = (path: string, text = load(path)): ChangedFile => ({
  path,
  before: file(path, text),
  after: null,
});
export const edited = (path: string, edit: (text: string) => string): ChangedFile => ({
  path,
  before: file(path, load(path)),
  after: file(path, edit(load(path))),
});

export function change(files: readonly ChangedFile[], more: Partial<ProposedChange> = {}): ProposedChange {
  return {
    base: 'a'.repeat(40),
    head: null,
    files,
    policy: file(policyPath, load(policyPath)),
    others: [],
    ...more,
  };
}

/** Validates, and holds every report against the published schema. */
export function judge(input: Partial<ValidateInput>): Report {
  const report = validate({ change: null, files: [], only: null, author: null, now, ...input });
  assert.equal(matchesSchema(JSON.parse(JSON.stringify(report))), true, JSON.stringify(matchesSchema.errors));
  return report;
}

export const codes = (findings: readonly { readonly code: string }[]): string[] =>
  findings.map(({ code }) => code);
export const only = (report: Report): ReportedRequest => {
  assert.equal(report.requests.length, 1);
  const [request] = report.requests;
  assert.ok(request);
  return request;
};

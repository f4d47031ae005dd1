import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { JsonValue } from '../../src/model.ts';
import { type ListedKind, matchesName } from '../../src/policy/name-pattern.ts';
import { findNotYet } from '../../src/policy/not-yet.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { readPage } from './pages.ts';

interface Node {
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | false;
  readonly items?: Node;
}

interface Key {
  /** `clusters.<name>.kind`, `rules[].match.path`. */
  readonly path: string;
  readonly node: Node;
}

const schema: Node = JSON.parse(
  readFileSync(new URL('../../schema/policy.schema.json', import.meta.url), 'utf8'),
);
const page = readPage('policy.md');

function keysOf(node: Node, path = ''): readonly Key[] {
  const named = Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const below = path === '' ? key : `${path}.${key}`;
    return [{ path: below, node: child }, ...keysOf(child, below)];
  });
  const table = node.additionalProperties ? keysOf(node.additionalProperties, `${path}.<name>`) : [];
  const list = node.items === undefined ? [] : keysOf(node.items, `${path}[]`);
  return [...named, ...table, ...list];
}

/** Rows of all tables below a heading, cells as written. */
function rowsOf(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/^\| (`.*) \|$/gm)].map(([, cells = '']) => cells.split(' | '));
}

const spans = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
const [reference = '', rest = ''] = page.split('\n## Patterns\n');
const [, notYet = ''] = rest.split('\n## Not built yet\n');

describe('docs/policy.md', () => {
  it('documents every key of the schema, once, and no other', () => {
    const documented = rowsOf(reference).flatMap(([key = '']) => spans(key));
    assert.deepEqual(
      documented.toSorted(),
      keysOf(schema)
        .map(({ path }) => path)
        .toSorted(),
    );
  });

  it('names every word that a key can have', () => {
    for (const { path, node } of keysOf(schema)) {
      const row = rowsOf(reference).find(([key = '']) => spans(key).includes(path));
      for (const word of node.enum ?? []) assert.ok(row?.[1]?.includes(word), `${path}: ${word}`);
    }
  });

  it('gives whole policies that parse without any finding', () => {
    const policies = yamlBlocks().filter((text) => text.startsWith('version:'));
    assert.equal(policies.length, 2);
    for (const text of policies) assert.deepEqual(findingsOf(text), [], text);
  });

  it('gives rules that stand beside those of the whole policy without any finding', () => {
    const [, whole = ''] = yamlBlocks().filter((text) => text.startsWith('version:'));
    const rules = yamlBlocks().filter((text) => text.startsWith('  - name:'));
    assert.equal(rules.length, 3);
    assert.deepEqual(findingsOf(whole.replace('authorities:\n', `${rules.join('')}authorities:\n`)), []);
  });

  it('lists as not built yet exactly what the policy refuses as such', () => {
    const listed = rowsOf(notYet).flatMap(([key = '', value = '']) =>
      (value === 'any' ? [null] : spans(value)).map((word) => `${spans(key)[0]} ${word ?? 'any'}`),
    );
    const words = ['any', ...new Set(rowsOf(notYet).flatMap(([, value = '']) => spans(value)))];
    const refused = keysOf(schema).flatMap(({ path, node }) => {
      if (findNotYet(policyWith(path, 'any')).length > 0) return [`${path} any`];
      const candidates = node.enum ?? words;
      return candidates
        .filter((word) => findNotYet(policyWith(path, word)).length > 0)
        .map((word) => `${path} ${word}`);
    });
    assert.deepEqual(listed.toSorted(), refused.toSorted());
  });

  it('shows patterns that allow and refuse what it says', () => {
    const captures = { cluster: 'prod', namespace: 'payments', name: 'web-api' };
    const rows = rowsOf(rest.split('\n## What no policy can allow\n')[0] ?? '');
    assert.equal(rows.length, 5);
    for (const [pattern = '', allowed = '', refused = ''] of rows) {
      const [text = ''] = spans(pattern);
      for (const name of spans(allowed)) assert.ok(matchesName(kindOf(text), text, name, captures), name);
      for (const name of spans(refused)) assert.ok(!matchesName(kindOf(text), text, name, captures), name);
    }
  });
});

function kindOf(pattern: string): ListedKind {
  if (pattern.includes('://')) return 'uri';
  return pattern.includes('@') ? 'email' : 'dns';
}

function yamlBlocks(): readonly string[] {
  return [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
}

function findingsOf(text: string): readonly string[] {
  const file = { path: '.github/countersign.yaml', bytes: Buffer.from(text), mode: null, blob: null };
  return parsePolicy(file).findings.map(({ code, message }) => `${code}: ${message}`);
}

/** A document with nothing but one value, at the place of a key. */
function policyWith(path: string, value: string): JsonValue {
  const steps = path.replaceAll('[]', '.0').split('.');
  return steps.reduceRight<JsonValue>((inner, step) => ({ [step]: inner }), value);
}

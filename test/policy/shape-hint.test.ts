import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { localShape } from '../../src/approval/local-shape.ts';
import { meantDuration, parseDuration, shortDuration } from '../../src/duration.ts';
import type { JsonValue } from '../../src/model.ts';
import { findNotYet } from '../../src/policy/not-yet.ts';
import { policyShape } from '../../src/policy/policy-shape.ts';
import { policyTestShape } from '../../src/policy/policy-test-shape.ts';
import { readShape, type ShapeFault } from '../../src/policy/read-shape.ts';
import type { Shape } from '../../src/policy/shape.ts';
import { exampleOf } from '../../src/policy/shape-hint.ts';
import { parseYaml } from '../../src/yaml.ts';
import { readPolicy, soundPolicy } from './policies.ts';

interface Place {
  readonly at: string;
  readonly shape: Shape;
}

function walk(at: string, shape: Shape): readonly Place[] {
  const below =
    shape.kind === 'fields'
      ? Object.entries(shape.fields).flatMap(([key, field]) => walk(`${at}/${key}`, field))
      : shape.kind === 'list' || shape.kind === 'table'
        ? walk(`${at}/0`, shape.of)
        : [];
  return [{ at, shape }, ...below];
}

/** Of any shape the type of what is read would have no end. */
const read = readShape as (shape: Shape, value: JsonValue, report: (fault: ShapeFault) => void) => unknown;

const places = [...walk('', policyShape), ...walk('', policyTestShape), ...walk('', localShape)];

/** The value at a place of the policy, with all that is around it left out. */
function around(at: string, value: unknown): unknown {
  return at
    .split('/')
    .slice(1)
    .reduceRight<unknown>((inner, key) => (key === '0' ? [inner] : { [key]: inner }), value);
}

describe('examples of the right form', () => {
  it('exist for everything that policy, its tests and local evidence may say', () =>
    assert.deepEqual(
      places.filter(({ shape }) => exampleOf(shape) === null).map(({ at }) => at),
      [],
    ));

  it('are of the form that they are examples of', () => {
    for (const { at, shape } of places) {
      const yaml = parseYaml(`x: ${exampleOf(shape)}\n`, { file: 'x' });
      assert.deepEqual(yaml.findings, [], at);
      const value = (yaml.value as { readonly x: never }).x;
      const faults: ShapeFault[] = [];
      read(shape, value, (fault) => faults.push(fault));
      assert.deepEqual(faults, [], `${at}: ${exampleOf(shape)}`);
    }
  });

  it('state nothing that is not built yet, where there is a choice', () => {
    for (const at of ['/clusters/0/access', '/governing', '/results/branch', '/authorities/0/key']) {
      const place = places.find((one) => one.at === at);
      assert.ok(place, at);
      const { value } = parseYaml(`x: ${exampleOf(place.shape)}\n`, { file: 'x' });
      const whole = around(at, (value as { readonly x: unknown }).x);
      assert.deepEqual(findNotYet(whole as never), [], at);
    }
  });
});

const said: readonly (readonly [string, string, string, RegExp])[] = [
  [
    'a cluster without a kind',
    '  stage: { kind: upstream }',
    '  stage: {}',
    /^Write for example kind: upstream\./,
  ],
  ['days in words', 'max: 90d', 'max: 90 days', /^Did you mean "90d"\?$/],
  ["Go's duration", 'max: 90d', 'max: 2160h0m0s', /^Did you mean "90d"\?$/],
  ['a number of what?', 'max: 90d', 'max: 90', /^Write a unit: 90d for days, 90h for hours/],
  [
    'a word for a list',
    'usages: [server auth]',
    'usages: server auth',
    /^Write a list, be it of one: usages: \[server auth\]/,
  ],
];

describe('hints of a policy', () => {
  for (const [what, old, by, hint] of said)
    it(`say what to write for ${what}`, () => {
      assert.ok(soundPolicy.includes(old), old);
      const { findings } = readPolicy(soundPolicy.replace(old, () => by));
      assert.ok(
        findings.some((found) => hint.test(found.hint ?? '')),
        JSON.stringify(findings, null, 1),
      );
    });
});

describe('durations', () => {
  it('are written in the largest unit that is exact, and read back', () => {
    for (const text of ['90d', '8h', '30m', '25h', '61m'])
      assert.equal(shortDuration(parseDuration(text) ?? 0), text);
    assert.equal(shortDuration(30), null);
    assert.equal(shortDuration(meantDuration('2 weeks') ?? 0), '14d');
  });
});

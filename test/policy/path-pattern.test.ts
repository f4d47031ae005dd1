import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchPath, pathsOverlap } from '../../src/policy/path-pattern.ts';

const services = 'requests/{cluster}/{namespace}/{name}.yaml';
const people = 'requests/{cluster}/_users/{user}/{name}.yaml';

describe('matchPath', () => {
  const cases: readonly (readonly [string, string, object | null])[] = [
    [services, 'requests/prod/payments/web.yaml', { cluster: 'prod', namespace: 'payments', name: 'web' }],
    [
      services,
      'requests/prod/payments/web.v2.yaml',
      { cluster: 'prod', namespace: 'payments', name: 'web.v2' },
    ],
    [services, 'requests/prod/_users/web.yaml', null],
    [services, 'requests/prod/payments/web.yml', null],
    [services, 'requests/prod/payments/.yaml', null],
    [services, 'requests/prod/payments/Web.yaml', null],
    [services, 'requests/prod//web.yaml', null],
    [services, 'requests/prod/../web.yaml', null],
    [services, 'requests/prod/payments/more/web.yaml', null],
    [services, 'x/requests/prod/payments/web.yaml', null],
    [people, 'requests/prod/_users/alice/laptop.yaml', { cluster: 'prod', user: 'alice', name: 'laptop' }],
    ['requests/prod/team-*/{name}.yaml', 'requests/prod/team-a/web.yaml', { name: 'web' }],
    ['requests/prod/team-*/{name}.yaml', 'requests/prod/team-/web.yaml', null],
    ['requests/prod/{name}/tls-{name}.yaml', 'requests/prod/web/tls-web.yaml', { name: 'web' }],
    ['requests/prod/{name}/tls-{name}.yaml', 'requests/prod/web/tls-other.yaml', null],
  ];
  for (const [pattern, path, captures] of cases) {
    it(`reads ${path} by ${pattern} as ${JSON.stringify(captures)}`, () => {
      assert.deepEqual(matchPath(pattern, path), captures);
    });
  }
});

describe('pathsOverlap', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    [services, services, true],
    [services, people, false],
    [services, 'requests/prod/{namespace}/{name}.yaml', true],
    [services, 'requests/prod/_mesh/{name}.yaml', false],
    ['requests/prod/{namespace}/{name}.yaml', 'requests/stage/{namespace}/{name}.yaml', false],
    ['requests/prod/a-*/{name}.yaml', 'requests/prod/b-*/{name}.yaml', false],
    ['requests/prod/a-*/{name}.yaml', 'requests/prod/*-b/{name}.yaml', true],
    ['requests/prod/{namespace}/tls-{name}.yaml', 'requests/prod/{namespace}/client-{name}.yaml', false],
  ];
  for (const [a, b, expected] of cases) {
    it(`says ${expected} of ${a} and ${b}, either way round`, () => {
      assert.equal(pathsOverlap(a, b), expected);
      assert.equal(pathsOverlap(b, a), expected);
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  evaluateCaseTwins,
  evaluatePath,
  isRequestPath,
  nameOf,
  resultsFolderOf,
} from '../../src/request/path.ts';

describe('evaluatePath', () => {
  const codes = (path: string, mode: string | null = '100644') =>
    evaluatePath({ path, mode }).map((found) => found.code);

  const sound = [
    'requests/prod/payments/web-api.yaml',
    'requests/prod/_users/alice/laptop.yaml',
    'requests/a/b.c_d/e.f.yaml',
    'requests/README.md',
    'requests/prod/README.md',
    `requests/prod/${'n'.repeat(63)}/${'n'.repeat(63)}.yaml`,
    'requests/1/2/3/4/5/6/7.yaml',
  ];
  for (const path of sound) it(`takes ${path}`, () => assert.deepEqual(codes(path), []));

  const faults: readonly (readonly [string, string, readonly string[]])[] = [
    ['a parent folder', 'requests/../x.yaml', ['file.path-segment']],
    ['a leading hyphen, which commands take for an option', 'requests/a/-x.yaml', ['file.path-segment']],
    ['a leading dot', 'requests/.git/x.yaml', ['file.path-segment']],
    ['an empty segment', 'requests//x.yaml', ['file.path-segment']],
    ['a trailing dot', 'requests/a./x.yaml', ['file.path-segment']],
    ['a trailing underscore', 'requests/a_/x.yaml', ['file.path-segment']],
    ['capital letters', 'requests/Prod/x.yaml', ['file.path-segment']],
    ['a backslash', 'requests/a\\b/x.yaml', ['file.path-segment']],
    ['a line feed', 'requests/a\nb/x.yaml', ['file.path-segment']],
    ['a Cyrillic twin of a Latin letter', 'requests/pr\u043ed/x.yaml', ['file.path-segment']],
    ['a segment of 64 characters', `requests/${'n'.repeat(64)}/x.yaml`, ['file.path-segment']],
    ['nine segments', 'requests/1/2/3/4/5/6/7/8.yaml', ['file.path-too-deep']],
    [
      '256 bytes',
      `requests/${'n'.repeat(60)}/${'n'.repeat(60)}/${'n'.repeat(60)}/${'n'.repeat(59)}.yaml`,
      ['file.path-too-long'],
    ],
    ['the suffix .yml', 'requests/a/x.yml', ['file.unexpected']],
    ['no suffix', 'requests/a/Makefile', ['file.unexpected', 'file.path-segment']],
    ['a README in small letters', 'requests/readme.md', ['file.unexpected']],
  ];
  for (const [what, path, expected] of faults) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(codes(path), expected);
    });
  }

  it('refuses symbolic links, submodules and executables by their Git mode, and judges no absent mode', () => {
    for (const mode of ['120000', '160000', '100755']) {
      assert.deepEqual(codes('requests/a/x.yaml', mode), ['file.mode']);
    }
    assert.deepEqual(codes('requests/a/x.yaml', null), []);
  });

  it('names several faults of one path at once', () => {
    assert.deepEqual(codes('requests/A/../x.yml', '120000'), [
      'file.mode',
      'file.unexpected',
      'file.path-segment',
      'file.path-segment',
    ]);
  });

  it('never throws for any path', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (path) => void evaluatePath({ path, mode: null })));
  });
});

describe('evaluateCaseTwins', () => {
  it('finds files and folders that a disk without case would merge', () => {
    const files = (paths: string[]) => evaluateCaseTwins(paths).map((found) => found.file);
    assert.deepEqual(files(['requests/a/B.yaml', 'requests/a/b.yaml']), ['requests/a/b.yaml']);
    assert.deepEqual(files(['requests/a/x.yaml', 'requests/A/y.yaml']), ['requests/a/x.yaml']);
    assert.deepEqual(files(['requests/\u00e9.yaml', 'requests/e\u0301.yaml']), ['requests/\u00e9.yaml']);
    assert.deepEqual(files(['requests/a/x.yaml', 'requests/a/y.yaml', 'requests/b/x.yaml']), []);
  });
});

describe('nameOf', () => {
  it('gives the name people use, its folders and its stem', () => {
    assert.deepEqual(nameOf('requests/prod/_users/alice/laptop.yaml'), {
      name: 'prod/_users/alice/laptop',
      folders: ['prod', '_users', 'alice'],
      stem: 'laptop',
    });
  });

  it('leads to the folder of results', () => {
    assert.equal(
      resultsFolderOf('requests/prod/_users/alice/laptop.yaml'),
      'certificates/prod/_users/alice/laptop',
    );
  });

  it('tells requests from what is for people', () => {
    assert.deepEqual(['requests/a/x.yaml', 'requests/a/README.md', 'docs/x.yaml'].map(isRequestPath), [
      true,
      false,
      false,
    ]);
  });
});

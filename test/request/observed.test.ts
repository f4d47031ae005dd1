import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findingCodes } from '../../src/finding-codes.ts';
import { base64, good, manifest, read } from './made.ts';

describe('readRequest', () => {
  describe('holds what a real API server read (observed on 1.36.2)', () => {
    const { vectors } = JSON.parse(readFileSync('test/vectors/observed-1.36.2.json', 'utf8'));
    for (const { id, title, manifest: text, create } of vectors) {
      it(`${id} ${title.slice(0, 60)}`, () => {
        const { object, ambiguous, request, findings } = read(text, 'requests/a/x.yaml');
        assert.equal(ambiguous, false);
        assert.equal(object === undefined, id === 'v258', 'only the duplicate key has no object');
        if (create.code === 400) assert.equal(request, null, 'what cannot be decoded is no request');
        for (const { code } of findings) assert.ok(code in findingCodes);
      });
    }
  });

  it('reads 3600.0 as the number 3600 for the prediction, and the CSR text untouched', () => {
    const { object } = read(manifest({ spec: '  expirationSeconds: 3600.0' }));
    assert.deepEqual(object, {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name: 'web' },
      spec: {
        request: good,
        signerName: 'example.com/serving',
        usages: ['digital signature', 'server auth'],
        expirationSeconds: 3600,
      },
    });
  });

  it('never throws, and calls nothing sound that it did not read in full, whatever is done to a good file', () => {
    const text = manifest({ spec: '  expirationSeconds: 3600' });
    const piece = fc.constantFrom(
      '',
      ':',
      '\n',
      ' ',
      '"',
      '- ',
      '{',
      ']',
      '*a',
      '&a ',
      '#',
      '\t',
      '---\n',
      '0',
      '\u2028',
      '\ud800',
      '%',
    );
    const change = fc.tuple(fc.nat(text.length), fc.nat(12), piece);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let mutated = text;
        for (const [at, cut, by] of changes) mutated = mutated.slice(0, at) + by + mutated.slice(at + cut);
        const { request, findings, ambiguous, object } = read(mutated);
        const blocked = findings.some((found) => found.severity === 'error');
        assert.equal(request === null, blocked);
        if (request !== null) assert.ok(!ambiguous && object !== undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws for arbitrary text and bytes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void read(text)));
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void read(manifest({ request: base64(bytes) }))));
    fc.assert(
      fc.property(
        fc.uint8Array(),
        (bytes) =>
          void read(
            manifest({
              request: base64(
                `-----BEGIN CERTIFICATE REQUEST-----\n${base64(bytes)}\n-----END CERTIFICATE REQUEST-----\n`,
              ),
            }),
          ),
      ),
    );
  });
});

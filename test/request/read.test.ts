import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readRequest } from '../../src/request/read.ts';
import { base64, codes, csr, der, good, key, manifest, read } from './made.ts';

describe('readRequest', () => {
  it('reads a sound request into its decoded fields', () => {
    const metadata = [
      '  name: web',
      '  annotations:',
      '    countersign.dev/reason: "new shop, ticket #7"',
      '    countersign.dev/owner: team-a',
      '    countersign.dev/key-origin: workflow',
      '    countersign.dev/generation: "2"',
      '    countersign.dev/replaces: requests/prod/a/old.yaml',
    ].join('\n');
    const { request, findings, partial, ambiguous } = read(
      manifest({ metadata, spec: '  expirationSeconds: 3600' }),
    );
    assert.deepEqual(findings, []);
    assert.equal(ambiguous, false);
    assert.equal(request?.name, 'web');
    assert.equal(request?.signerName, 'example.com/serving');
    assert.deepEqual(request?.usages, ['digital signature', 'server auth']);
    assert.equal(request?.expirationSeconds, 3600);
    assert.equal(request?.csr.subject.commonName, 'web.a.svc');
    assert.deepEqual(request?.annotations, {
      reason: 'new shop, ticket #7',
      owner: 'team-a',
      keyOrigin: 'workflow',
      generation: 2,
      replaces: 'requests/prod/a/old.yaml',
      renewalProof: null,
    });
    assert.equal(partial.reason, 'new shop, ticket #7');
  });

  it('takes the CSR as a literal block, as Kubernetes does, to the same request', () => {
    const block = `|\n${(base64(csr).match(/.{1,64}/g) ?? []).map((line) => `    ${line}`).join('\n')}`;
    const { request } = read(manifest({ request: block }));
    assert.deepEqual(request?.csr.sha256, read(manifest()).request?.csr.sha256);
  });

  it('fills in nothing that the file does not say', () => {
    const { request } = read(manifest());
    assert.equal(request?.expirationSeconds, null);
    assert.deepEqual([request?.annotations.generation, request?.annotations.keyOrigin], [1, 'unstated']);
  });

  it('threat 6: refuses metadata that other controllers act on, field by field', () => {
    const metadata = [
      '  name: web',
      '  labels: {auto-approve: "true"}',
      '  finalizers: [x/y]',
      '  ownerReferences: []',
      '  annotations:',
      '    experimental.cert-manager.io/request-is-ca: "true"',
    ].join('\n');
    assert.deepEqual(codes(manifest({ metadata })), [
      'request.field-forbidden',
      'request.field-forbidden',
      'request.field-forbidden',
      'request.annotation-unknown',
    ]);
  });

  it('peers S3: says kindly that indentation was lost, and little else', () => {
    const text = manifest().replace(/^ +/gm, '');
    const { findings } = read(text);
    assert.ok(findings.filter((found) => found.code === 'request.indentation').length === 2);
    assert.match(
      findings.find((found) => found.pointer === '/spec')?.message ?? '',
      /request, signerName, usages stand beside spec/,
    );
    assert.ok(!findings.some((found) => found.code === 'request.field-unknown'));
  });

  it('reports all faults at once, in the order of lines', () => {
    const text = manifest({
      metadata: '  name: Web\n  labels: {}',
      request: '"$CSR"',
      usages: 'x',
      spec: '  uid: a\n  expirationSeconds: 1h',
    });
    const { findings } = read(text, 'requests/Prod/a/web.yml', '100755');
    assert.deepEqual(
      findings.map((found) => found.code),
      [
        'file.mode',
        'file.path-segment',
        'file.unexpected',
        'request.name-syntax',
        'request.field-forbidden',
        'request.placeholder',
        'request.field-type',
        'request.field-forbidden',
        'request.expiration-format',
      ],
    );
    const lines = findings.map(({ line }) => line ?? 0);
    assert.deepEqual(
      lines,
      lines.toSorted((a, b) => a - b),
    );
  });

  it('mends what can only be meant in one way, so that the mended file is sound', () => {
    const mendable = [
      manifest({ request: base64(good) }),
      manifest({ request: base64(der) }),
      manifest({ request: base64(csr.replaceAll(' CERT', ' NEW CERT')) }),
      manifest({ request: good.replace(/=+$/, '') }),
      manifest({ usages: 'digital signature, server auth' }),
      manifest({ spec: '  expirationSeconds: 8h' }),
      manifest({ spec: '  expirationSeconds: "3600"' }),
      manifest({ spec: '  expirationSeconds: 3600.0' }),
      manifest({ metadata: '  name: other' }),
      manifest({ metadata: '  name: web\n  annotations:\n    countersign.dev/generation: 2' }),
      manifest({ metadata: '  name: web\n  annotations:\n    countersign.dev/reason: yes' }),
      manifest({ usages: '[server auth]' }).replace('usages', 'usage'),
    ];
    for (const text of mendable) {
      const lines = text.split('\n');
      for (const { suggestion } of read(text).findings) {
        if (suggestion === null) continue;
        assert.equal(lines[suggestion.line - 1], suggestion.old);
        lines[suggestion.line - 1] = suggestion.new;
      }
      assert.deepEqual(codes(lines.join('\n')), [], lines.join('\n'));
    }
  });

  it('judges a file outside requests/ without its name, path and mode', () => {
    const file = { path: '../Some File.YML', bytes: Buffer.from(manifest()), mode: null, blob: null };
    assert.deepEqual(readRequest(file, { layout: false }).findings, []);
  });

  it('recognises a Git LFS pointer and a bare CSR', () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 900\n`;
    assert.deepEqual(codes(pointer), ['file.lfs-pointer']);
    const [found] = read(csr).findings;
    assert.equal(found?.code, 'request.not-an-object');
    assert.match(found?.hint ?? '', /countersign wrap/);
  });

  it('never repeats a private key put where the CSR belongs', () => {
    const secret = key.toString().split('\n')[1] ?? '';
    assert.ok(secret.length > 40);
    for (const request of [base64(key), `|\n${key.toString().replace(/^/gm, '    ')}`]) {
      assert.ok(!JSON.stringify(read(manifest({ request })).findings).includes(secret));
    }
  });
});

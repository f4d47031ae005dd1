import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const pki = new URL('../../src/pki/', import.meta.url);

/** Every module that a file loads on its way, types aside; packages by name. */
function reach(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export)(?! type)[^;]*? from '([^']+)';/gms);
  for (const [, target = ''] of imports) {
    if (target.startsWith('.')) reach(new URL(target, file), seen);
    else seen.add(target);
  }
  return seen;
}

test('readers never load the writing library, on whose start-up validating would wait', () => {
  for (const reader of [
    'csr.ts',
    'certificate.ts',
    'chain.ts',
    'pem.ts',
    'usages.ts',
    'keys.ts',
    'extension.ts',
  ]) {
    const packages = [...reach(new URL(reader, pki))].filter((one) => !one.startsWith('file:'));
    assert.deepEqual(
      packages.filter((one) => !one.startsWith('node:')),
      [],
      reader,
    );
  }
  assert.ok(reach(new URL('csr-writer.ts', pki)).has('@peculiar/asn1-csr'));
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  canonicalIdentity,
  type IdentifiedRequest,
  identityOf,
  maxAttempts,
  objectNameOf,
} from '../../src/request/identity.ts';

interface Example {
  readonly title: string;
  readonly request: {
    readonly path: string;
    readonly csrDer: string;
    readonly signerName: string;
    readonly usages: readonly string[];
    readonly expirationSeconds: number | null;
    readonly generation: number;
  };
  readonly repository: string;
  readonly canonical: string;
  readonly identity: string;
  readonly objectNames: readonly string[];
}

const { examples } = JSON.parse(readFileSync('test/vectors/identity.json', 'utf8')) as {
  readonly examples: readonly Example[];
};

function asRequest({ request }: Example): IdentifiedRequest {
  const { csrDer, generation, ...rest } = request;
  return { ...rest, annotations: { generation }, csr: { der: Buffer.from(csrDer, 'base64') } };
}

describe('identityOf', () => {
  for (const example of examples) {
    it(`agrees with the worked example: ${example.title}`, () => {
      assert.equal(canonicalIdentity(asRequest(example), example.repository), example.canonical);
      assert.equal(identityOf(asRequest(example), example.repository), example.identity);
    });
  }

  it('gives no two of the examples the same identity', () => {
    assert.equal(new Set(examples.map((example) => example.identity)).size, examples.length);
  });

  it('threat 17: is bound to path, repository and generation, so one CSR at two places is two requests', () => {
    const [example] = examples;
    assert.ok(example);
    const request = asRequest(example);
    const own = identityOf(request, 'github.com/acme/certs');
    assert.notEqual(
      identityOf({ ...request, path: 'requests/prod/b/web.yaml' }, 'github.com/acme/certs'),
      own,
    );
    assert.notEqual(identityOf(request, 'github.com/acme/other'), own);
    assert.notEqual(identityOf({ ...request, annotations: { generation: 2 } }, 'github.com/acme/certs'), own);
  });
});

describe('objectNameOf', () => {
  for (const { title, request, identity, objectNames } of examples) {
    it(`agrees with the worked example: ${title}`, () => {
      const names = Array.from({ length: maxAttempts + 1 }, (_, attempt) =>
        objectNameOf(request.path, identity, attempt),
      );
      assert.deepEqual(names, objectNames);
    });
  }

  it('is a DNS-1123 subdomain of at most 253 characters for every path', () => {
    const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
    const subdomain = new RegExp(`^${label}(?:\\.${label})*$`);
    const segment = fc.string({ unit: fc.constantFrom(...'ab9._-Zé'), minLength: 1, maxLength: 255 });
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
        const name = objectNameOf(`requests/${segments.join('/')}.yaml`, 'f'.repeat(64), 0);
        assert.match(name, subdomain);
        assert.ok(name.length <= 253);
        assert.ok(name.endsWith('ffffffffffffffff'));
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatGoUri } from '../../src/kubernetes/go-uri.ts';

// What the oracle's certificates hold for each.
const uris: readonly (readonly [asked: string, issued: string])[] = [
  ['spiffe://td.example/ns/x', 'spiffe://td.example/ns/x'],
  ['HTTP://A.B/C', 'http://A.B/C'],
  ['http://a/{x}', 'http://a/%7Bx%7D'],
  ["http:/h:1{/'ns/x&", 'http:/h:1%7B/%27ns/x&'],
  ["http://a/'!*()[]", "http://a/'!*()[]"],
  ['http://a/b c', 'http://a/b%20c'],
  ['http://a/%2F/b%2fc', 'http://a/%2F/b%2fc'],
  ['http://a/%2f{', 'http://a//%7B'],
  ['http://a?b c', 'http://a?b c'],
  ['http://a/?', 'http://a/?'],
  ['http://a/#', 'http://a/'],
  ['http://a/#b"c', 'http://a/#b%22c'],
  ['http://u!x:p%41@h/', 'http://u%21x:pA@h/'],
  ['http://[fe80::1%25en0]/', 'http://[fe80::1%25en0]/'],
  ['spiffe://', 'spiffe:'],
  ['x:///y', 'x:///y'],
  ['x:////y', 'x:////y'],
  ['x:/y', 'x:/y'],
  ['urn:a{b', 'urn:a{b'],
  ['%3A{', './:%7B'],
  ['*', '*'],
  ['\\', '%5C'],
  ['', ''],
];

describe('formatGoUri', () => {
  for (const [asked, issued] of uris) {
    it(`writes ${JSON.stringify(asked)} as ${JSON.stringify(issued)}`, () => {
      assert.equal(formatGoUri(asked), issued);
    });
  }
});

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import fc from 'fast-check';
import type { SandboxCluster } from '../../src/sandbox/cluster.ts';
import { csrPath } from './caller.ts';
import { janes, onStage, submit } from './stage.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64');

describe('hostile input', () => {
  it('in a body of any shape gets a Status, and the server goes on', () =>
    onStage(async (_cluster, caller) => {
      const body = fc.oneof(
        fc.json(),
        fc.string(),
        fc.jsonValue().map((spec) => JSON.stringify({ spec, metadata: spec })),
      );
      await fc.assert(
        fc.asyncProperty(body, async (text) => {
          const { code, json } = await caller.call('submitter', 'POST', csrPath, { body: text });
          assert.ok([400, 413, 422].includes(code), `${code} for ${text}`);
          assert.equal(json.kind, 'Status');
        }),
        { numRuns: 200 },
      );
      await submit(caller, janes('web'));
    }));

  it('in a path or query gets an answer under 500', () =>
    onStage(async (_cluster, caller) => {
      await submit(caller, janes('web'));
      const segment = fc.oneof(
        fc.constantFrom('..', '%2e%2e', '__proto__', 'constructor', 'web', '%', '%ff', ''),
        fc.webSegment(),
      );
      const path = fc.array(segment, { maxLength: 4 }).map((parts) => `${csrPath}/${parts.join('/')}`);
      const method = fc.constantFrom('GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PURGE');
      await fc.assert(
        fc.asyncProperty(method, path, fc.webQueryParameters(), async (verb, place, query) => {
          const { code } = await caller.call('admin', verb, `${place}?${query}`, {
            body: verb === 'HEAD' ? undefined : '{}',
          });
          assert.ok(code >= 200 && code < 500, `${code} for ${verb} ${place}?${query}`);
        }),
        { numRuns: 300 },
      );
    }));

  for (const resource of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    it(`finds no resource ${resource}, not even for admin`, () =>
      onStage(async (_cluster, caller) => {
        for (const path of [
          `/apis/certificates.k8s.io/v1/${resource}`,
          `${csrPath}/web/${resource}`,
          `/${resource}`,
        ]) {
          assert.equal((await caller.call('admin', 'POST', path, { body: {} })).code, 404, path);
        }
      }));
  }

  for (const [title, body] of [
    ['arrays nested two million deep', '['.repeat(1_000_000) + ']'.repeat(1_000_000)],
    ['objects nested too deep', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`],
    ['a string of a million escapes', JSON.stringify(janes('web', { signerName: '\\"'.repeat(600_000) }))],
    ['a million keys', `{${Array.from({ length: 150_000 }, (_, index) => `"k${index}":1`).join()}}`],
    ['one key two hundred thousand times', `{${'"spec":{},'.repeat(200_000)}"kind":""}`],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['prototype keys', '{"__proto__":{"metadata":{"name":"x"}},"constructor":{"prototype":{}}}'],
    [
      'a request of three million PEM beginnings',
      JSON.stringify(janes('web', { request: encode('-----BEGIN '.repeat(120_000)) })),
    ],
    ['a null where an object is due', JSON.stringify({ ...janes('web'), metadata: null, spec: null })],
  ] as const) {
    it(`survives ${title}, in time`, () =>
      onStage(async (_cluster, caller) => {
        const start = performance.now();
        const { code, text } = await caller.call('submitter', 'POST', `${csrPath}?fieldValidation=Strict`, {
          body,
        });
        assert.ok(code === 400 || code === 422, `${code} ${text.slice(0, 200)}`);
        assert.ok(performance.now() - start < 5_000);
        await submit(caller, janes('alive'));
      }));
  }

  it('in a JSON patch cannot fill the memory by copying', () =>
    onStage(async (_cluster, caller) => {
      await submit(caller, janes('web', {}, { annotations: { a: 'x'.repeat(1000) } }));
      const copy = { op: 'copy', from: '/metadata', path: '/metadata/annotations/b' };
      const { code } = await caller.call('admin', 'PATCH', `${csrPath}/web`, {
        headers: { 'content-type': 'application/json-patch+json' },
        body: Array.from({ length: 100 }, () => copy),
      });
      assert.equal(code, 413);
    }));

  it('on the socket harms nobody else: plain text, broken HTTP, a handshake cut short, an unfinished body', () =>
    onStage(async (cluster, caller) => {
      await spill(cluster, 'GET / HTTP/1.1\r\n\r\n', false);
      await spill(cluster, '\x16\x03\x01\x02\x00\x01\x00', false);
      await spill(cluster, 'NONSENSE\r\n\r\n', true);
      const token = cluster.users[0]?.token;
      await spill(
        cluster,
        `POST ${csrPath} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1000\r\n\r\n{`,
        true,
      );
      await submit(caller, janes('web'));
    }));
});

/** Writes a text to the port, over TLS or not, and hangs up. */
async function spill(cluster: SandboxCluster, text: string, isTls: boolean): Promise<void> {
  const port = Number(new URL(cluster.url).port);
  await new Promise<void>((resolve) => {
    const to = { host: '127.0.0.1', port };
    const socket = isTls ? connectTls({ ...to, ca: cluster.caPem }) : connect(to);
    socket.once(isTls ? 'secureConnect' : 'connect', () =>
      socket.write(text, () => setTimeout(() => socket.destroy(), 30)),
    );
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
  });
}

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../support/temporary.ts';

const main = path.resolve('src/cli/main.ts');

/** A repository with the project's own policy, and a data folder of its own. */
function workplace() {
  const root = temporaryFolder();
  mkdirSync(path.join(root, '.github'));
  cpSync('.github/countersign.yaml', path.join(root, '.github/countersign.yaml'));
  const env = { ...process.env, XDG_DATA_HOME: path.join(root, 'data') };
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [main, ...args], { cwd: root, env, encoding: 'utf8' });
  const read = (name: string) => readFileSync(path.join(root, name), 'utf8');
  return { root, run, read };
}

const service = 'requests/demo/shop/search.yaml';

describe('new', () => {
  it('makes a request that its own check passes, and keeps the key for its owner alone', () => {
    const { run, root } = workplace();
    const made = run('new', 'service', 'shop/search', '-c', 'demo');
    assert.equal(made.status, 0, made.stderr);
    const keyFile = /kept at (\S+)/.exec(made.stdout)?.[1] ?? '';
    assert.equal(statSync(keyFile).mode & 0o777, 0o600);
    assert.ok(keyFile.startsWith(path.join(root, 'data')));
    assert.doesNotMatch(made.stdout, /PRIVATE KEY/);
    const report = JSON.parse(run('validate', service, '--format', 'json').stdout);
    assert.equal(report.requests[0].prediction.outcome, 'never-signed');
    assert.deepEqual(report.requests[0].csr.dnsNames, [
      'search',
      'search.shop',
      'search.shop.svc',
      'search.shop.svc.cluster.local',
    ]);
    assert.ok(keyFile.includes(report.requests[0].csr.spkiSha256));
  });

  it('takes the namespace by option and a person with groups', () => {
    const { run, read } = workplace();
    assert.equal(run('new', 'service', 'search', '-n', 'shop').status, 0);
    assert.match(read(service), /signerName: example\.com\/serving/);
    const made = run('new', 'user', 'alice', '--group', 'dev-shop', '--reason', 'on call: "all" week');
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout, /identity alice, group dev-shop/);
    assert.match(read('requests/demo/_users/alice/default.yaml'), /reason: "on call: \\"all\\" week"/);
  });

  it('lists the rules when asked for nothing', () => {
    const { stdout, status } = workplace().run('new');
    assert.equal(status, 0);
    assert.match(stdout, /service-serving\n {4}requests\/\{cluster\}\/\{namespace\}\/\{name\}\.yaml/);
  });

  for (const [title, args, words] of [
    ['an unknown kind', ['new', 'sevice', 'shop/x'], /service or a user/],
    ['an unknown rule', ['new', 'shop/x', '--rule', 'service-servin'], /did you mean service-serving/],
    ['an unknown cluster', ['new', 'service', 'shop/x', '-c', 'prod'], /does not serve cluster "prod"/],
    ['a name that the path cannot hold', ['new', 'service', 'Shop/x'], /NAMESPACE\/NAME/],
    ['a missing namespace', ['new', 'service', 'x'], /-n/],
    ['a key kind the rule does not allow', ['new', 'service', 'shop/x', '--key', 'RSA-1024'], /RSA-2048/],
  ] as const) {
    it(`refuses ${title} as wrong usage, saying what is right`, () => {
      const { status, stderr } = workplace().run(...args);
      assert.equal(status, 2);
      assert.match(stderr, words);
    });
  }

  it('never replaces a request unasked', () => {
    const { run, read } = workplace();
    run('new', 'service', 'shop/search');
    const before = read(service);
    const again = run('new', 'service', 'shop/search');
    assert.equal(again.status, 2);
    assert.match(again.stderr, /exists already/);
    assert.equal(read(service), before);
    assert.equal(run('new', 'service', 'shop/search', '--force').status, 0);
    assert.notEqual(read(service), before);
  });

  it('says what to do where there is no policy', () => {
    const { status, stderr } = spawnSync(process.execPath, [main, 'new'], {
      cwd: tmpdir(),
      encoding: 'utf8',
    });
    assert.equal(status, 3);
    assert.match(stderr, /no \.github\/countersign\.yaml/);
  });
});

describe('wrap', () => {
  const csr = 'test/vectors/csr';
  const wrapped = (name: string) => {
    const place = workplace();
    const bytes = readFileSync(path.join(csr, name));
    writeFileSync(path.join(place.root, 'web.csr'), bytes);
    return { ...place, result: place.run('wrap', 'web.csr', '--as', 'service-serving', '-n', 'shop') };
  };

  it('relabels the block that keytool writes, which a cluster would refuse', () => {
    const { result, read, run } = wrapped('keytool-ec.pem');
    assert.equal(result.status, 0, result.stderr);
    const request = /request: (\S+)/.exec(read('requests/demo/shop/web.yaml'))?.[1] ?? '';
    assert.match(Buffer.from(request, 'base64').toString(), /^-----BEGIN CERTIFICATE REQUEST-----/);
    const report = JSON.parse(run('validate', 'requests/demo/shop/web.yaml', '--format', 'json').stdout);
    assert.notEqual(report.requests[0].prediction.outcome, 'create-refused');
  });

  it('refuses a private key and says nothing of its bytes', () => {
    const { root, run } = workplace();
    const key = spawnSync('openssl', ['genpkey', '-algorithm', 'ed25519'], { encoding: 'utf8' }).stdout;
    writeFileSync(path.join(root, 'k.pem'), key);
    const { status, stderr } = run('wrap', 'k.pem', '--as', 'service-serving', 'shop/k');
    assert.equal(status, 3);
    assert.match(stderr, /holds a private key/);
    assert.ok(!stderr.includes(key.split('\n')[1] ?? '?'));
  });

  it('refuses what is no CSR', () => {
    const { root, run } = workplace();
    writeFileSync(path.join(root, 'x.csr'), 'hello');
    const { status, stderr } = run('wrap', 'x.csr', '--as', 'service-serving', 'shop/x');
    assert.equal(status, 3);
    assert.match(stderr, /no sound CSR/);
  });
});

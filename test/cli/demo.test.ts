import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { temporaryFolder } from '../support/temporary.ts';

const main = path.resolve('src/cli/main.ts');

describe('demo', () => {
  const dir = path.join(temporaryFolder(), 'kept');
  let output = '';

  before(() => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'demo', '--dir', dir], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    output = stdout;
  });

  it('has the request of the guides refused at its lines, with the fix', () => {
    assert.match(output, /line 6 {2}cluster\.signer-would-refuse/);
    assert.match(output, /\+ {3}signerName: example\.com\/serving/);
    assert.match(output, /line 7 {2}policy\.lifetime-over-maximum/);
  });

  it('issues all of the pull request and finds nothing to do the second time', () => {
    assert.match(output, /record {3}8 of the requests/);
    assert.match(output, /nothing {2}8 of the requests/);
  });

  it('leaves the default branch, the results and no private key of a requester in either', () => {
    const files = (folder: string) =>
      readdirSync(path.join(dir, folder), { recursive: true, encoding: 'utf8' });
    assert.ok(files('repository').includes(path.join('requests', 'demo', 'shop', 'cart.yaml')));
    assert.ok(files('results').includes(path.join('certificates', 'demo', 'shop', 'cart.crt')));
    for (const folder of ['repository', 'results']) {
      const texts = files(folder).filter(
        (name) => /\.(ya?ml|pem|crt|json)$/.test(name) && !name.startsWith('.git/'),
      );
      assert.ok(texts.length > 8);
      for (const name of texts) {
        assert.doesNotMatch(readFileSync(path.join(dir, folder, name), 'utf8'), /PRIVATE KEY/);
      }
    }
  });

  it('keeps the key that new made with its owner', () => {
    const keys = path.join(dir, 'data', 'countersign', 'keys');
    assert.equal(readdirSync(keys).length, 1);
  });

  it('shows what was issued by any unique tail of its name', () => {
    const show = (name: string) =>
      spawnSync(process.execPath, [main, 'show', name], {
        cwd: path.join(dir, 'repository'),
        encoding: 'utf8',
      });
    assert.match(show('shop/cart').stdout, /^A certificate for cart\.shop\.svc/);
    assert.equal(show('cart').stdout, show('demo/shop/cart').stdout);
    assert.equal(show('art').status, 2);
    assert.match(show('art').stderr, /countersign status lists/);
  });

  it('shows no certificate that somebody put on the results branch (threat 5)', () => {
    const results = path.join(dir, 'results');
    const git = (...args: string[]) =>
      spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: results });
    const forged = path.join(results, 'certificates/demo/shop/catalog.crt');
    writeFileSync(forged, readFileSync(path.join(results, 'certificates/demo/shop/cart.crt')));
    assert.equal(git('commit', '-qam', 'forged').status, 0);
    assert.equal(git('push', '-q').status, 0);
    const { status, stderr, stdout } = spawnSync(process.execPath, [main, 'show', 'catalog'], {
      cwd: path.join(dir, 'repository'),
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout], [3, '']);
    assert.match(stderr, /no record vouches for the certificate of demo\/shop\/catalog/);
  });

  it('leaves nothing behind without --dir', () => {
    const temporary = temporaryFolder();
    const env = { ...process.env, TMPDIR: temporary };
    const { status } = spawnSync(process.execPath, [main, 'demo'], { env });
    assert.equal(status, 0);
    assert.deepEqual(readdirSync(temporary), []);
  });

  it('refuses a folder that holds something', () => {
    const { status, stderr } = spawnSync(process.execPath, [main, 'demo', '--dir', dir], {
      encoding: 'utf8',
    });
    assert.equal(status, 2);
    assert.match(stderr, /is not empty/);
    assert.ok(existsSync(dir));
  });
});

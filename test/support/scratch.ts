import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of its own for one test, with a Git repository in it; gone when disposed of. */
export interface Scratch extends Disposable {
  readonly directory: string;
  write(path: string, content: string | Uint8Array, mode?: number): void;
  git(...args: string[]): string;
  /** Commits everything and returns the commit id. */
  commit(message?: string): string;
}

/** Makes one; the branch is `main`, and no configuration of the machine's user counts. */
export function makeScratch(): Scratch {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
  const git = (...args: string[]): string =>
    execFileSync('git', [...who, ...args], { cwd: directory, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  return {
    directory,
    git,
    write: (path, content, mode = 0o644) => {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content, { mode });
    },
    commit: (message = 'change') => {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

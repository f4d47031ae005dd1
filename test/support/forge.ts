import type { Evidence } from '../../src/approval/evidence.ts';
import { findEvidence } from '../../src/approval/find.ts';
import type { Forge } from '../../src/pipeline/ports.ts';
import type { FixedClock } from './clock.ts';
import type { MemoryRepository } from './repository.ts';

export interface MergeFacts {
  readonly author?: string;
  readonly approvers?: readonly string[];
  readonly level?: Evidence['level'];
}

/** A forge in memory: what was merged through it has evidence, what was pushed past it has none. */
export interface MemoryForge extends Forge {
  /** Merges a pull request that brings these files. */
  merge(files: Readonly<Record<string, string | null>>, facts?: MergeFacts): Evidence[];
  /** An owner takes all approvals back. */
  dismiss(): void;
}

export function memoryForge(repository: MemoryRepository, clock: FixedClock): MemoryForge {
  let all: Evidence[] = [];
  let number = 0;
  return {
    tip: async () => repository.tip(),
    evidence: async (_tip, entries) =>
      new Map(entries.map((entry) => [entry.path, findEvidence(all, entry)])),
    merge: (files, facts = {}) => {
      number += 1;
      const base = repository.tip();
      const commit = repository.commit(files);
      const paths = Object.keys(files).filter((path) => files[path] !== null);
      const merged = paths.map((path) =>
        evidenceOf(repository, clock, { path, base, commit, number, facts }),
      );
      all = [...all, ...merged];
      return merged;
    },
    dismiss: () => {
      all = all.map((evidence) => ({ ...evidence, approvers: [] }));
    },
  };
}

interface Merge {
  readonly path: string;
  readonly base: string;
  readonly commit: string;
  readonly number: number;
  readonly facts: MergeFacts;
}

function evidenceOf(
  repository: MemoryRepository,
  clock: FixedClock,
  { path, base, commit, number, facts }: Merge,
): Evidence {
  const at = clock.now().toISOString();
  const { author = 'mira', approvers = ['tomas'], level = 'strict' } = facts;
  const { blob, mode } = repository.entry(path);
  return {
    level,
    file: { path, blob, mode },
    commit,
    base,
    pullRequest: {
      number,
      url: `https://forge.example/pull/${number}`,
      title: 'certificates',
      author: { login: author, id: 1 },
      mergedBy: { login: 'tomas', id: 2 },
      mergedAt: at,
      commitsVerified: true,
    },
    approvers: approvers.map((login, index) => ({
      login,
      id: index + 10,
      entry: 'codeowners',
      review: `${index + 100}`,
      commit,
      at,
      owner: { file: '.github/CODEOWNERS', line: 1, text: `* @${login}` },
    })),
  };
}

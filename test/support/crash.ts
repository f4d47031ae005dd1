import type { Cluster, IssuePorts } from '../../src/pipeline/ports.ts';

/** The process died: no code of ours may catch this and go on. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Counts the calls of every port, and ends the world at one of them, before it or just after it. */
export interface CrashPoint {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** Ports that die at a point; every later call dies, too. `calls` tells how many were begun. */
export function crashing(
  ports: IssuePorts,
  point: CrashPoint | null,
): IssuePorts & { readonly calls: () => number } {
  let calls = 0;
  const dies = (when: CrashPoint['when'], call: number): boolean =>
    point !== null && (call > point.at || (call === point.at && when === point.when));
  const wrapAll = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          const call = calls++;
          if (dies('before', call)) throw new Crash(`before call ${call} ${String(name)}`);
          const result: unknown = await Reflect.apply(member, object, args);
          if (dies('after', call)) throw new Crash(`after call ${call} ${String(name)}`);
          return result;
        };
      },
    });
  const cluster = wrapAll({ open: ports.cluster });
  return {
    ...ports,
    repository: wrapAll(ports.repository),
    forge: wrapAll(ports.forge),
    results: wrapAll(ports.results),
    cluster: async (order): Promise<Cluster> => wrapAll(await cluster.open(order)),
    calls: () => calls,
  };
}

import type { Command, CommandGroup } from './command.ts';

interface CommandEntry {
  readonly group: CommandGroup;
  /** One line for the help page. */
  readonly summary: string;
  /** Loads the command, and only this one: `validate` never pays for what `issue` imports. */
  readonly load: () => Promise<Command>;
}

/** Every command there is, in the order of the help page. A new one is a file in `commands/` and a row here. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  validate: {
    group: 'ask',
    summary: 'say what a request asks for and whether the cluster would issue it',
    load: async () => (await import('./commands/validate.ts')).validateCommand,
  },
  new: {
    group: 'ask',
    summary: 'make a key, a CSR and a request from a rule of the policy',
    load: async () => (await import('./commands/new.ts')).newCommand,
  },
  wrap: {
    group: 'ask',
    summary: 'make a request around a CSR from another tool',
    load: async () => (await import('./commands/wrap.ts')).wrapCommand,
  },
  show: {
    group: 'ask',
    summary: 'decode a request, a CSR or a certificate in ten lines',
    load: async () => (await import('./commands/show.ts')).showCommand,
  },
  status: {
    group: 'use',
    summary: 'what was issued, and until when',
    load: async () => (await import('./commands/status.ts')).statusCommand,
  },
  plan: {
    group: 'run',
    summary: 'say what issue would do next, by looking only',
    load: async () => (await import('./commands/plan.ts')).planCommand,
  },
  issue: {
    group: 'run',
    summary: 'turn what was merged into certificates with records',
    load: async () => (await import('./commands/issue.ts')).issueCommand,
  },
  sandbox: {
    group: 'run',
    summary: 'start an embedded cluster to try things on',
    load: async () => (await import('./commands/sandbox.ts')).sandboxCommand,
  },
  demo: {
    group: 'run',
    summary: 'play the whole story on real Git and real HTTPS',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
  policy: {
    group: 'account',
    summary: 'look over, explain and test the policy; weigh a change of it',
    load: async () => (await import('./commands/policy.ts')).policyCommand,
  },
};

/** `validate --live`: puts the questions to the user's clusters. Loaded only where it is asked for. */
import path from 'node:path';
import { systemClock } from '../adapters/clock.ts';
import { connectTrialCluster } from '../adapters/kubernetes-live.ts';
import type { Terminal } from '../adapters/terminal.ts';
import { finding } from '../finding.ts';
import { addLive, evaluateLive, type LiveQuestion, type LiveVerdict } from '../pipeline/live.ts';
import { type AskedFile, planLive } from '../pipeline/live-questions.ts';
import { mapParallel } from '../pipeline/parallel.ts';
import type { TrialCluster } from '../pipeline/ports.ts';
import { withRetry } from '../pipeline/retry.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Policy } from '../policy/policy.ts';
import type { Prediction, Report } from '../report.ts';
import { usageError } from './args.ts';
import type { ChangeScope } from './change-scope.ts';
import type { Options } from './command.ts';

/** Questions under way at once; each may wait for webhooks, and the user's cluster has other work. */
const width = 8;

/** The report, with what each cluster says of its requests. */
export async function askClusters(
  report: Report,
  scope: ChangeScope,
  options: Options,
  io: Terminal,
): Promise<Report> {
  const policy = policyOf(scope, options);
  const { questions, unasked } = planLive(report, filesOf(scope), policy);
  const open = clusterOpener(policy, options, io);
  const answers = await mapParallel(questions, (question) => ask(question, report, open), width);
  return addLive(report, new Map([...answers, ...unasked.map((file) => notAsked(file, report))]));
}

/** The policy that judges says which cluster is meant; in error, it could be any. */
function policyOf({ change }: ChangeScope, options: Options): Policy | null {
  const file = change?.policy ?? null;
  if (file === null) return null;
  const { policy } = parsePolicy(file);
  if (policy === null && options.text('context') === null)
    throw usageError(`${file.path} is in error, so it does not say which cluster to ask`, 'validate');
  return policy;
}

function filesOf({ change, files }: ChangeScope): readonly AskedFile[] {
  const changed = (change?.files ?? []).flatMap(({ after }) => (after === null ? [] : [after]));
  return [
    ...changed.map((file) => ({ file, inside: true })),
    ...files.map((file) => ({ file, inside: false })),
  ];
}

type Answered = readonly [file: string, verdict: LiveVerdict];
type Opener = (cluster: string | null) => Promise<TrialCluster>;

async function ask(question: LiveQuestion, report: Report, open: Opener): Promise<Answered> {
  const cluster = await open(question.cluster);
  const answer = await withRetry(systemClock, () => cluster.tryCreate(question.object));
  return [question.file, evaluateLive(question, predictionOf(question.file, report), answer)];
}

function predictionOf(path: string, report: Report): Prediction | null {
  return report.requests.find(({ file }) => file === path)?.prediction ?? null;
}

function notAsked(file: string, report: Report): Answered {
  const unknown = finding('cluster.live-unknown', {
    severity: 'note',
    message:
      'No cluster was asked about this file: with its errors there is no object, or no cluster, to ask about.',
    hint: 'Mend the errors, then ask again.',
    file,
  });
  return [file, { findings: [unknown], prediction: predictionOf(file, report) }];
}

/** Opens each cluster once. Where policy names its server, the kubeconfig must lead there. */
function clusterOpener(policy: Policy | null, options: Options, io: Terminal): Opener {
  const opened = new Map<string | null, Promise<TrialCluster>>();
  const kubeconfig = kubeconfigOf(options, io);
  return (name) => {
    const known = name === null ? undefined : policy?.clusters[name];
    const contexts = [known?.identities.submitter, name && `${name}-submit`, name].filter(
      (context): context is string => typeof context === 'string',
    );
    const access = {
      kubeconfig,
      contexts,
      server: known?.server ?? null,
      ca: null,
      environment: io.env,
    };
    const cluster = opened.get(name) ?? connectTrialCluster(access, options.text('context'));
    opened.set(name, cluster);
    return cluster;
  };
}

/** As kubectl finds it. */
function kubeconfigOf(options: Options, io: Terminal): string {
  const home = io.env['HOME'];
  const usual = home ? path.join(home, '.kube', 'config') : null;
  const file = options.text('kubeconfig') ?? (io.env['KUBECONFIG'] || usual);
  if (file === null) throw usageError('--live needs a kubeconfig: give --kubeconfig FILE', 'validate');
  return path.resolve(io.cwd, file);
}

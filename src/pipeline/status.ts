import type { Finding } from '../finding.ts';
import type { ReportedStep, StepReport } from '../report.ts';
import { nameOf } from '../request/path.ts';
import { settledCase } from './case.ts';
import { stemOf } from './layout.ts';
import { emptyAccount, type Ledger } from './ledger.ts';
import { loadLedger } from './observe.ts';
import { planStep, type Step } from './plan.ts';
import type { IssuePorts, TreeEntry } from './ports.ts';
import { readTip, type Tip } from './tip.ts';

/** Where every request stands, and what is wrong with the results branch as a whole. */
interface Status {
  readonly report: StepReport;
  readonly findings: readonly Finding[];
}

/** What Git alone says of every request: no cluster and no forge's reviews are asked. */
export async function readStatus(
  ports: Pick<IssuePorts, 'forge' | 'repository' | 'results' | 'clock'>,
): Promise<Status> {
  const tip = await readTip(ports);
  const ledger = await loadLedger(ports, tip);
  const steps = tip.entries.map((entry) => statusOf(tip, ledger, entry));
  return { report: { version: 1, steps }, findings: ledger.findings };
}

function statusOf(tip: Tip, ledger: Ledger, entry: TreeEntry): ReportedStep {
  const settled = settledCase(tip, ledger, entry);
  const step = settled === null ? statusOfOpen(ledger, entry) : planStep(settled);
  const { name, folders } = nameOf(entry.path);
  const cluster = settled?.cluster ?? folders[0] ?? '';
  return { ...step, file: entry.path, name, cluster, identity: settled?.identity ?? null };
}

function statusOfOpen(ledger: Ledger, { path }: TreeEntry): Step {
  const { faults, intents, records } = ledger.accounts.get(stemOf(path)) ?? emptyAccount;
  const [fault] = faults;
  if (fault !== undefined)
    return { action: 'refuse', reason: `${fault.code}: ${fault.message}`, hint: fault.hint };
  const recorded = new Set(records.map(({ record }) => record.request.identity));
  const isStarted = [...intents.keys()].some((identity) => !recorded.has(identity));
  const reason = isStarted ? 'issuing has begun and no certificate is recorded yet' : 'not issued yet';
  return { action: 'wait', reason, hint: 'countersign plan says what comes next' };
}

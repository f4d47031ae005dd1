import { readRequest } from '../request/read.ts';
import { settledCase } from './case.ts';
import { readChain } from './chain-file.ts';
import type { Ledger } from './ledger.ts';
import { loadLedger } from './observe.ts';
import type { ImpactInput, IssuedCertificate } from './policy-impact.ts';
import type { IssuePorts } from './ports.ts';
import { readTip, type Tip } from './tip.ts';

type BranchPorts = Pick<IssuePorts, 'forge' | 'repository' | 'results' | 'clock'>;

/** What was issued and what waits, by Git alone; with the tip whose policy is in force. */
export async function readImpactMatter(
  ports: BranchPorts,
): Promise<Pick<ImpactInput, 'issued' | 'waiting'> & { readonly tip: Tip }> {
  const tip = await readTip(ports);
  const ledger = await loadLedger(ports, tip);
  const unsettled = tip.entries.filter((entry) => settledCase(tip, ledger, entry) === null);
  const contents = await ports.repository.read(unsettled.map(({ blob }) => blob));
  const waiting = unsettled.map((entry) =>
    readRequest({ ...entry, bytes: contents.get(entry.blob) ?? new Uint8Array() }, { layout: true }),
  );
  return { tip, issued: issuedIn(ledger), waiting };
}

/** Records whose signature verified, refused certificates included: they live all the same. */
function issuedIn(ledger: Ledger): readonly IssuedCertificate[] {
  return [...ledger.accounts.values()].flatMap(({ records }) =>
    records.map(({ record, certificate }) => {
      const leaf = certificate === null ? null : (readChain(certificate)?.[0] ?? null);
      return { record, key: leaf?.key.name ?? null };
    }),
  );
}

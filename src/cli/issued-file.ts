import { CountersignError } from '../errors.ts';
import type { SourceFile } from '../model.ts';
import { readChain } from '../pipeline/chain-file.ts';
import { currentPath } from '../pipeline/layout.ts';
import type { Account } from '../pipeline/ledger.ts';
import { loadLedger } from '../pipeline/observe.ts';
import type { IssuePorts } from '../pipeline/ports.ts';
import { readTip } from '../pipeline/tip.ts';

type Branches = Pick<IssuePorts, 'forge' | 'repository' | 'results' | 'clock'>;

/**
 * The current certificate of an issued request by its name, `cluster/namespace/name` or any unique tail of it.
 * What the results branch holds is a claim: only a certificate whose record verifies is shown (threat 5). Throws
 * `usage` where nothing, or more than one thing, has that name, and `record-unverified` where it does not verify.
 */
export async function findIssued(ports: Branches, name: string): Promise<SourceFile> {
  const { accounts } = await loadLedger(ports, await readTip(ports));
  const found = [...accounts].filter(([stem]) => nameOf(stem) === name || nameOf(stem).endsWith(`/${name}`));
  const [first, ...others] = found;
  if (first === undefined) {
    throw new CountersignError('usage', `there is no file and no certificate ${JSON.stringify(name)}`, {
      hint: 'countersign status lists what was issued',
    });
  }
  if (others.length > 0) {
    throw new CountersignError('usage', `several certificates are called ${JSON.stringify(name)}`, {
      hint: `say which: ${found.map(([stem]) => nameOf(stem)).join(', ')}`,
    });
  }
  const [stem, account] = first;
  const bytes = verified(account);
  if (bytes !== null) return { path: currentPath(stem), bytes, mode: null, blob: null };
  throw new CountersignError(
    'record-unverified',
    `no record vouches for the certificate of ${nameOf(stem)}`,
    {
      hint: account.faults[0]?.message ?? 'countersign status says where it stands',
    },
  );
}

/** `certificates/prod/a/web` is `prod/a/web`. */
const nameOf = (stem: string): string => stem.replace(/^certificates\//, '');

/** The current certificate, where a signed record of an issuance names it by its fingerprint. */
function verified({ current, records, faults }: Account): Uint8Array | null {
  const [leaf] = current === null ? [] : (readChain(current) ?? []);
  const isVouchedFor = records.some(
    ({ record }) => record.outcome === 'issued' && record.certificate.sha256 === leaf?.sha256,
  );
  return faults.length === 0 && isVouchedFor ? current : null;
}

import { loadAuthority } from '../authority/authority.ts';
import { signCertificate } from '../authority/sign.ts';
import { CountersignError, isCountersignError } from '../errors.ts';
import { encodePem } from '../pki/pem.ts';
import { taken } from './attempt.ts';
import type { Case } from './case.ts';
import { evaluateCertificate } from './certificate.ts';
import { readChain } from './chain-file.ts';
import { selectionBy } from './judge.ts';
import type { Step } from './plan.ts';
import type { Cluster, IssuePorts } from './ports.ts';
import { withRetry } from './retry.ts';

/**
 * Signs by an authority of ours and stores the certificate in the object that was judged. The plan has seen to it
 * that the object is Approved and neither Denied nor Failed, which the API server does not ask for. The lifetime is
 * the least of request, policy at review and policy now (threat 12).
 */
export async function signCase(each: Case, cluster: Cluster, ports: IssuePorts): Promise<Step> {
  const { object, request, matter, authority, bundle } = each;
  const selection = matter?.selection ?? null;
  if (
    object.kind !== 'present' ||
    request === null ||
    matter === null ||
    selection === null ||
    authority === null
  )
    throw new Error('only an approved request of a rule with an authority is signed');
  const key = ports.authorities.get(authority);
  const anchor = bundle?.anchors[0];
  if (key === undefined || anchor === undefined) throw noKey(authority);
  const now = ports.clock.now();
  const signed = await signCertificate({
    csr: request.csr,
    request,
    selection,
    reviewed: matter.base === null ? null : selectionBy(matter.base, matter.reading),
    authority: loadAuthority({ certificatePem: encodePem('CERTIFICATE', anchor.der), key, now }),
    now,
  });
  const pem = signed.chain.map((der) => encodePem('CERTIFICATE', der)).join('');
  const certificates = readChain(Buffer.from(pem)) ?? [];
  const problem = evaluateCertificate(request, selection, {
    certificates,
    anchors: bundle?.anchors ?? [],
    takenAt: now,
  })[0];
  // Ours is checked before anybody can take it; that it should fail is a bug, and it must not get out.
  if (problem !== undefined)
    throw new Error(`our authority made a certificate that is refused: ${problem.message}`);
  return await store(each, cluster, ports, pem);
}

/** Two runs may sign at once; the server keeps the first, and the other's certificate never leaves this process. */
async function store(each: Case, cluster: Cluster, ports: IssuePorts, pem: string): Promise<Step> {
  const { object, authority } = each;
  if (object.kind !== 'present') throw new Error('only a present object is signed');
  try {
    await withRetry(ports.clock, () => cluster.uploadCertificate(object.object, pem));
  } catch (error) {
    if (!isCountersignError(error, 'cluster-conflict') && !isCountersignError(error, 'cluster-invalid'))
      throw error;
    const now = await withRetry(ports.clock, () => cluster.get(object.object.metadata.name ?? ''));
    const isDone = now?.metadata.uid === object.object.metadata.uid && Boolean(now?.status?.certificate);
    if (!isDone) throw error;
  }
  return taken('sign', `by our authority ${authority}`);
}

function noKey(authority: string): CountersignError {
  return new CountersignError('key-missing', `the key of authority ${authority} is not given to this run`, {
    hint: `give it with --authority-key ${authority}=FILE, or run the sign phase where the key is`,
  });
}

/**
 * The built-in signers and the kubelet approver of kube-controller-manager, as one loop over changed objects
 * (`pkg/controller/certificates/{signer,approver}`). What they decide is in `src/kubernetes`.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { autoApproval, type NodeClientRight } from '../kubernetes/approver.ts';
import { type CertificateProfile, certificateProfile } from '../kubernetes/certificate-profile.ts';
import {
  type CertificateSigningRequest,
  type CertificateSigningRequestStatus,
  hasCondition,
} from '../kubernetes/object.ts';
import { isBuiltInSigner, refuseToSign } from '../kubernetes/signer.ts';
import { readSpecRequest } from '../kubernetes/spec-request.ts';
import { type Updated, updateApproval, updateStatus } from '../kubernetes/update.ts';
import type { Csr } from '../model.ts';
import type { Store } from './store.ts';
import { storedForm } from './stored-form.ts';

/** Who writes the certificates of the built-in signers. */
export interface Issuer {
  /** End of the CA's own certificate. */
  readonly notAfter: Date;
  /** The leaf as PEM text. */
  issue(csr: Csr, profile: CertificateProfile): Promise<string>;
}

export interface SignersOptions {
  readonly store: Store;
  readonly now: () => Date;
  /** kube-controller-manager's `--cluster-signing-duration`. */
  readonly maxLifetimeSeconds: number;
  readonly issuer: Issuer;
  /** The rights of the requester of an object to have kubelet requests approved without a person. */
  readonly nodeRight: (object: CertificateSigningRequest) => NodeClientRight;
}

export interface Signers {
  /** Resolves when there is nothing left to do; rejects with the fault of an object that could not be done. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the loop; objects that are there already are looked at first. */
export function startSigners(options: SignersOptions): Signers {
  const pending = new Set<string>();
  let running: Promise<void> | null = null;
  let fault: unknown = null;

  async function drain(): Promise<void> {
    // The write that woke us is answered first.
    await turn();
    for (const name of pending) {
      pending.delete(name);
      await reconcile(options, name).catch((error: unknown) => {
        fault = error;
      });
    }
    running = null;
  }
  function look(name: string): void {
    pending.add(name);
    running ??= drain();
  }

  const unsubscribe = options.store.subscribe(({ type, object }) => {
    if (type !== 'DELETED') look(object.metadata.name ?? '');
  });
  for (const { metadata } of options.store.list()) look(metadata.name ?? '');
  return {
    async idle() {
      await running;
      if (fault !== null) throw fault;
    },
    async stop() {
      unsubscribe();
      pending.clear();
      await running;
    },
  };
}

/** Brings one object a step further; the change it makes calls for the next step. */
async function reconcile(options: SignersOptions, name: string): Promise<void> {
  const { store, now } = options;
  const stored = store.get(name);
  if (stored === null || isSettled(stored)) return;
  const { csr } = readSpecRequest(stored.spec.request);
  if (csr === null) return;
  const approval = autoApproval(stored, csr, options.nodeRight(stored));
  if (approval !== null) {
    const conditions = [...(stored.status?.conditions ?? []), approval];
    return keep(store, stored, updateApproval(stored, withStatus(stored, { conditions }), now()));
  }
  if (!hasCondition(stored, 'Approved')) return;
  const status = await decide(options, stored, csr);
  // Somebody else was faster: their change is looked at by itself.
  if (status === null || store.get(name) !== stored) return;
  keep(store, stored, updateStatus(stored, withStatus(stored, status), now()));
}

/** Denied, Failed, signed, or nobody's here: nothing is left to do (`signer.go`, handle). */
function isSettled(object: CertificateSigningRequest): boolean {
  const isDecided = hasCondition(object, 'Denied') || hasCondition(object, 'Failed');
  return isDecided || (object.status?.certificate ?? '') !== '' || !isBuiltInSigner(object.spec.signerName);
}

/** What the signer adds: a certificate, or Failed; null where it cannot sign now. */
async function decide(
  { issuer, maxLifetimeSeconds, now }: SignersOptions,
  { spec, status }: CertificateSigningRequest,
  csr: Csr,
): Promise<CertificateSigningRequestStatus | null> {
  if (!isBuiltInSigner(spec.signerName)) return null;
  const conditions = status?.conditions ?? [];
  const failure = refuseToSign(spec.signerName, csr, spec.usages ?? []);
  if (failure !== null)
    return { conditions: [...conditions, { type: 'Failed', status: 'True', ...failure }] };
  // A CA past its end is retried for ever and says nothing on the object.
  if (issuer.notAfter <= now()) return null;
  const limits = { maxLifetimeSeconds, now: now(), caNotAfter: issuer.notAfter };
  const pem = await issuer.issue(csr, certificateProfile(csr, spec, limits));
  return { conditions, certificate: Buffer.from(pem).toString('base64') };
}

function withStatus(
  object: CertificateSigningRequest,
  status: CertificateSigningRequestStatus,
): CertificateSigningRequest {
  return { ...object, status: { ...object.status, ...status } };
}

function keep(store: Store, stored: CertificateSigningRequest, updated: Updated): void {
  if ('refusal' in updated) throw new Error(`${stored.metadata.name}: ${updated.refusal.message}`);
  store.put(storedForm(updated.object));
}

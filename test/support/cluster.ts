import { randomUUID } from 'node:crypto';
import type { Authority } from '../../src/authority/authority.ts';
import { CountersignError, type ErrorCode } from '../../src/errors.ts';
import { certificateProfile } from '../../src/kubernetes/certificate-profile.ts';
import {
  type ApiRefusal,
  type CertificateSigningRequest,
  type CertificateSigningRequestStatus,
  hasCondition,
} from '../../src/kubernetes/object.ts';
import { prepareForCreate } from '../../src/kubernetes/prepare.ts';
import { isBuiltInSigner, refuseToSign } from '../../src/kubernetes/signer.ts';
import { readSpecRequest } from '../../src/kubernetes/spec-request.ts';
import {
  refuseStale,
  type Updated,
  updateApproval,
  updateObject,
  updateStatus,
} from '../../src/kubernetes/update.ts';
import { refuseCreate } from '../../src/kubernetes/validate.ts';
import type { Cluster } from '../../src/pipeline/ports.ts';
import { type CertificateTemplate, encodeCertificate } from '../../src/pki/certificate-writer.ts';
import { signingAlgorithmOf } from '../../src/pki/keys.ts';
import { encodePem } from '../../src/pki/pem.ts';
import { isUsage } from '../../src/pki/usages.ts';
import type { FixedClock } from './clock.ts';

export type SignerTwist = (template: CertificateTemplate) => CertificateTemplate;

/** A cluster in memory that judges by the rules of `src/kubernetes`; one store, any number of users. */
export interface MemoryCluster {
  as(username: string): Cluster;
  objects(): readonly CertificateSigningRequest[];
  /** The cleaner removes an object, or its owner does. */
  remove(name: string): void;
  /** Somebody changes metadata, as `kubectl label` would. */
  edit(name: string, metadata: CertificateSigningRequest['metadata']): void;
  /** What every create adds to an object: a mutating webhook. */
  mutate(webhook: (object: CertificateSigningRequest) => CertificateSigningRequest): void;
  /** What the built-in signer writes instead of what it should. */
  twist(twist: SignerTwist): void;
  /** Every certificate that was ever stored in an object, PEM. */
  readonly minted: readonly string[];
  embedded: boolean;
  /** Signing by the cluster itself waits for a watch, as a controller would take its time. */
  slow: boolean;
}

export function memoryCluster(authority: Authority, clock: FixedClock): MemoryCluster {
  const store = new Map<string, CertificateSigningRequest>();
  const minted: string[] = [];
  let version = 0;
  let webhook = (object: CertificateSigningRequest): CertificateSigningRequest => object;
  let twist: SignerTwist = (template) => template;
  const put = (object: CertificateSigningRequest): CertificateSigningRequest => {
    version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: `${version}` } };
    store.set(object.metadata.name ?? '', structuredClone(stored));
    return structuredClone(stored);
  };
  const find = (name: string): CertificateSigningRequest => {
    const object = store.get(name);
    if (object === undefined) throw new CountersignError('cluster-not-found', `no object ${name}`);
    return object;
  };
  const replace = (
    judged: CertificateSigningRequest,
    update: (stored: CertificateSigningRequest) => Updated,
  ): CertificateSigningRequest => {
    const stored = find(judged.metadata.name ?? '');
    const stale = refuseStale(stored, judged);
    if (stale !== null) throw refusalError(stale);
    const updated = update(stored);
    if ('refusal' in updated) throw refusalError(updated.refusal);
    return put(updated.object);
  };
  const memory: MemoryCluster = {
    embedded: false,
    slow: false,
    minted,
    objects: () => [...store.values()].map((object) => structuredClone(object)),
    remove: (name) => void store.delete(name),
    edit: (name, metadata) => {
      const stored = find(name);
      const updated = updateObject(stored, { ...stored, metadata: { ...stored.metadata, ...metadata } });
      if ('refusal' in updated) throw refusalError(updated.refusal);
      put(updated.object);
    },
    mutate: (next) => {
      webhook = next;
    },
    twist: (next) => {
      twist = next;
    },
    as: (username) => ({
      whoAmI: async () => ({ username, uid: null, groups: ['system:authenticated'], extra: {} }),
      isEmbedded: async () => memory.embedded,
      list: async () => memory.objects(),
      get: async (name) => structuredClone(store.get(name) ?? null),
      create: async (object) => {
        const name = object.metadata.name ?? '';
        const user = { username, uid: null, groups: ['system:authenticated'], extra: {} };
        const prepared = webhook(prepareForCreate(structuredClone(object), user));
        const refusal = refuseCreate(prepared);
        if (refusal !== null) throw refusalError(refusal);
        if (store.has(name)) throw new CountersignError('cluster-already-exists', `object ${name} exists`);
        const metadata = {
          ...prepared.metadata,
          uid: randomUUID(),
          creationTimestamp: clock.now().toISOString(),
        };
        return put({ ...prepared, metadata });
      },
      approve: async (judged, condition) => {
        const conditions = [...(judged.status?.conditions ?? []), condition];
        const body = { ...judged, status: { ...judged.status, conditions } };
        const approved = replace(judged, (stored) => updateApproval(stored, body, clock.now()));
        if (!memory.slow) await signAll();
        return approved;
      },
      uploadCertificate: async (judged, chainPem) => {
        const certificate = Buffer.from(chainPem).toString('base64');
        const body = { ...judged, status: { ...judged.status, certificate } };
        const stored = replace(judged, (object) => updateStatus(object, body, clock.now()));
        minted.push(chainPem);
        return stored;
      },
      watch: async (names) => {
        await signAll();
        return new Map([...store].filter(([name]) => names.has(name)));
      },
    }),
  };
  const signAll = async (): Promise<void> => {
    for (const object of memory.objects()) {
      const status = await signBuiltIn(object, authority, clock.now(), twist);
      // Somebody else was faster: a controller's write carries the resourceVersion it read.
      const isStale =
        store.get(object.metadata.name ?? '')?.metadata.resourceVersion !== object.metadata.resourceVersion;
      if (status == null || isStale) continue;
      put({ ...object, status: { ...object.status, ...status } });
      if (status.certificate) minted.push(Buffer.from(status.certificate, 'base64').toString());
    }
  };
  return memory;
}

function refusalError({ code, reason, message }: ApiRefusal): CountersignError {
  const codes: Record<number, ErrorCode> = {
    403: 'cluster-forbidden',
    409: 'cluster-conflict',
    422: 'cluster-invalid',
  };
  return new CountersignError(codes[code] ?? 'cluster-invalid', `${reason}: ${message}`);
}

/** What kube-controller-manager would write into an object; null where it leaves it alone. */
async function signBuiltIn(
  { spec, status }: CertificateSigningRequest,
  { certificate, key }: Authority,
  now: Date,
  twist: SignerTwist,
): Promise<CertificateSigningRequestStatus | null> {
  const object = { spec, status } as CertificateSigningRequest;
  const isOpen =
    hasCondition(object, 'Approved') && !hasCondition(object, 'Denied') && !hasCondition(object, 'Failed');
  const { csr } = readSpecRequest(spec.request);
  if (!isOpen || status?.certificate || !isBuiltInSigner(spec.signerName) || csr === null) return null;
  const failure = refuseToSign(spec.signerName, csr, spec.usages ?? []);
  if (failure !== null)
    return { conditions: [...(status?.conditions ?? []), { type: 'Failed', status: 'True', ...failure }] };
  const profile = certificateProfile(csr, spec, { maxLifetimeSeconds: 31_536_000, now, caNotAfter: null });
  const template = twist({
    serial: Buffer.from(randomUUID().replaceAll('-', ''), 'hex'),
    issuer: certificate.subject.der,
    subject: profile.subject,
    notBefore: profile.notBefore,
    notAfter: profile.notAfter,
    spki: csr.key.spki,
    sans: csr.sans,
    usages: (spec.usages ?? []).filter(isUsage),
    isCa: false,
  });
  const der = await encodeCertificate(template, { algorithm: signingAlgorithmOf(key.spki), sign: key.sign });
  return { certificate: Buffer.from(encodePem('CERTIFICATE', der)).toString('base64') };
}

import type { KubeConfig } from '@kubernetes/client-node';
import { CountersignError } from '../errors.ts';
import type { CertificateSigningRequest } from '../kubernetes/object.ts';

type Sdk = typeof import('@kubernetes/client-node');

const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

/** One event: an object's new state, null where it was deleted, or that the watch must begin anew (410 Gone). */
export type WatchEvent =
  | { readonly kind: 'object'; readonly object: CertificateSigningRequest }
  | { readonly kind: 'deleted'; readonly name: string }
  | { readonly kind: 'expired' };

/**
 * Watches all objects from a resource version until `seen` says stop, the server ends the stream, or the time is
 * over. Rejects with the SDK's error where the watch could not be begun.
 */
export async function watchObjects(
  sdk: Sdk,
  config: KubeConfig,
  from: string,
  timeoutSeconds: number,
  seen: (event: WatchEvent) => boolean,
): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const query = { resourceVersion: from, timeoutSeconds: Math.max(1, Math.ceil(timeoutSeconds)) };
  const timer = setTimeout(() => ended.resolve(), timeoutSeconds * 1000);
  const controller = await new sdk.Watch(config).watch(
    path,
    query,
    (phase, object: CertificateSigningRequest) => {
      if (seen(readEvent(phase, object))) ended.resolve();
    },
    (error: unknown) => endWith(error, ended),
  );
  try {
    await ended.promise;
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

function readEvent(phase: string, object: CertificateSigningRequest): WatchEvent {
  if (phase === 'ERROR') return { kind: 'expired' };
  const plain = JSON.parse(JSON.stringify(object)) as CertificateSigningRequest;
  return phase === 'DELETED'
    ? { kind: 'deleted', name: plain.metadata.name ?? '' }
    : { kind: 'object', object: plain };
}

/** A stream that ends or falls silent is the server's habit; only a refused one is an error. */
function endWith(error: unknown, ended: PromiseWithResolvers<void>): void {
  const statusCode = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof statusCode !== 'number' || statusCode === 410) ended.resolve();
  else ended.reject(refusedWatch(statusCode));
}

function refusedWatch(statusCode: number): CountersignError {
  const passing = statusCode === 429 || statusCode >= 500;
  return new CountersignError(
    passing ? 'cluster-failed' : 'cluster-forbidden',
    `the cluster refused to watch objects: HTTP ${statusCode}`,
  );
}

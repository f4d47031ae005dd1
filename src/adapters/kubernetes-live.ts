import type { KubeConfig } from '@kubernetes/client-node';
import { CountersignError } from '../errors.ts';
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import type { TrialAnswer, TrialCluster } from '../pipeline/ports.ts';
import { type ClusterAccess, loadAccess } from './kubernetes-config.ts';
import { clusterError } from './kubernetes-fault.ts';
import { readTrialAnswer, type TrialResponse } from './kubernetes-live-answer.ts';

type Sdk = typeof import('@kubernetes/client-node');

/** Webhooks may take ten seconds each. */
const callTimeoutMilliseconds = 30_000;
const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests?dryRun=All&fieldValidation=Strict';

/**
 * A cluster to put questions to. `context`, where it is given, is the one that must be used; `access.contexts` are
 * those to try otherwise.
 *
 * The SDK's own API class hides the Warning headers and reads answers into its models, so the call is made with the
 * SDK's connection and credentials, and our JSON.
 */
export async function connectTrialCluster(
  access: ClusterAccess,
  context: string | null,
): Promise<TrialCluster> {
  const sdk = await import('@kubernetes/client-node');
  const contexts = context === null ? access.contexts : [context];
  const config = loadAccess(sdk, await import('undici'), { ...access, contexts });
  // Loading falls back to the current context; to ask another cluster than the user named is worse than none.
  if (context !== null && config.getCurrentContext() !== context) throw noContext(access.kubeconfig, context);
  return { tryCreate: (object) => tryCreate(sdk, config, object) };
}

function noContext(file: string, context: string): CountersignError {
  return new CountersignError('usage', `the kubeconfig ${file} has no context ${JSON.stringify(context)}`, {
    hint: 'kubectl config get-contexts lists those it has',
  });
}

async function tryCreate(
  sdk: Sdk,
  config: KubeConfig,
  object: CertificateSigningRequest,
): Promise<TrialAnswer> {
  const what = `try the object ${object.metadata.name}`;
  let response: TrialResponse;
  try {
    response = await post(sdk, config, JSON.stringify(object));
  } catch (error) {
    throw clusterError(error, what);
  }
  const answer = readTrialAnswer(response);
  if (answer !== null) return answer;
  throw clusterError(response, what);
}

async function post(sdk: Sdk, config: KubeConfig, body: string): Promise<TrialResponse> {
  const server = (config.getCurrentCluster()?.server ?? '').replace(/\/+$/, '');
  const context = new sdk.RequestContext(server + path, sdk.HttpMethod.POST);
  context.setHeaderParam('Content-Type', 'application/json');
  context.setHeaderParam('Accept', 'application/json');
  context.setBody(body);
  await config.applySecurityAuthentication(context);
  context.setSignal(AbortSignal.timeout(callTimeoutMilliseconds));
  const response = await new sdk.IsomorphicFetchHttpLibrary().send(context).toPromise();
  return { code: response.httpStatusCode, headers: response.headers, body: await response.body.text() };
}

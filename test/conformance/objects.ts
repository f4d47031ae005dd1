/** Requests, certificates and objects that the scenarios send. The bytes are fixed, so that answers can be compared. */
import { readFileSync } from 'node:fs';
import { type Answer, csrPath } from './client.ts';
import type { Stage } from './scenario.ts';

/** `spec.request` of a PEM file in `test/vectors/csr`. */
export function requestOf(file: string): string {
  return readFileSync(new URL(`../vectors/csr/${file}.pem`, import.meta.url)).toString('base64');
}

/** A PEM file in `material`, made by openssl; the keys were thrown away. */
export function materialOf(file: string): string {
  return readFileSync(new URL(`material/${file}.pem`, import.meta.url), 'latin1');
}

/** Standard base64 of a text, a byte for each character. */
export function encode(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}

/** CN=jane, O=dev-team, P-256. */
export const janesRequest =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIZE1JR0VBZ0VBTUNJeEVUQVBCZ05WQkFvTUNHUmxkaTEwWldGdE1RMHdDd1lEVlFRRERBUnFZVzVsTUZrdwpFd1lIS29aSXpqMENBUVlJS29aSXpqMERBUWNEUWdBRUpvMmthaFR4bFdrOHlHcE1YT1NjaW12dzB1U1h5M1lrCnlOc1VMZlI1TWRsUHhGdlkyYXduM0hPMGRrNlhJMStuWVlLUmRwT01DVVBIOXhhZC94QXhCcUFBTUFvR0NDcUcKU000OUJBTUNBMGdBTUVVQ0lIUUdrc2prN3JRck5JQ2tUVU5KVU9VVXFZL1FUY0tDSy9JYURUMTZJemxKQWlFQQpwSVZsbFBDMlVLeTdMandiaE5jVnp5K1FLQlNNTlBCbkMwK0hSdFFDY1NzPQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K';

/** O=system:masters, which the API client signer is never asked for. */
export const mastersRequest = encode(materialOf('masters'));

export const clientSigner = 'kubernetes.io/kube-apiserver-client';

/** A signer that no controller serves. */
export const ourSigner = 'example.com/ours';

export const jsonPatch = { 'content-type': 'application/json-patch+json' };
export const mergePatch = { 'content-type': 'application/merge-patch+json' };

/** A request to a signer that nobody runs; `spec` and `metadata` replace fields. */
export function janes(name: string, spec: object = {}, metadata: object = {}) {
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name, ...metadata },
    spec: {
      request: janesRequest,
      signerName: ourSigner,
      usages: ['digital signature', 'key encipherment', 'client auth'],
      expirationSeconds: 3600,
      ...spec,
    },
  };
}

export const approved = { type: 'Approved', status: 'True', reason: 'Merged', message: 'by the suite' };
export const denied = { type: 'Denied', status: 'True', reason: 'Refused', message: 'by the suite' };
export const failed = { type: 'Failed', status: 'True', reason: 'Broken', message: 'by the suite' };

/** The object with conditions, for a PUT; what else its status holds stays. */
export function withConditions(object: { readonly status?: object }, ...conditions: readonly object[]) {
  return { ...object, status: { ...object.status, conditions } };
}

export function pathOf(name: string, subresource = ''): string {
  const path = `${csrPath}/${encodeURIComponent(name)}`;
  return subresource === '' ? path : `${path}/${subresource}`;
}

/** Creates as submitter, unseen; returns the stored object. */
// biome-ignore lint/suspicious/noExplicitAny: an object of the API
export async function submit(stage: Stage, object: object): Promise<any> {
  return must(await stage.call('submitter', 'POST', csrPath, { body: object }), 201);
}

/** Approves as approver, unseen; returns the stored object. */
// biome-ignore lint/suspicious/noExplicitAny: an object of the API
export async function approve(stage: Stage, object: any): Promise<any> {
  const body = withConditions(object, ...(object.status.conditions ?? []), approved);
  return must(await stage.call('approver', 'PUT', pathOf(object.metadata.name, 'approval'), { body }), 200);
}

export function must({ code, json, text }: Answer, expected: number) {
  if (code !== expected) throw new Error(`${code} instead of ${expected}: ${text}`);
  return json;
}

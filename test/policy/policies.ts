/** Policies for tests, as text. */
import assert from 'node:assert/strict';
import { type PolicyReading, parsePolicy } from '../../src/policy/parse.ts';
import type { Policy } from '../../src/policy/policy.ts';

export const policyPath = '.github/countersign.yaml';

/** Two clusters, a service rule signed by us and a rule for developers signed by the cluster. */
export const soundPolicy = `version: 1
repository: github.com/acme/certs
clusters:
  prod: { kind: upstream, maxLifetime: 30d }
  stage: { kind: upstream }
rules:
  - name: service
    match: { signer: example.com/serving, path: "requests/{cluster}/{namespace}/{name}.yaml" }
    allow:
      commonName: ["{san}"]
      dnsNames: ["{name}", "{name}.{namespace}", "*.{namespace}.svc", "*.*.{namespace}.svc.cluster.local"]
      ipAddresses: ["10.96.0.0/12", "fd00::/8"]
      uris: ["spiffe://acme/ns/{namespace}/sa/*"]
      emailAddresses: ["*@{namespace}.example.com"]
      usages: [digital signature, key encipherment, server auth]
    require: { usages: [server auth], dnsNames: 1 }
    lifetime: { default: 7d, max: 90d }
    authority: serving
  - name: developer
    match: { signer: kubernetes.io/kube-apiserver-client, path: "requests/{cluster}/_users/{user}/{name}.yaml" }
    allow:
      commonName: ["{user}"]
      organizations: ["dev-*", "Acme Ltd"]
      usages: [digital signature, key encipherment, client auth]
    require: { usages: [client auth], commonName: true, requester: "{user}" }
    lifetime: { default: 8h, max: 24h }
authorities:
  serving: { certificate: trust/serving.pem, key: { env: COUNTERSIGN_SERVING_KEY } }
`;

export function readPolicy(text: string): PolicyReading {
  return parsePolicy({ path: policyPath, bytes: Buffer.from(text), mode: null, blob: null });
}

/** The policy of a text that must be sound. */
export function policyOf(text: string = soundPolicy): Policy {
  const { policy, findings } = readPolicy(text);
  assert.ok(policy, JSON.stringify(findings, null, 2));
  return policy;
}

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { formatDuration } from '../../duration.ts';
import type { IssuanceRecord } from '../../pipeline/record.ts';
import type { Narrator } from './narrator.ts';
import type { Stage } from './stage.ts';

/** Every record of the results branch, in path order. Their signatures were checked by the run before. */
export function readRecords({ results }: Stage): readonly IssuanceRecord[] {
  return readdirSync(results, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\/[0-9a-f]+\.json$/.test(name))
    .sort()
    .map((name) => {
      const envelope = JSON.parse(readFileSync(path.join(results, name), 'utf8')) as { payload: string };
      return JSON.parse(Buffer.from(envelope.payload, 'base64').toString()) as IssuanceRecord;
    });
}

/** Shows a person what there is now: for whom, which names, until when, approved by whom. */
export function showRecords(narrator: Narrator, records: readonly IssuanceRecord[]): void {
  for (const { request, certificate, evidence, lifetime, pullRequest } of records) {
    const names = [...request.dnsNames, ...request.ipAddresses];
    const groups = request.organizations.map((name) => `group ${name}`);
    const until = `${certificate.notAfter.slice(0, 16).replace('T', ' ')} UTC`;
    const approvers = evidence?.approvers.map(({ login }) => login).join(', ') ?? 'nobody';
    narrator.say(request.path.replace(/^requests\/|\.yaml$/g, ''));
    narrator.quote(
      [
        `for ${names.length > 0 ? names.join(', ') : [request.commonName, ...groups].join(', ')}`,
        `${formatDuration(lifetime.grantedSeconds)}, until ${until}; approved by ${approvers} in #${pullRequest?.number}`,
      ].join('\n'),
    );
  }
}

/**
 * Has another tool verify every certificate against the bundle that the default branch names; says so where that
 * tool is missing. Returns how many it verified, or null.
 */
export function verifyByOpenssl(stage: Stage, records: readonly IssuanceRecord[]): number | null {
  if (spawnSync('openssl', ['version']).status !== 0) return null;
  const verified = records.filter(({ request, signer }) => {
    const bundle = path.join(
      stage.repository,
      'trust',
      signer.authority === null ? 'demo-client-ca.pem' : 'serving.pem',
    );
    const certificate = `${request.path.replace(/^requests/, 'certificates').replace(/\.yaml$/, '')}.crt`;
    const args = ['verify', '-x509_strict', '-CAfile', bundle, path.join(stage.results, certificate)];
    return spawnSync('openssl', args, { encoding: 'utf8' }).status === 0;
  });
  return verified.length;
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CountersignError, exitStatus } from '../../errors.ts';
import { readCsr } from '../../pki/csr.ts';
import { decodePemBlocks, encodePem } from '../../pki/pem.ts';
import { profileOf } from '../../policy/profile.ts';
import { usageError } from '../args.ts';
import type { Command, Context } from '../command.ts';
import { findPlace, findRule, placeOptions } from '../place.ts';
import { loadWorkPolicy } from '../work-policy.ts';
import { nextSteps, refuseExisting, writeRequest } from '../write-request.ts';

/** `countersign wrap`: a request around a CSR that another tool made. */
export const wrapCommand: Command = {
  usage: 'wrap FILE.csr --as RULE [NAME] [-c CLUSTER] [-n NAMESPACE]',
  examples: [
    { line: 'countersign wrap web-api.csr --as service-serving -n payments', does: 'wrap an openssl CSR' },
    {
      line: 'countersign wrap hsm.der --as service-serving payments/hsm -c prod',
      does: 'DER is fine as well',
    },
  ],
  notes: ['The CSR is taken as it is: only its wrapping changes, as PEM of one CERTIFICATE REQUEST block.'],
  positionals: { min: 1, max: 2 },
  options: {
    as: { type: 'string', value: 'RULE', summary: 'the rule that will judge the request' },
    ...placeOptions,
  },
  run: wrapCsr,
};

async function wrapCsr({ options, positionals, io }: Context): Promise<number> {
  const [file = '', name] = positionals;
  const { root, policy } = loadWorkPolicy(io.cwd);
  const ruleName = options.text('as');
  if (ruleName === null) {
    throw usageError(`which rule? --as ${policy.rules.map((rule) => rule.name).join(' | ')}`, 'wrap');
  }
  const rule = findRule(policy, ruleName);
  const place = findPlace(policy, {
    rule,
    name: name ?? path.basename(file).replace(/\.[a-z0-9]+$/i, ''),
    cluster: options.text('cluster'),
    namespace: options.text('namespace'),
  });
  refuseExisting(root, place.path, options.flag('force'));
  const { signerName, usages, expirationSeconds } = profileOf(rule, place.captures);
  writeRequest(root, place.path, {
    name: place.captures['name'] ?? '',
    csrPem: encodePem('CERTIFICATE REQUEST', loadCsr(path.resolve(io.cwd, file))),
    signerName,
    usages,
    expirationSeconds,
    reason: options.text('reason') ?? undefined,
  });
  io.stdout.write(`Wrote ${place.path}\n\n${nextSteps(place.path)}`);
  return exitStatus.clean;
}

/** The DER of the CSR in a file: PEM of either name, or DER itself; throws `file-unreadable` for anything else. */
function loadCsr(file: string): Uint8Array {
  const bytes = readBytes(file);
  const blocks = decodePemBlocks(bytes);
  if (blocks.some(({ type }) => type.endsWith('PRIVATE KEY'))) {
    throw new CountersignError('file-unreadable', `${file} holds a private key`, {
      hint: 'keep the key where it is used, and give the CSR alone',
    });
  }
  const csrs = blocks.filter(
    ({ type }) => type === 'CERTIFICATE REQUEST' || type === 'NEW CERTIFICATE REQUEST',
  );
  if (csrs.length > 1)
    throw new CountersignError('file-unreadable', `${file} holds ${csrs.length} CSRs, not one`);
  const der = csrs[0]?.der ?? bytes;
  const reading = readCsr(der);
  if (reading.csr === null) {
    throw new CountersignError('file-unreadable', `${file} is no sound CSR: ${reading.fault}`, {
      hint: 'make one with openssl req -new -key KEY -subj /CN=NAME -addext subjectAltName=DNS:NAME',
    });
  }
  return der;
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new CountersignError('file-unreadable', `cannot read ${file}`, { cause });
  }
}

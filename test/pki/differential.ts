/**
 * Holds the CSR reader against Go's own, byte mutation by byte mutation:
 *
 *     cd test/oracle && go build -o /tmp/oracle . && cd ../..
 *     node test/pki/differential.ts /tmp/oracle [mutations per fixture] [seed]
 *
 * Prints every disagreement as a JSON line, ready for `test/vectors/csr/go-verdicts.jsonl`.
 */
import { spawnSync } from 'node:child_process';
import { readCsr } from '../../src/pki/csr.ts';
import { createKey, publicKeyOf } from '../../src/pki/keys.ts';
import { formatName } from '../../src/pki/name.ts';
import { type Fixture, readFixtures } from './fixtures.ts';
import { mutate, requestInfoWith, richRequestInfo, signRequest, variantsOf } from './mutations.ts';

interface GoVerdict {
  readonly id: string;
  readonly ok: boolean;
  readonly error?: string;
  readonly signatureError?: string;
  readonly subject: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly emailAddresses: readonly string[];
}

/** What both readers must agree on. */
interface Verdict {
  readonly fault: string | null;
  readonly subject: string | null;
  readonly names: string | null;
}

const [oracle = '', count = '60', seed = '1'] = process.argv.slice(2);

function ours(der: Uint8Array): Verdict {
  const { csr, fault } = readCsr(der);
  if (csr === null) return { fault: plain(fault ?? ''), subject: null, names: null };
  const values = (kind: string): string[] =>
    csr.sans.flatMap((san) => (san.kind === kind ? [san.value] : []));
  const names = JSON.stringify([values('dns'), values('ip'), values('email')]);
  return { fault: null, subject: known(formatName(csr.subject)), names };
}

function theirs(go: GoVerdict): Verdict {
  const fault = go.error || go.signatureError || null;
  if (fault !== null) return { fault: plain(fault), subject: null, names: null };
  const names = JSON.stringify([go.dnsNames ?? [], go.ipAddresses ?? [], go.emailAddresses ?? []]);
  return { fault: null, subject: known(go.subject), names };
}

/** Types that Go has no name for are printed with their DER, which the decoded value cannot give back. */
function known(subject: string): string {
  return subject.replace(/(^|,)[0-9.]+=[^,]*/g, '');
}

/** Go prints a pointer, the innards of its time parser, and which check of a point failed; nobody depends on those. */
function plain(fault: string): string {
  return fault
    .replace(/tag:0x[0-9a-f]+/, 'tag:0x0')
    .replace(/^(parsing time|asn1: time did not serialize).*$/s, 'parsing time')
    .replace(/^invalid P\d+ ?[Ee]lement encoding$|^P\d+ point not on curve$/, 'point not on curve')
    .replace(/invalid host: ParseAddr.*$/s, 'invalid host');
}

function casesOf(fixture: Fixture): Uint8Array[] {
  const random = randomOf(Number(seed) + fixture.name.length);
  const mutated = Array.from({ length: Number(count) }, () => mutate(fixture.der, random));
  return [fixture.der, ...variantsOf(fixture.der), ...mutated];
}

/** A small generator of pseudo-random numbers in [0, 1) (mulberry32), so that a run can be repeated. */
function randomOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Broken requests whose signature is good, so that what lies in them is compared too. */
function signedCases(): Uint8Array[] {
  const key = createKey('Ed25519');
  const { spki } = publicKeyOf(key);
  const random = randomOf(Number(seed));
  const whole = richRequestInfo(spki);
  const mutated = Array.from({ length: 50 * Number(count) }, () => mutate(whole, random));
  const uris = Array.from({ length: 100 * Number(count) }, () => {
    const parts = Array.from(
      { length: 1 + Math.floor(random() * 9) },
      () => uriParts[Math.floor(random() * uriParts.length)],
    );
    return requestInfoWith(spki, 0x86, Buffer.from(parts.join(''), 'latin1'));
  });
  return [...variantsOf(whole), ...mutated, ...uris].map((tbs) => signRequest(tbs, key));
}

const uriParts = [
  ...[
    'http',
    'https',
    'spiffe',
    'urn',
    ':',
    ':',
    '//',
    '//',
    '/',
    '@',
    '[',
    ']',
    '::1',
    '10.0.0.1',
    'a.b',
    'A.B',
    '%41',
  ],
  ...[
    '%25',
    '%zz',
    '%',
    '%c3',
    '%20',
    ':80',
    ':x',
    '#',
    '?',
    '*',
    '.',
    '..',
    '-',
    '+',
    ' ',
    '"',
    '<',
    '_',
    '!',
    '\x7f',
    '\x00',
  ],
  ...['\t', 'x', '1', 'fe80::1%25en0', '{', '|', '\\', '^', '~', '&', '=', ';', ',', "'", '(', '$'],
];

const cases = [...readFixtures().flatMap((fixture) => casesOf(fixture)), ...signedCases()];
const input = cases.map((der, i) =>
  JSON.stringify({ id: String(i), der: Buffer.from(der).toString('base64') }),
);
const { stdout } = spawnSync(oracle, ['-mode', 'csr'], {
  input: `${input.join('\n')}\n`,
  maxBuffer: 2 ** 30,
});
const verdicts = stdout
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as GoVerdict);
let agreed = 0;
for (const go of verdicts) {
  const der = cases[Number(go.id)] ?? new Uint8Array();
  const expected = theirs(go);
  const found = ours(der);
  if (JSON.stringify(expected) === JSON.stringify(found)) agreed++;
  else
    process.stdout.write(
      `${JSON.stringify({ der: Buffer.from(der).toString('base64'), go: expected, ours: found })}\n`,
    );
}
process.stderr.write(`${agreed} of ${verdicts.length} agree\n`);

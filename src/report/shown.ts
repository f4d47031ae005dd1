/** What `show` tells of a file, decoded: ten lines or so for a person. */
import { plain } from './escape-terminal.ts';
import { createStyle, labelled } from './layout.ts';
import { count, describeSeconds, formatDate, listWords } from './words.ts';

interface ShownKey {
  readonly key: string;
  /** Lower-case hex SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiSha256: string;
}

interface ShownIdentity {
  /** The subject as one line: `CN=alice,O=dev-web`. */
  readonly subject: string;
  readonly names: readonly string[];
  readonly groups: readonly string[];
}

/** A request or a bare CSR; what a CSR does not say is null. */
export interface ShownRequest extends ShownIdentity, ShownKey {
  readonly kind: 'request' | 'csr';
  readonly signatureAlgorithm: string;
  /** Names of the extensions asked for, beside the names themselves. */
  readonly extensions: readonly string[];
  readonly sha256: string;
  readonly signerName: string | null;
  readonly usages: readonly string[] | null;
  readonly expirationSeconds: number | null;
  readonly reason: string | null;
  /** Findings that block, which `validate` explains. */
  readonly errors: number;
}

export interface ShownCertificate extends ShownIdentity, ShownKey {
  readonly kind: 'certificate';
  readonly issuer: string;
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly usages: readonly string[];
  readonly isCa: boolean;
  readonly sha256: string;
  /** Further certificates in the file: intermediates. */
  readonly further: number;
}

export type Shown = ShownRequest | ShownCertificate;

interface ShowOptions {
  readonly colour: boolean;
  readonly columns: number;
  readonly now: Date;
}

/** Formats what was decoded as labelled lines; the first says what it is and whom for. */
export function formatShown(shown: Shown, options: ShowOptions): string {
  const style = createStyle(options);
  const rows = shown.kind === 'certificate' ? certificateRows(shown, options.now) : requestRows(shown);
  const told = rows.filter(([, text]) => text !== '');
  return `${[style.bold(titleOf(shown)), ...labelled(style, told)].join('\n')}\n`;
}

type Row = readonly [string, string];

function titleOf(shown: Shown): string {
  const [first] = shown.names;
  const whom = plain(first ?? shown.subject ?? '') || 'nobody in particular';
  const more = shown.names.length > 1 ? ` and ${count(shown.names.length - 1, 'more name')}` : '';
  if (shown.kind === 'certificate')
    return `A ${shown.isCa ? 'CA certificate' : 'certificate'} for ${whom}${more}`;
  return shown.kind === 'csr'
    ? `A CSR for ${whom}${more}, signed by its own key`
    : `A request for ${whom}${more}`;
}

const list = (values: readonly string[]): string => values.map((value) => plain(value)).join(', ');

function identityRows({ subject, names, groups, key, spkiSha256 }: ShownIdentity & ShownKey): Row[] {
  return [
    ['Subject', plain(subject) || 'empty'],
    ['Names', list(names)],
    [groups.length === 1 ? 'Group' : 'Groups', list(groups)],
    ['Key', key],
    ['Key SHA-256', spkiSha256],
  ];
}

function requestRows(shown: ShownRequest): Row[] {
  const { signerName, usages, expirationSeconds, reason, errors } = shown;
  return [
    ...identityRows(shown),
    ['Signature', `${plain(shown.signatureAlgorithm)}, verified`],
    ['Asks for', list(shown.extensions)],
    ['Signer', plain(signerName ?? '')],
    ['Usages', list(usages ?? [])],
    ['Lifetime', expirationSeconds === null ? '' : describeSeconds(expirationSeconds)],
    ['Reason', reason === null ? '' : `the requester says: ${plain(reason)}`],
    ['CSR SHA-256', shown.sha256],
    ['Faults', errors === 0 ? '' : `${count(errors, 'error')}; countersign validate explains them`],
  ];
}

function certificateRows(shown: ShownCertificate, now: Date): Row[] {
  return [
    ...identityRows(shown),
    ['Usages', list(shown.usages)],
    ['Signed by', plain(shown.issuer)],
    ['Valid', `${formatDate(shown.notBefore, true)} to ${formatDate(shown.notAfter, true)}`],
    ['', standing(shown, now)],
    ['Serial', shown.serial],
    ['SHA-256', shown.sha256],
    ['Chain', shown.further === 0 ? '' : `${count(shown.further, 'further certificate')} in the file`],
  ];
}

/** Where a moment lies in a certificate's life, in words that are exact to the largest unit. */
function standing({ notBefore, notAfter }: ShownCertificate, now: Date): string {
  const seconds = Math.floor((notAfter.getTime() - now.getTime()) / 1000);
  if (now < notBefore) return 'not valid yet';
  return seconds < 0 ? `expired ${roughly(-seconds)} ago` : `${roughly(seconds)} left`;
}

function roughly(seconds: number): string {
  const [large = ''] = describeSeconds(seconds).split(' (');
  return listWords(large.split(' ').slice(0, 2)).replace(' and ', ' ');
}

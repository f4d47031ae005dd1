import { type Case, cn, manifest, single } from './cases.ts';
import { makeCsr, pemOf } from './csr-builder.ts';

/** PEM and base64 around a good CSR. */
export function envelopeCases(): Case[] {
  const der = makeCsr({ subject: single(cn('jane')) });
  const pem = pemOf(der);
  const base64 = Buffer.from(pem).toString('base64');
  const texts: (readonly [string, string])[] = [
    ['wrapped', base64.replace(/(.{60})/g, '$1\n')],
    ['wrapped CRLF', base64.replace(/(.{60})/g, '$1\r\n')],
    ['blank', `${base64.slice(0, 8)} ${base64.slice(8)}`],
    ['tab', `${base64}\t`],
    ['line feed after', `${base64}\n`],
    ['no padding', base64.replace(/=+$/, '')],
    ['one digit short', base64.slice(0, -1)],
    ['one digit more', `${base64}A`],
    ['padding more', `${base64}=`],
    ['padding inside', `${base64.slice(0, 4)}YQ==${base64}`],
    ['padding split', base64.replace(/==?$/, (pad) => pad.split('').join('\n'))],
    ['url alphabet', base64.replace(/[+/A]/g, '-')],
    ['umlaut', `ä${base64}`],
    ['only =', '='],
    ['a=', 'a='],
    ['ab=', 'ab='],
    ['ab=c', 'ab=c'],
    ['ab=\\n=', 'ab=\n='],
    ['abc=x', 'abc=x'],
    ['a', 'a'],
    ['ab', 'ab'],
    ['abc', 'abc'],
    ['ab\\nc', 'ab\nc'],
    ['unused bits', 'YR=='],
    ['raw PEM', pem],
    ['DER', der.toString('base64')],
    ['twice', Buffer.from(base64).toString('base64')],
    ['text before', Buffer.from(`x\n${pem}`).toString('base64')],
    ['text after', Buffer.from(`${pem}x`).toString('base64')],
    ['other type', Buffer.from(pemOf(der, 'NEW CERTIFICATE REQUEST')).toString('base64')],
    ['two blocks', Buffer.from(pem + pem).toString('base64')],
    ['certificate first', Buffer.from(pemOf(der, 'CERTIFICATE') + pem).toString('base64')],
    ['headers', Buffer.from(pem.replace('\n', '\nA: b\n\n')).toString('base64')],
    ['CRLF', Buffer.from(pem.replaceAll('\n', '\r\n')).toString('base64')],
    ['tail in DER', Buffer.from(pemOf(Buffer.concat([der, der]))).toString('base64')],
    ['cut DER', Buffer.from(pemOf(der.subarray(0, -3))).toString('base64')],
    ['flipped bit', Buffer.from(pemOf(Buffer.from(der).fill(0, der.length - 1))).toString('base64')],
  ];
  return texts.map(([title, request]) => ({ title: `request: ${title}`, document: manifest({ request }) }));
}

/** Subject alternative names of every form, good and bad, for each signer. */
import { type Case, cn, kubeletClient, manifest, o, serving, single } from './cases.ts';
import { type CsrPlan, oid, requestOf, tlv } from './csr-builder.ts';

export function sanCases(): Case[] {
  const text = (tag: number, value: string) => [tag, Buffer.from(value)] as const;
  const uris = [
    'spiffe://td/x',
    'urn:a:b',
    'HTTP://Example.COM/A',
    'http://a b/',
    'http://[::1]/',
    'http://[::1',
    'http://a:99999/',
    'http://a:/',
    'http://a./',
    'http://.a/',
    'http://a..b/',
    'http://u:p@h/',
    'http://a/%zz',
    'http://a/%7e',
    '',
    '%',
    ':',
    'a',
    '//h/p',
    'mailto:x@y',
    'http://ä/',
    'http://a_b/',
    'http://-a/',
    'http://1.2.3.4/',
    `http://${'a'.repeat(64)}/`,
    'http://a/?q#f',
  ];
  const dns = [
    '',
    '.',
    'a',
    '*.a',
    'a.',
    '.a',
    'A.b',
    'a_b',
    '1.2.3.4',
    'a b',
    'ä',
    'a\0b',
    '*',
    'a..b',
    'x'.repeat(300),
  ];
  const emails = ['', 'a', 'a@b', '"a b"@c', 'ä@b', '@'];
  const plans: (readonly [string, CsrPlan['sans']])[] = [
    ...uris.map((uri) => [`URI ${uri.slice(0, 24)}`, [text(6, uri)]] as const),
    ...dns.map((name) => [`DNS ${name.slice(0, 24)}`, [text(2, name)]] as const),
    ...emails.map((email) => [`email ${email}`, [text(1, email)]] as const),
    ...[0, 1, 3, 4, 5, 8, 15, 16, 17].map((size) => [`IP of ${size}`, [[7, Buffer.alloc(size, 1)]]] as const),
    ['IPv4 in IPv6', [[7, Buffer.from('00000000000000000000ffff0a000001', 'hex')]]],
    ['IPv6', [[7, Buffer.from('20010db8000000000000000000000001', 'hex')]]],
    [
      'other name',
      [[0, Buffer.concat([oid('1.3.6.1.4.1.311.20.2.3'), tlv(0xa0, tlv(12, Buffer.from('u@x')))])]],
    ],
    ['directory name', [[4, tlv(0x30)]]],
    ['registered ID', [[8, Buffer.from([42, 3, 4])]]],
    [
      'all mixed',
      [
        text(6, 'urn:a'),
        text(1, 'a@b'),
        [7, Buffer.from([1, 2, 3, 4])],
        text(2, 'b'),
        text(2, 'a'),
        [8, Buffer.from([42])],
      ],
    ],
    ['unknown tag', [[15, Buffer.from('x')]]],
  ];
  return plans.flatMap(([title, sans = []]) => {
    const node = requestOf({ subject: single(cn('system:node:n'), o('system:nodes')), sans });
    return [
      {
        title: `client SAN: ${title}`,
        document: manifest({ request: requestOf({ subject: single(cn('x')), sans }) }),
      },
      {
        title: `serving SAN: ${title}`,
        document: manifest({
          request: node,
          signerName: serving,
          usages: ['digital signature', 'server auth'],
        }),
      },
      {
        title: `kubelet client SAN: ${title}`,
        document: manifest({
          request: node,
          signerName: kubeletClient,
          usages: ['digital signature', 'client auth'],
        }),
      },
    ];
  });
}

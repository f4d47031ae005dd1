/** What signers decide and write: usages, durations, subjects, names, extensions. */
import { usageWords } from '../../../src/pki/usages.ts';
import { type Case, cn, foreign, manifest, o, serving, single } from './cases.ts';
import { type CsrPlan, oid, requestOf, tlv } from './csr-builder.ts';
import { envelopeCases } from './envelope-cases.ts';
import { sanCases } from './san-cases.ts';
import { subjectCases } from './subject-cases.ts';

/** Every usage for every signer, durations at the edges, subjects and names of every form. */
export function signingCases(): Case[] {
  const node = requestOf({
    subject: single(cn('system:node:n1'), o('system:nodes')),
    sans: [[2, Buffer.from('n1')]],
  });
  const usageCases = usageWords.flatMap((usage) => [
    {
      title: `client and ${usage}`,
      document: manifest({ usages: ['client auth', usage === 'client auth' ? 'key encipherment' : usage] }),
    },
    { title: `foreign ${usage}`, document: manifest({ usages: [usage], signerName: foreign }) },
    {
      title: `kubelet serving and ${usage}`,
      document: manifest({
        request: node,
        signerName: serving,
        usages: ['digital signature', 'server auth', usage],
      }),
    },
  ]);
  const seconds = [
    599, 600, 601, 1200, 28_499, 28_500, 28_799, 28_800, 28_801, 31_535_999, 31_536_000, 31_536_001,
  ];
  return [
    ...usageCases,
    ...seconds.map((expirationSeconds) => ({
      title: `${expirationSeconds} seconds`,
      document: manifest({ expirationSeconds }),
    })),
    { title: 'no lifetime', document: manifest({ expirationSeconds: undefined }) },
    ...subjectCases(),
    ...sanCases(),
    ...extensionCases(),
    ...envelopeCases(),
  ];
}

function extensionCases(): Case[] {
  const san = tlv(0x30, tlv(0x82, Buffer.from('a')));
  const lists: (readonly [string, NonNullable<CsrPlan['extensions']>])[] = [
    ['CA flag', [['2.5.29.19', true, tlv(0x30, tlv(1, Buffer.from([0xff])))]]],
    ['no CA', [['2.5.29.19', true, tlv(0x30)]]],
    ['key usage', [['2.5.29.15', true, tlv(3, Buffer.from([5, 0xa0]))]]],
    ['extended key usage', [['2.5.29.37', false, tlv(0x30, oid('1.3.6.1.5.5.7.3.1'))]]],
    ['unknown critical', [['1.2.3.4', true, tlv(5)]]],
    [
      'two SAN',
      [
        ['2.5.29.17', false, san],
        ['2.5.29.17', false, san],
      ],
    ],
    ['critical SAN', [['2.5.29.17', true, san]]],
    ['SAN not DER', [['2.5.29.17', false, Buffer.from('x')]]],
    ['SAN empty', [['2.5.29.17', false, tlv(0x30)]]],
    ['SAN with a tail', [['2.5.29.17', false, Buffer.concat([san, san])]]],
    [
      'unknown twice',
      [
        ['1.2.3.4', false, tlv(5)],
        ['1.2.3.4', false, tlv(5)],
      ],
    ],
  ];
  return lists.map(([title, extensions]) => ({
    title: `extension: ${title}`,
    document: manifest({ request: requestOf({ subject: single(cn('jane')), extensions }) }),
  }));
}

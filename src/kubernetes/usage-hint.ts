import { isUsage, type Usage, usageWords } from '../pki/usages.ts';

/** Names that X.509, OpenSSL and other tools use for the usages of Kubernetes. */
const foreign: Readonly<Record<string, Usage>> = {
  'tls server': 'server auth',
  'tls web server authentication': 'server auth',
  'server authentication': 'server auth',
  'tls client': 'client auth',
  'tls web client authentication': 'client auth',
  'client authentication': 'client auth',
  'non repudiation': 'content commitment',
  'key cert sign': 'cert sign',
  'certificate sign': 'cert sign',
  'time stamping': 'timestamping',
  smime: 's/mime',
};

/** The usage that somebody meant who wrote `serverAuth`, `digital_signature` or `Server Auth`; null when unclear. */
export function meantUsage(text: string): Usage | null {
  const spaced = text
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_\s-]+/g, ' ')
    .toLowerCase();
  if (isUsage(spaced)) return spaced;
  if (Object.hasOwn(foreign, spaced)) return foreign[spaced] ?? null;
  const dense = spaced.replaceAll(' ', '');
  return usageWords.find((word) => word.replaceAll(' ', '') === dense) ?? null;
}

/** Takes out of answers what differs from run to run, so that two clusters can be compared. */
import { createHash } from 'node:crypto';

type Rule = readonly [RegExp, string | ((match: string) => string)];

/** Applied to every text. Times before 2021 were set by a scenario, and stay. */
const textRules: readonly Rule[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\b20(2[1-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>'],
  [/(generated-|xxx|\ba\/)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1<suffix>'],
  [/X509SHA256=[0-9a-f]{64}/g, 'X509SHA256=<digest>'],
  [/(too old resource version: \d+) \(\d+\)/g, '$1 (<version>)'],
  [/(ResourceVersion in record) \(\d+\)/g, '$1 (<version>)'],
  // What a parser says of a text that it cannot read, or has not got a kind for, is its own affair.
  [
    /(json parse error: |error decoding patch: |error decoding YAML: |\byaml: |continue key is not valid: ).*$/s,
    '$1<parser>',
  ],
  [/(cannot be handled as a \w+: |^)(no kind|converting) .*$/s, '$1<no such kind>'],
  [/unexpected GroupVersion string: .*$/s, 'unexpected GroupVersion string: <parser>'],
  [/(patch: )?Invalid value: \\?"\{.*\}\\?": (no kind|json:).*$/s, '$1Invalid value: <object>'],
  // Go tells nothing from an empty text here, and JSON decoded for us does not.
  [/Invalid value: (null|\\?"\\?"): PEM block/g, 'Invalid value: <nothing>: PEM block'],
  // The control plane of the tests is linked in another way, which shows in this name.
  [/in scheme \\?"[^"\\]*\\?"/g, 'in scheme <scheme>'],
  [/(Too large resource version: \d+, current:) \d+/g, '$1 <version>'],
  [/[A-Za-z0-9+/]{120,}={0,2}/g, digest],
  [/a{80,}|x{80,}/g, (run) => `<${run[0]} × ${run.length}>`],
];

function digest(text: string): string {
  if (/^(.)\1*$/.test(text)) return `<${text[0]} × ${text.length}>`;
  return `<${text.length} base64 ${createHash('sha256').update(text).digest('hex').slice(0, 12)}>`;
}

/** Fields whose value is the server's own affair. */
const fieldRules: Readonly<Record<string, (value: unknown) => unknown>> = {
  resourceVersion: (value) => (value === '' ? '' : '<version>'),
  continue: () => '<token>',
};

/** The value without what differs; `aliases` are further texts and what to call them. */
export function normalise(value: unknown, aliases: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return normaliseText(value, aliases);
  if (Array.isArray(value)) return value.map((item) => normalise(item, aliases));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // Who set which field is bookkeeping for server-side apply, which is compared by what it does.
      .filter(([key]) => key !== 'managedFields')
      .map(([key, item]) => [
        normaliseText(key, aliases),
        fieldRules[key] === undefined ? normalise(item, aliases) : fieldRules[key](item),
      ]),
  );
}

function normaliseText(text: string, aliases: ReadonlyMap<string, string>): string {
  let result = text;
  for (const [from, to] of aliases) result = result.replaceAll(from, to);
  for (const [form, to] of textRules) {
    result = typeof to === 'string' ? result.replace(form, to) : result.replace(form, to);
  }
  return result;
}

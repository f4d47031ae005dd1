/** Kubernetes' rules for names, in its words (`apimachinery/pkg/util/validation`, `pkg/api/validate/content`). */
import { byteLength } from './go-text.ts';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const labelKey = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${labelKey})?`;

const labelPattern = new RegExp(`^${label}$`);
const subdomainPattern = new RegExp(`^${subdomain}$`);
const labelKeyPattern = new RegExp(`^${labelKey}$`);
const labelValuePattern = new RegExp(`^${labelValue}$`);

const consists = (what: string, signs: string) =>
  `${what} must consist of ${signs}, and must start and end with an alphanumeric character`;
const labelText = consists('a lowercase RFC 1123 label', "lower case alphanumeric characters or '-'");
const subdomainText = consists(
  'a lowercase RFC 1123 subdomain',
  "lower case alphanumeric characters, '-' or '.'",
);
const keyText = consists('', "alphanumeric characters, '-', '_' or '.'").trimStart();
const valueText = consists(
  'a valid label',
  "an empty string or consist of alphanumeric characters, '-', '_' or '.'",
).replace('must consist of an empty string', 'must be an empty string');

/** Both packages count octets; one of them calls them characters. */
function maxLength(value: string, limit: number, unit: 'bytes' | 'characters'): string[] {
  return byteLength(value) > limit ? [`must be no more than ${limit} ${unit}`] : [];
}

function pattern(text: string, source: string, examples: readonly string[]): string {
  const quoted = examples.map((example) => `'${example}', `).join(' or ');
  return `${text} (e.g. ${quoted}regex used for validation is '${source}')`;
}

/** What is wrong with a DNS label (RFC 1123): nothing, or one or two sentences. */
export function dnsLabelFaults(value: string): string[] {
  const faults = maxLength(value, 63, 'characters');
  if (labelPattern.test(value)) return faults;
  if (subdomainPattern.test(value)) return [...faults, 'must not contain dots'];
  return [...faults, pattern(labelText, label, ['my-name', '123-abc'])];
}

/** What is wrong with a DNS subdomain (RFC 1123). */
export function dnsSubdomainFaults(value: string, unit: 'bytes' | 'characters' = 'characters'): string[] {
  const faults = maxLength(value, 253, unit);
  return subdomainPattern.test(value)
    ? faults
    : [...faults, pattern(subdomainText, subdomain, ['example.com'])];
}

/** What is wrong with a label key, an annotation key (given in lower case) or a finalizer: `prefix/name`. */
export function qualifiedNameFaults(value: string): string[] {
  const parts = value.split('/');
  const rule = pattern(keyText, labelKey, ['MyName', 'my.name', '123-abc']);
  if (parts.length > 2) {
    return [
      `a valid label key ${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const faults = parts.length === 2 ? prefixFaults(parts[0] ?? '') : [];
  const name = parts.at(-1) ?? '';
  if (name === '') faults.push('name part must be non-empty');
  faults.push(...maxLength(name, 63, 'bytes').map((fault) => `name part ${fault}`));
  if (!labelKeyPattern.test(name)) faults.push(`name part ${rule}`);
  return faults;
}

function prefixFaults(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  return dnsSubdomainFaults(prefix, 'bytes').map((fault) => `prefix part ${fault}`);
}

/** What is wrong with a label's value. */
export function labelValueFaults(value: string): string[] {
  const faults = maxLength(value, 63, 'bytes');
  if (labelValuePattern.test(value)) return faults;
  return [...faults, pattern(valueText, labelValue, ['MyValue', 'my_value', '12345'])];
}

/** What is wrong with an object's name as a segment of a URL path: `.`, `..`, `/`, `%`. */
export function pathSegmentFaults(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return pathSegmentPrefixFaults(name);
}

/** As `pathSegmentFaults`, for a `generateName`. */
export function pathSegmentPrefixFaults(name: string): string[] {
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`);
}

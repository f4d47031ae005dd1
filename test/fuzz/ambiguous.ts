/** When nothing is predicted on purpose: the finding that says so, and why no prediction could be relied on. */
import type { Finding } from '../../src/finding.ts';
import type { FindingCode } from '../../src/finding-codes.ts';

/**
 * Every reason not to predict. The first of these found in a reading names its class; a reading without
 * prediction and without any of these is a disagreement.
 */
export const ambiguousClasses: Readonly<Partial<Record<FindingCode, string>>> = {
  'file.too-large': 'we read 64 KiB, the API server 3 MiB',
  'file.not-utf8': 'UTF-16 is read by Kubernetes and by no reviewer',
  'yaml.too-deep': 'we read 100 levels, Kubernetes 10,000',
  'yaml.too-many-aliases': 'we expand a megabyte, Kubernetes counts otherwise',
  'yaml.several-documents': 'kubectl creates each document, the API server reads the first',
  'yaml.document-marker': 'kubectl drops what stands on the line of a marker',
  'yaml.directive': 'kubectl cuts the text without regard to directives',
  'yaml.not-json': 'kubectl reads JSON where others read YAML',
  'yaml.merge-key': 'only YAML 1.1 knows merge keys',
  'yaml.tag': 'readers resolve tags by different schemas',
  'yaml.anchor': 'the name of the anchor is one that only some readers allow',
  'yaml.alias': 'the name of the alias is one that only some readers allow',
  'yaml.ambiguous-value': 'YAML 1.1, YAML 1.2 and Kubernetes read another value',
  'request.expiration-format': 'said of a lifetime in place of yaml.ambiguous-value',
  'yaml.key-not-text': 'a key that is no text becomes one in Kubernetes only',
  'yaml.escape': 'readers differ on the escape',
  'yaml.tab': 'some readers stop at a tab between values',
  'yaml.line-break': 'YAML 1.1 has line breaks that 1.2 has not',
  'yaml.syntax': 'our parser refuses what that of Kubernetes may let pass',
};

/** The class of a reading without prediction, or null where no finding explains it. */
export function ambiguityClass(findings: readonly Finding[]): FindingCode | null {
  const codes = new Set(findings.map(({ code }) => code));
  const known = Object.keys(ambiguousClasses) as FindingCode[];
  return known.find((code) => codes.has(code)) ?? null;
}

/** Forms of text that policy uses in several places. */

/** A label of a DNS name (RFC 1123 section 2.1), lower case. */
const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';

/** `spec.signerName`: a domain of at least two labels, a slash, a path (`k8s.io` validation of signer names). */
export const signerNameForm = new RegExp(`^${label}(\\.${label})+/[a-z0-9]([a-z0-9.-]{0,315}[a-z0-9])?$`);

/** A layout of request files: in each segment at most one capture, or stars, never both. */
export const capturePathForm =
  /^(?!.*\*\*)requests(\/([a-z0-9_.*-]+|[a-z0-9_.-]*\{[a-z]+\}[a-z0-9_.-]*))+(?<=\.yaml)$/;

/** Environment variables a key may be read from: never `GITHUB_TOKEN` or another job's secret. */
const envKeyForm = /^COUNTERSIGN_[A-Z0-9_]+_KEY$/;

/** A file below `trust/`, the folder whose every change must be approved (a governing file). */
export function trustPath<About extends string>(about: About) {
  return {
    kind: 'text',
    about,
    pattern: /^trust(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+$/,
    form: 'a file under trust/',
    example: 'trust/ca.pem',
  } as const;
}

/** A pattern of names: text, stars that do not touch, captures in braces. */
export function namePattern<About extends string>(
  about: About,
  characters: string,
  form: string,
  example: string,
) {
  return {
    kind: 'text',
    about,
    pattern: new RegExp(`^(?!.*\\*\\*)(${characters}|\\*|\\{[a-z]+\\})+$`),
    form,
    example,
  } as const;
}

/** The name of a cluster, as paths capture it. */
export function clusterName() {
  return {
    kind: 'text',
    about: 'Name of a cluster in `clusters`.',
    pattern: /^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/,
    form: 'the name of a cluster',
    example: 'prod',
  } as const;
}

/** An environment variable a key is read from. */
export function envKey<About extends string>(about: About) {
  return {
    kind: 'text',
    about,
    pattern: envKeyForm,
    form: 'an environment variable named COUNTERSIGN_…_KEY',
    example: 'COUNTERSIGN_RECORD_KEY',
  } as const;
}

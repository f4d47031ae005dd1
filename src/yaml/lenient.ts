/** Where our parser stops and that of Kubernetes (`go.yaml.in/yaml/v2`) may read on. */

interface Stop {
  /** The parser's reason. */
  readonly reason: string;
  /** The line where it stopped. */
  readonly line: string;
  /** All that stands before that line. */
  readonly before: string;
  /** All that stands before the place itself. */
  readonly upTo: string;
}

/** Whether the parser of Kubernetes may read a text nevertheless; then nothing is said of what it would do. */
export function isLenient(stop: Stop): boolean {
  const { reason, line, upTo } = stop;
  // Comments touch what they follow; more characters break lines; only the first document is looked at.
  if (/["'[\]{},]#/.test(line) || /[\u0085\u2028\u2029]/.test(upTo + line)) return true;
  if (/\n(?:---|\.\.\.)\s/.test(upTo.replace(/^(?:[ \t]*(?:#.*)?\r?\n)*---/, ''))) return true;
  return leniencies.some(([said, isSo]) => said.test(reason) && isSo(stop));
}

/** What our parser says of a sign that no text may hold, and says before it reads anything. */
export const isAboutSign = /^null byte|non-printable/;

/** What the parser says, and when Kubernetes does not mind. */
const leniencies: readonly (readonly [reason: RegExp, isSo: (stop: Stop) => boolean])[] = [
  // What follows a whole root is not looked at, and quoted text and brackets may hang back.
  [/^end of the stream|^deficient indentation/, () => true],
  // A quoted text before a colon without blank is a whole root when it is the first thing there is.
  [/^a whitespace character is expected/, ({ before }) => !/^[^#\s-]/m.test(before)],
  [/^unknown escape/, ({ line }) => line.includes("\\'")],
  // In brackets a lone dash, and a text that ends in a colon, are plain texts.
  [/flow collection|^expected the node/, ({ line }) => /-\s*[,\]}]|:[,\]}]/.test(line)],
  // So may what an anchor or a tag at the end of a line is for.
  [/flow collection/, ({ before }) => /[&!][^\s,[\]{}]*(?:\s|#.*\n)*$/.test(before.slice(-200))],
  [/^tag /, () => true],
  [/^expected ':'/, ({ line }) => /[*&]\S*:/.test(line)],
  [/^bad indentation/, ({ line }) => /&\S*:|^\s*[|>][-+0-9]*\s*$|^\s*#/.test(line)],
  [/^a line break is expected/, ({ line }) => /[|>]\S*#/.test(line)],
  // Signs are looked at when the parser comes to them; behind a root in brackets it does not.
  [isAboutSign, ({ upTo }) => /[\]}]\s*$/.test(upTo)],
];

/** Turns a field path of the API server (`spec.usages[1]`) into an RFC 6901 pointer (`/spec/usages/1`). */
export function fieldPointer(field: string): string {
  if (field === '') return '';
  const steps = field.replace(/\[(\d+)\]/g, '.$1').split('.');
  return steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Whether one pointer is the other or lies above it. The root lies above all. */
export function pointerCovers(upper: string, lower: string): boolean {
  return lower === upper || lower.startsWith(`${upper}/`);
}

const paths = [/Go struct field [^.]*\.(\S+) of type/, /unknown field "((?:[^"\\]|\\.)*)"/] as const;

/** The place that a 400 speaks of, as far as its message says; null where it does not. */
export function faultPointer(message: string): string | null {
  if (message.includes('illegal base64 data')) return '/spec/request';
  for (const pattern of paths) {
    const field = pattern.exec(message)?.[1];
    if (field !== undefined) return fieldPointer(field);
  }
  return null;
}

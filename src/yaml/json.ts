const opening = /^\s*\{/;
const space = /^\s/;

/**
 * Offset at which a text stops being JSON though it begins as kubectl expects of JSON, with `{` after nothing but
 * white space (`k8s.io/apimachinery/pkg/util/yaml`, hasJSONPrefix); null where it is JSON or need not be.
 */
export function findNotJson(text: string): number | null {
  // A byte order mark is white space to JavaScript only: kubectl reads YAML behind it.
  if (!opening.test(text) || text.startsWith('\ufeff')) return null;
  try {
    JSON.parse(text);
    return null;
  } catch {
    return firstOddity(text) ?? text.search(/\S/);
  }
}

/** The first text that is no token of JSON, or closes or repeats behind a comma; faults of another order are rare. */
function firstOddity(text: string): number | null {
  const token =
    /\s+|[{}[\],:]|"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;
  let before = '';
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found === undefined || (before === ',' && /^[\]},]$/.test(found))) return at;
    if (!space.test(found)) before = found;
  }
  return null;
}

// What of a file dmn-js does not understand and would drop on saving: such a file is not opened.

/** The names of elements that a parse warned of, each once. */
export function lost(warnings) {
  const texts = warnings.map((warning) => warning?.message ?? String(warning));
  return [...new Set(texts.map((text) => /<([^>]+)>/.exec(text)?.[1] ?? text))];
}

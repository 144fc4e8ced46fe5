/** `{name}` in a word of a command; any other brace stands for itself. */
const PLACEHOLDER = /\{([a-z]+)\}/gi

/** Names of the placeholders in the words of a command, each once. */
export function placeholdersIn(words: readonly string[]): string[] {
  return [...new Set(words.flatMap((word) => Array.from(word.matchAll(PLACEHOLDER), ([, name = '']) => name)))]
}

/**
 * Words with their placeholders filled. A value at the beginning of a word is never taken for an option by the program:
 * one that starts with a hyphen becomes `./-…`. Names without a value stay as they are.
 */
export function fillPlaceholders(words: readonly string[], values: Readonly<Record<string, string>>): string[] {
  return words.map((word) =>
    word.replace(PLACEHOLDER, (whole: string, name: string, at: number) => {
      const value = Object.hasOwn(values, name) ? (values[name] ?? whole) : whole
      return at === 0 && value.startsWith('-') ? `./${value}` : value
    }),
  )
}

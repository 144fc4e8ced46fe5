/** What a command line runs in: Node's `process` has this shape, and so has a test's stand-in. */
export interface Host {
  /** Node, script, then what the user wrote. */
  argv: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  cwd(): string
  stdout: Output
  stderr: Output
}

/** Where text goes; `columns` is the width of a terminal. */
export interface Output {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}

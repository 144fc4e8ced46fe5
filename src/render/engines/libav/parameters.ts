/** What one run is asked for, in the words of ffmpeg's command line. */
export interface Order {
  /** What stands before the input: of the run as a whole, and of how the film is read. */
  input: Options
  /** URL of the film. */
  url: string
  /** Filters from one film to all outputs, where those are not given by each. */
  filters?: string
  outputs: readonly Output[]
}

export interface Output {
  /** A path relative to the working folder, `pipe:1`, or `-` for nothing. */
  name: string
  options: Options
}

/**
 * Values by name, without the kind of stream: every output has one. Some say what is so anyway: nothing is read from stdin
 * (`nostdin`) or taken over from the source (`map_metadata`, `map_chapters`), and only errors are printed (`loglevel`). `max_alloc`
 * and `timelimit` are for ffmpeg's own program; memory and time of this one are bounded by the process that started it.
 */
export type Options = ReadonlyMap<string, string>

/** Those that stand alone. */
const FLAGS: ReadonlySet<string> = new Set(['nostdin', 'hide_banner', 'n', 'copyts', 'start_at_zero', 'noaccurate_seek'])

/**
 * Reads parameters as the engine for ffmpeg writes them: options of the input, `-i` and its URL, then options and the name of
 * each output. Throws where they are cut off.
 */
export function readOrder(parameters: readonly string[]): Order {
  let options = new Map<string, string>()
  let input: { input: Options; url: string } | undefined
  let filters: string | undefined
  const outputs: Output[] = []
  for (let at = 0; at < parameters.length; at++) {
    const word = parameters[at] ?? ''
    const name = word === '-' ? undefined : /^-([a-z].*)$/i.exec(word)?.[1]?.replace(/:[va]$/, '')
    if (name === undefined) {
      outputs.push({ name: word, options })
      options = new Map()
      continue
    }
    const value = FLAGS.has(name) ? '' : parameters[++at]
    if (value === undefined) throw new Error(`-${name} has no value`)
    if (name === 'i') {
      input = { input: options, url: value }
      options = new Map()
    } else if (name === 'filter_complex') filters = value
    else options.set(name, value)
  }
  if (!input) throw new Error('there is no input')
  return { ...input, outputs, ...(filters !== undefined && { filters }) }
}

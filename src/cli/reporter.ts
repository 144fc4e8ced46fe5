import type { Problem } from '../types.js'
import type { Host } from './host.js'
import { createPaint, type Paint } from './paint.js'
import type { Report } from './reports.js'
import { printable, tableLines, type Column } from './table.js'

/**
 * How a command speaks. It always says everything in both ways: as text through `line`, `table`, `problem`, and as
 * data, once, through `data`. One of the two is heard.
 */
export interface Reporter {
  readonly paint: Paint
  line(text?: string): void
  /** `rows` are made only when somebody reads them. */
  table(columns: readonly Column[], rows: () => readonly (readonly string[])[]): void
  problem(problem: Problem): void
  /** Something to know beside the output, on the error output: who pastes or pipes the output does not want it there. */
  note(text: string): void
  /** The one JSON document of `--json`. */
  data(report: Report): void
  /** A document in a form of its own, instead of everything else. */
  document(text: string): void
  /** Why the command could not be carried out: on the error output, or as `{ "error": …, "errors": […] }`. */
  failure(problems: readonly [Problem, ...Problem[]]): void
}

/** Speaks to people: findings and tables on the standard output, failures on the error output. */
export function createTextReporter(host: Host): Reporter {
  const { stdout, stderr, env } = host
  const paint = createPaint(stdout, env)
  const line = (text = ''): void => void stdout.write(`${text}\n`)
  return {
    paint,
    line,
    table(columns, rows) {
      const [header = '', ...lines] = tableLines(columns, rows(), stdout.isTTY ? stdout.columns : undefined)
      line(paint.bold(header))
      for (const text of lines) line(text)
    },
    problem: (problem) => line(problemText(problem, paint)),
    note: (text) => void stderr.write(`${createPaint(stderr, env).dim(printable(text))}\n`),
    data: () => undefined,
    document: (text) => void stdout.write(text),
    failure(problems) {
      const errorPaint = createPaint(stderr, env)
      for (const problem of problems) stderr.write(`${problemText(problem, errorPaint)}\n`)
    },
  }
}

/** Speaks to programs: one JSON document on the standard output. */
export function createJsonReporter(host: Host): Reporter {
  const write = (value: Report): void => {
    for (const part of jsonParts(value)) host.stdout.write(part)
  }
  return {
    paint: createPaint({ write: () => undefined }, {}),
    line: () => undefined,
    table: () => undefined,
    problem: () => undefined,
    note: () => undefined,
    data: write,
    document: () => undefined,
    failure: (problems) => write({ error: problems[0], errors: problems }),
  }
}

/** Most of a part; one string of a whole long list would take as much memory again. */
const PART = 1 << 20

/** A JSON document in parts, with each item of a list on a line of its own, for people and for tools that work on lines. */
function* jsonParts(value: object): Generator<string> {
  let part = '{'
  let before = '\n'
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue
    part += `${before}  ${JSON.stringify(key)}: `
    before = ',\n'
    if (!Array.isArray(field) || field.length === 0) {
      part += JSON.stringify(field)
      continue
    }
    for (const [index, item] of field.entries()) {
      part += `${index === 0 ? '[' : ','}\n    ${JSON.stringify(item)}`
      if (part.length < PART) continue
      yield part
      part = ''
    }
    part += '\n  ]'
  }
  yield `${part}\n}\n`
}

function problemText({ code, severity, message, hint, place }: Problem, paint: Paint): string {
  const kind = severity === 'error' ? paint.red('error') : paint.yellow('warning')
  const where = place ? `${paint.bold(printable(`${place.file}:${place.line}:${place.column}`))} ` : ''
  const lines = message.split('\n').map(printable).join('\n')
  return `${where}${kind} ${lines}${hint ? ` ${printable(hint)}` : ''} ${paint.dim(`(${code})`)}`
}

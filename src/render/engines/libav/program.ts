import { writeSync } from 'node:fs'
import { abilitiesOf } from './abilities.js'
import { CallFailed, type Av } from './av.js'
import { readOrder } from './parameters.js'
import { reportOf } from './report.js'
import { transcode } from './transcode.js'

/**
 * The process in which the site's own `node-av` works, in the place of ffmpeg and ffprobe: no code of it is ever loaded in
 * another. Arguments: URL of the module, its version, what to do, and then what ffmpeg or ffprobe would get.
 */
const [url = '', version = '', task = '', ...parameters] = process.argv.slice(2)

const STDOUT = 1
/** Milliseconds from one word of progress to the next. */
const EVERY = 500

const tasks: Record<string, (av: Av) => Promise<void>> = {
  async abilities(av) {
    print(JSON.stringify(abilitiesOf(av, version)))
  },
  async probe(av) {
    const { input, url: film } = readOrder(probing(parameters))
    print(JSON.stringify(await reportOf(av, film, input)))
  },
  async encode(av) {
    const order = readOrder(parameters)
    const isTold = order.input.has('progress')
    let last = { frames: 0, seconds: 0 }
    let told = 0
    await transcode(av, order, (done) => {
      last = done
      if (!isTold || performance.now() - told < EVERY) return
      told = performance.now()
      printProgress(done, 'continue')
    })
    if (isTold) printProgress(last, 'end')
  },
}

/** ffprobe's parameters, as ffmpeg would have them: its input is the last. */
function probing(words: readonly string[]): string[] {
  return [...words.slice(0, -1), '-i', words.at(-1) ?? '']
}

function printProgress({ frames, seconds }: { frames: number; seconds: number }, state: string): void {
  print(`frame=${frames}\nout_time_us=${Math.round(seconds * 1e6)}\nprogress=${state}\n`)
}

function print(text: string): void {
  writeSync(STDOUT, text)
}

try {
  const av = (await import(url)) as Av
  av.Log.setLevel(av.AV_LOG_ERROR)
  const work = tasks[task]
  if (!work) throw new CallFailed(`there is no task ${task}`)
  await work(av)
  // What it may still hold goes with the process.
  process.exit(0)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`, () => process.exit(1))
}

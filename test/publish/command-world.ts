import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { textFile } from '../../src/publish/edge/text-file.js'
import { createCommandTarget, type CommandTargetSetting } from '../../src/publish/targets/command.js'
import { intentAt } from '../../src/publish/targets/command/intent.js'
import type { Target } from '../../src/ports.js'
import { artifactText, World } from './world.js'

/** The process between, as the package has it. */
export const guard = pathToFileURL(join(import.meta.dirname, '../../dist/guard.js'))

/** Adds what it is given to a log, ends with 7 in the phase that the file `fail` names (after half of the work), else sends. */
const SEND = `
phase=$1 folder=$2 paths=$3 list=$4 base=$5
echo "$phase" >> "$base/log"
cat "$list" >> "$base/log"
(cd "$folder" && find . -type f | LC_ALL=C sort) >> "$base/held-$phase"
if [ "$(cat "$base/fail" 2>/dev/null)" = "$phase" ]; then
  head -n 1 "$paths" > "$base/half"
  rsync -rt --ignore-times --delete-missing-args --files-from="$base/half" "$folder/" "$base/remote/"
  echo "connection to sftp://me:hunter2@example.org lost" >&2
  exit 7
fi
exec rsync -rt --ignore-times --delete-missing-args --files-from="$paths" "$folder/" "$base/remote/"
`

/** A folder somewhere that only rsync reaches, what is on this machine, and steps of a publish. */
export interface RemoteSite {
  base: string
  remote: string
  world: FileWorld
  /** The same remote, seen from a machine whose cache is `cache`. */
  from(cache: string): FileWorld
  /** What is at the remote, by path. */
  look(): Promise<Record<string, string>>
  /** What the command was told since the last call: phases, and the list's lines. */
  told(): Promise<(string | Record<string, unknown>)[]>
  /** Makes the command fail in a phase; '' in none. */
  failIn(phase: string): Promise<void>
}

/** A world whose renditions are files. */
export class FileWorld extends World {
  readonly #folder: string

  constructor(folder: string, edges: ConstructorParameters<typeof World>[0]) {
    super(edges)
    this.#folder = folder
  }

  override fileOf(key: string): string | undefined {
    return super.fileOf(key) && join(this.#folder, key)
  }

  override async publish(): ReturnType<World['publish']> {
    await mkdir(this.#folder, { recursive: true })
    for (const file of this.wanted({ entries: [] }).flatMap(({ files }) => files)) {
      await writeFile(join(this.#folder, file.key), artifactText(file.key))
    }
    return super.publish()
  }
}

export function commandSetting(base: string, cache: string, more: Partial<CommandTargetSetting> = {}): CommandTargetSetting {
  return {
    name: 'cdn',
    command: ['sh', join(base, 'send.sh'), '{phase}', '{folder}', '{paths}', '{list}', base],
    seconds: 60,
    cwd: base,
    batch: join(base, cache, 'batch-cdn'),
    texts: join(base, cache, 'texts'),
    guard,
    ...more,
  }
}

export async function remoteSite(base: string, more: Partial<CommandTargetSetting> = {}): Promise<RemoteSite> {
  await writeFile(join(base, 'send.sh'), SEND)
  await mkdir(join(base, 'remote'))
  const remote = join(base, 'remote')
  const from = (cache: string): FileWorld => worldOn(createCommandTarget(commandSetting(base, cache, more)), join(base, cache))
  return {
    base,
    remote,
    world: from('cache'),
    from,
    look: () => filesBelow(remote),
    async told() {
      const text = await readFile(join(base, 'log'), 'utf8').catch(() => '')
      await writeFile(join(base, 'log'), '')
      const lines = text.split('\n').filter((line) => line !== '')
      return lines.map((line) => (line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : line))
    },
    failIn: (phase) => writeFile(join(base, 'fail'), phase),
  }
}

function worldOn(target: Target, cache: string): FileWorld {
  const world = new FileWorld(join(cache, 'files'), {
    target,
    ledger: textFile(join(cache, 'renditions.lock'), 'renditions.lock'),
    copy: textFile(join(cache, 'copy.json'), 'copy.json'),
    intent: target.isUnreadable ? textFile(join(cache, 'intent.json'), 'intent.json') : { ...intentAt(target), setAside },
  })
  world.hosts = []
  return world
}

function setAside(): Promise<string> {
  throw new Error('an intent is never set aside')
}

export async function filesBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const pairs = await Promise.all(
    paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const),
  )
  return Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

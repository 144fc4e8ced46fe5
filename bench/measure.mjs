/** Runs one command and measures it with everything it starts: wall time and memory. Linux only (`/proc`). */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const RSS_EVERY = 50
/** Reading PSS walks page tables and so slows the measured process: done at every fourth look. */
const PSS_EVERY = 4
const PAGE = 4096

/**
 * @typedef {object} Measurement
 * @property {number} seconds wall time
 * @property {number} rss peak of the sum of resident memory of the process tree, in bytes (shared pages counted in each)
 * @property {number} pss peak of the sum of proportional memory (shared pages counted once), in bytes
 * @property {string} output what it printed
 */

/**
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {{ cwd: string, env?: Record<string, string> }} options
 * @returns {Promise<Measurement>} rejects with the output when the command fails
 */
export function measure(program, parameters, { cwd, env = {} }) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(program, parameters, {
      cwd,
      env: { ...process.env, CI: '', NO_COLOR: '1', ...env },
      // A session of its own, by which its descendants are known even when their parent has ended.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const peak = { rss: 0, pss: 0 }
    let looks = 0
    const timer = setInterval(() => {
      const pids = processesOf(child.pid)
      peak.rss = Math.max(peak.rss, sum(pids, residentBytes))
      if (looks++ % PSS_EVERY === 0) peak.pss = Math.max(peak.pss, sum(pids, proportionalBytes))
    }, RSS_EVERY)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearInterval(timer)
      const seconds = (performance.now() - started) / 1000
      if (code === 0) resolve({ seconds, ...peak, output })
      else reject(new Error(`${program} ${parameters.join(' ')} ended with ${code ?? signal}:\n${output}`))
    })
  })
}

/** Processes of a session and descendants of its leader. Field numbers: proc(5), `/proc/pid/stat`. */
function processesOf(leader) {
  const parents = new Map()
  const found = new Set([leader])
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = read(`/proc/${name}/stat`)
    // The command's name is in brackets and may hold spaces and brackets: fields are counted after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    parents.set(Number(name), Number(fields[1]))
    if (Number(fields[3]) === leader) found.add(Number(name))
  }
  for (const pid of parents.keys()) {
    for (let above = pid; above > 1; above = parents.get(above) ?? 0) if (found.has(above)) found.add(pid)
  }
  return found
}

function residentBytes(pid) {
  return Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE
}

function proportionalBytes(pid) {
  return Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // ended between two looks
  }
}

function sum(pids, bytesOf) {
  let total = 0
  for (const pid of pids) total += bytesOf(pid)
  return total
}

import { redact } from './redact.js'

/** What is kept of an endless output, in bytes, and what is shown of it, in lines and characters of a line. */
const KEPT = 16_384
const LINES = 8
const LINE = 300

/** The end of what a program printed. */
export class Tail {
  #chunks: Buffer[] = []
  #bytes = 0

  add(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes <= KEPT * 2) return
    const end = Buffer.concat(this.#chunks).subarray(-KEPT)
    this.#chunks = [Buffer.from(end)]
    this.#bytes = end.length
  }

  /** The last lines, without secrets and without what moves a terminal's cursor. */
  text(): string {
    const lines = redact(Buffer.concat(this.#chunks).toString('utf8'), process.env)
      // oxlint-disable-next-line no-control-regex
      .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '')
      .split(/[\r\n]+/)
      // oxlint-disable-next-line no-control-regex
      .map((line) => line.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '').trimEnd())
      .filter((line) => line !== '')
    return lines
      .slice(-LINES)
      .map((line) => (line.length > LINE ? `${line.slice(0, LINE)}…` : line))
      .join('\n')
  }
}

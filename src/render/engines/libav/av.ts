/** The module `node-av`: the site's own, loaded in a process of its own. */
export type Av = typeof import('node-av')

/** A call of libav failed. The message names it, and what libav says of it. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
}

/** Throws when a call gave an error. */
export function check(av: Av, code: number, call: string): void {
  if (code < 0) throw new CallFailed(`${call}: ${new av.FFmpegError(code).message}`)
}

/** What has to be there, or the call that makes it failed. */
export function made<T>(one: T | null | undefined, call: string): T {
  if (one === null || one === undefined) throw new CallFailed(`${call} gave nothing`)
  return one
}

/** Options that are set, as libav takes them. */
export function dictionary(av: Av, options: Readonly<Record<string, string | undefined>>): InstanceType<Av['Dictionary']> {
  const set = Object.entries(options).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return av.Dictionary.fromObject(Object.fromEntries(set))
}

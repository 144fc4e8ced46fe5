import type { Host } from './host.js'
import type { Reporter } from './reporter.js'

/** 0: fine. 1: findings, or it could not be done. 2: asked for in a way that makes no sense. */
export type ExitCode = 0 | 1 | 2

/** A switch (`--force`) or an option with a value (`--viewer zoom`). */
export interface Flag {
  type: 'boolean' | 'string'
  /** What stands for the value in the help: `--root FOLDER`. */
  value?: string
  describes: string
}

/** One command of the shell tool, from its help to its work. Importing its file must be cheap: what is heavy is imported in `run`. */
export interface Command {
  /** One line for the list of commands. */
  summary: string
  /** What follows the command's name: `FROM TO`. */
  usage: string
  /** Least and most positional arguments. */
  arguments: readonly [least: number, most: number]
  flags: Readonly<Record<string, Flag>>
  /** What follows `--` is a command to run. */
  takesCommand?: boolean
  /** A line that can be typed as it is, and what it does. */
  example: readonly [line: string, does: string]
  /** What exit code 1 tells here; absent: that it could not be done. */
  findings?: string
  /** More that people have to know, as lines. */
  notes?: readonly string[]
  run(call: Call, reporter: Reporter): Promise<ExitCode>
}

/** What the user asked for, checked against the command's `arguments` and `flags`. */
export interface Call {
  arguments: readonly string[]
  /** A command of the user's own, after `--`; empty without one. */
  rest: readonly string[]
  has(flag: string): boolean
  value(flag: string): string | undefined
  /** Absolute folder in which Vite looks for its config. */
  root: string
  /** Absolute folder the shell stands in: paths in arguments are relative to it. */
  cwd: string
  /** Path of the Vite config file when it has another name. */
  configFile: string | undefined
  env: Host['env']
}

#!/usr/bin/env node
import { surviveClosedOutput } from './closed-output.js'
import { run } from './run.js'

const isLost = surviveClosedOutput(process)
const exit = await run(process)
process.exitCode = exit
// What was written last may fail only now.
process.on('exit', () => {
  if (exit === 0 && isLost()) process.exitCode = 1
})

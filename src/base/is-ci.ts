/** True on a continuous integration machine: every one of them sets `CI`; `CI=false` and an empty one mean no. */
export function isCi(): boolean {
  return Boolean(process.env['CI']) && process.env['CI'] !== 'false'
}

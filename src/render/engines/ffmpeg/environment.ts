/** Variables by which ffmpeg writes reports, colours, or goes through proxies; it shall do nothing of that. */
const DROPPED = /^(?:FFREPORT|AV_LOG_FORCE_(?:COLOR|256COLOR)|(?:https?|all|no)_proxy)$/i

/** Our environment as ffmpeg gets it: its messages are ours to show, and in English. */
export function cleanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !DROPPED.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', AV_LOG_FORCE_NOCOLOR: '1' }
}

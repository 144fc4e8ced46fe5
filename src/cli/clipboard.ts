import { spawn } from 'node:child_process'

/** A program that puts its input on the clipboard. */
interface Program {
  name: string
  args: readonly string[]
  /** Windows reads anything but UTF-16 in the code page of the console. */
  encoding: 'utf8' | 'utf16le'
}

type Env = Readonly<Record<string, string | undefined>>

/** A program that waits for a desktop that is not there must not hold up the shell. */
const DEADLINE_MS = 5000

/**
 * Puts text on the clipboard by the first program that can: `pbcopy`, `clip.exe`, `wl-copy`, `xclip`, `xsel`. No shell is
 * involved. True when it is there; false where there is no clipboard, as on a server.
 */
export async function copyText(text: string, env: Env, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  for (const program of programsFor(env, platform)) if (await feed(program, text, env)) return true
  return false
}

function programsFor(env: Env, platform: NodeJS.Platform): Program[] {
  const clip: Program = { name: 'clip.exe', args: [], encoding: 'utf16le' }
  if (platform === 'darwin') return [{ name: 'pbcopy', args: [], encoding: 'utf8' }]
  if (platform === 'win32') return [clip]
  const wayland: Program = { name: 'wl-copy', args: [], encoding: 'utf8' }
  const x: Program[] = [
    { name: 'xclip', args: ['-selection', 'clipboard'], encoding: 'utf8' },
    { name: 'xsel', args: ['--clipboard', '--input'], encoding: 'utf8' },
  ]
  return [...(env['WAYLAND_DISPLAY'] ? [wayland] : []), ...(env['DISPLAY'] ? x : []), ...(env['WSL_DISTRO_NAME'] ? [clip] : [])]
}

function feed({ name, args, encoding }: Program, text: string, env: Env): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(name, args, { env: { ...env }, stdio: ['pipe', 'ignore', 'ignore'], timeout: DEADLINE_MS })
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0))
    // A program that ends early has said so by its exit code.
    child.stdin.on('error', () => undefined)
    child.stdin.end(encoding === 'utf8' ? text : `\ufeff${text}`, encoding)
  })
}

/**
 * Runs before the tests: installs the Debian packages they need when root may, else says what to install. The tests
 * that need an absent program fail by themselves and name it; all others run.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const needed = [
  { name: 'apache2', present: () => onPath('apache2') },
  { name: 'caddy', present: () => onPath('caddy') },
  { name: 'chromium', present: () => existsSync(process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium') },
  { name: 'ffmpeg', present: () => onPath('ffmpeg') },
  { name: 'git', present: () => onPath('git') },
  { name: 'nginx', present: () => onPath('nginx') },
  { name: 'rclone', present: () => onPath('rclone') },
  { name: 'rsync', present: () => onPath('rsync') },
  // Makes system calls fail: test/faults/.
  { name: 'strace', present: () => onPath('strace') },
  // A real S3-compatible server: test/s3/radosgw-server.mjs.
  { name: 'ceph-mon', present: () => onPath('ceph-mon') },
  { name: 'ceph-osd', present: () => onPath('ceph-osd') },
  { name: 'ceph-common', present: () => onPath('ceph') },
  { name: 'radosgw', present: () => onPath('radosgw') },
]

const missing = needed.filter((one) => !one.present()).map((one) => one.name)
if (missing.length > 0) {
  const command = `apt-get install --yes --no-install-recommends ${missing.join(' ')}`
  if (!mayInstall()) {
    console.warn(`Some tests need ${missing.join(', ')}. On Debian or Ubuntu, as root: apt-get update && ${command}`)
    if (missing.includes('chromium')) console.warn('Or set CHROMIUM_PATH to a Chromium or Chrome you have.')
  } else {
    console.log(`Installing for the tests: ${missing.join(', ')}`)
    apt('update')
    apt(...command.split(' ').slice(1))
  }
}

function mayInstall() {
  return process.getuid?.() === 0 && onPath('apt-get')
}

function apt(...parameters) {
  const { status } = spawnSync('apt-get', ['--quiet', ...parameters], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0) console.warn(`apt-get ${parameters.join(' ')} ended with ${status}.`)
}

function onPath(program) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}

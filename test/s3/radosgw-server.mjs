/**
 * A real S3-compatible server on loopback: Ceph's monitor, one storage daemon that keeps everything in memory, and the
 * gateway. `node radosgw-server.mjs FOLDER PID` writes FOLDER/ready.json (or failed.txt) and serves until it is ended or
 * the process PID is gone; then FOLDER goes, too. Debian: ceph-mon, ceph-osd, radosgw, ceph-common.
 */
import { execFile, spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const [folder, watched] = process.argv.slice(2)
const config = join(folder, 'ceph.conf')
const children = []
let died = () => undefined

process.on('SIGTERM', end)
setInterval(() => {
  if (!isAlive(Number(watched))) end()
}, 1000)

for (let tries = 1; ; tries++) {
  try {
    // Another program may take a port between the moment it was found free and the moment it is used.
    await Promise.race([start(), new Promise((_resolve, reject) => (died = reject))])
    break
  } catch (error) {
    const started = children.splice(0)
    for (const child of started) child.removeAllListeners('exit').kill('SIGKILL')
    for (const name of ['mon', 'osd', 'rgw', 'monmap'])
      rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 })
    if (tries < 3 && error.code !== 'ENOENT') continue
    writeWhole('failed.txt', `${error.stderr || error.message}`)
    process.exit(1)
  }
}

async function start() {
  const [monitor, gateway] = [await freePort(), await freePort()]
  const cluster = randomUUID()
  for (const name of ['mon', 'osd', 'rgw']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(config, configOf(cluster, monitor, gateway))
  await run('monmaptool', ['--create', '--fsid', cluster, '--addv', 'a', `[v2:127.0.0.1:${monitor}]`, join(folder, 'monmap')])
  await run('ceph-mon', ['--mkfs', '-i', 'a', '--monmap', join(folder, 'monmap'), '-c', config])
  serve('ceph-mon', '-i', 'a')
  const disk = randomUUID()
  await run('ceph', ['-c', config, '--connect-timeout', '30', 'osd', 'new', disk])
  await run('ceph-osd', ['-i', '0', '--mkfs', '--osd-uuid', disk, '-c', config])
  serve('ceph-osd', '-i', '0')
  serve('radosgw', '-n', 'client.admin')
  const endpoint = `http://127.0.0.1:${gateway}`
  await answers(endpoint)
  const credentials = { accessKeyId: randomBytes(10).toString('hex'), secretAccessKey: randomBytes(20).toString('hex') }
  const keys = ['--access-key', credentials.accessKeyId, '--secret-key', credentials.secretAccessKey]
  await run('radosgw-admin', ['-c', config, 'user', 'create', '--uid=tests', '--display-name=tests', '--max-buckets=0', ...keys])
  writeWhole('ready.json', JSON.stringify({ endpoint, credentials }))
}

/** One copy of everything, in memory, no authentication between the daemons, hardly a log. */
function configOf(cluster, monitor, gateway) {
  const values = {
    fsid: cluster,
    'mon host': `v2:127.0.0.1:${monitor}/0`,
    'mon initial members': 'a',
    'auth cluster required': 'none',
    'auth service required': 'none',
    'auth client required': 'none',
    // Without authentication there is no key to encrypt with, which the gateway asks for by default.
    'ms mon client mode': 'crc',
    'ms mon service mode': 'crc',
    'ms mon cluster mode': 'crc',
    'ms client mode': 'crc',
    'ms service mode': 'crc',
    'ms cluster mode': 'crc',
    'ms bind ipv6': false,
    'public addr': '127.0.0.1',
    'cluster addr': '127.0.0.1',
    'run dir': folder,
    'admin socket': '',
    'log file': '',
    'debug default': 0,
    'mon data': join(folder, 'mon'),
    // Every pool waits for a vote of one.
    'paxos propose interval': 0.05,
    'mon tick interval': 1,
    'mon data avail crit': 1,
    'mon allow pool size one': true,
    'mon max pg per osd': 1000,
    'osd data': join(folder, 'osd'),
    'osd objectstore': 'memstore',
    'memstore device bytes': 4 * 2 ** 30,
    // Keys of 1,024 bytes get a prefix.
    'osd max object name len': 2048,
    'osd pool default size': 1,
    'osd pool default min size': 1,
    'osd pool default pg num': 4,
    'osd pool default pg autoscale mode': 'off',
    'osd crush chooseleaf type': 0,
    'rgw data': join(folder, 'rgw'),
    'rgw frontends': `beast endpoint=127.0.0.1:${gateway}`,
    // Every listing of tests has pages.
    'rgw max listing results': 25,
    'rgw enable gc threads': false,
    'rgw enable lc threads': false,
  }
  return ['[global]', ...Object.entries(values).map(([name, value]) => `${name} = ${value}`), ''].join('\n')
}

function serve(program, ...parameters) {
  const child = spawn(program, ['-f', ...parameters, '-c', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  child.stderr.on('data', (chunk) => appendFileSync(join(folder, `${program}.log`), chunk))
  child.on('error', (error) => died(error))
  child.on('exit', () => died(new Error(`${program} ended; its log is in ${folder}`)))
  children.push(child)
}

async function answers(endpoint) {
  for (let tries = 0; tries < 600; tries++) {
    const response = await fetch(endpoint).catch(() => undefined)
    if (response?.ok) return
    await sleep(100)
  }
  throw new Error(`radosgw does not answer after a minute; its logs are in ${folder}`)
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function writeWhole(name, text) {
  writeFileSync(join(folder, `${name}.new`), text)
  renameSync(join(folder, `${name}.new`), join(folder, name))
}

/** Nothing in memory is worth a clean shutdown. */
function end() {
  for (const child of children) child.removeAllListeners('exit').kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  process.exit(0)
}

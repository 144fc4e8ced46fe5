import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** A web server from Debian's packages that serves a folder over HTTP/2 (without TLS) with the files a build left in it. */
export interface WebServer {
  origin: string
  ask(path: string, headers?: Record<string, string>): Promise<Answer>
  close(): Promise<void>
}

export type ServerName = 'nginx' | 'apache' | 'caddy'

interface Program {
  command: string
  parameters(folder: string): string[]
  environment?(folder: string): Record<string, string>
  /** The whole configuration, as an author would write it around our files. */
  config(folder: string, site: string, port: number): string
}

const APACHE_MODULES = ['mpm_event', 'unixd', 'authz_core', 'http2', 'dir', 'mime', 'headers', 'rewrite']

const programs: Record<ServerName, Program> = {
  nginx: {
    command: 'nginx',
    parameters: (folder) => ['-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'config')],
    config: (folder, site, port) => `
daemon off; master_process off; pid ${folder}/pid; events {}
http {
  access_log off; include /etc/nginx/mime.types;
  client_body_temp_path ${folder}/1; proxy_temp_path ${folder}/2; fastcgi_temp_path ${folder}/3;
  uwsgi_temp_path ${folder}/4; scgi_temp_path ${folder}/5;
  include ${site}/.vite/renditions.http*.conf;
  server {
    listen 127.0.0.1:${port} http2;
    root ${site};
    include ${site}/.vite/renditions.nginx*.conf;
    location / { try_files $uri $uri/ $uri.html =404; }
  }
}`,
  },
  apache: {
    command: 'apache2',
    parameters: (folder) => ['-d', folder, '-f', join(folder, 'config'), '-D', 'FOREGROUND'],
    config: (folder, site, port) => `
${APACHE_MODULES.map((name) => `<IfModule !${name}_module>\nLoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n</IfModule>`).join('\n')}
ServerName localhost
Listen 127.0.0.1:${port}
Protocols h2c http/1.1
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
DefaultRuntimeDir ${folder}
User nobody
Group nogroup
StartServers 1
TypesConfig /etc/mime.types
DirectoryIndex index.html
DocumentRoot ${site}
<Directory ${site}>
  AllowOverride FileInfo
  Require all granted
</Directory>`,
  },
  caddy: {
    command: 'caddy',
    parameters: (folder) => ['run', '--adapter', 'caddyfile', '--config', join(folder, 'config')],
    environment: (folder) => ({ HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }),
    config: (folder, site, port) => `
{
  admin off
  auto_https off
  log {
    output file ${folder}/error.log
  }
  servers {
    protocols h1 h2c
  }
}
http://127.0.0.1:${port} {
  root * ${site}
  import ${site}/.vite/renditions*.caddy
  try_files {path} {path}.html
  file_server
}`,
  },
}

export const SERVERS = Object.keys(programs) as ServerName[]

/** Starts a server, on a free port where none is given. Fails with what the program said when it does not come up. */
export async function startServer(name: ServerName, site: string, wanted?: number): Promise<WebServer> {
  const folder = await mkdtemp(join(tmpdir(), `renditions-${name}-`))
  // A server that was started by root reads files as somebody else.
  for (const read of [folder, site, dirname(site)]) if (read !== tmpdir()) await chmod(read, 0o755)
  await mkdir(join(folder, '1'))
  const port = wanted ?? (await freePort())
  const { command, parameters, config, environment } = programs[name]
  await writeFile(join(folder, 'config'), config(folder, site, port))
  const child = spawn(command, parameters(folder), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment?.(folder) },
  })
  const close = async (): Promise<void> => {
    await end(child)
    await rm(folder, { recursive: true, force: true })
  }
  let said = ''
  child.on('error', (error) => (said += String(error)))
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()))
  const origin = `http://127.0.0.1:${port}`
  const session = await reach(origin, child)
  if (!session) {
    const log = await readFile(join(folder, 'error.log'), 'utf8').catch(() => '')
    await close()
    throw new Error(`${command} did not start: ${said}${log}`)
  }
  return {
    origin,
    ask: (path, headers = {}) => ask(session, path, headers),
    async close() {
      session.destroy()
      await close()
    },
  }
}

async function reach(origin: string, child: ChildProcess): Promise<ClientHttp2Session | undefined> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null || child.pid === undefined) return undefined
    const session = connect(origin)
    session.on('error', () => undefined)
    const answer = await ask(session, '/', {}).catch(() => undefined)
    if (answer) return session
    session.destroy()
    await sleep(25)
  }
  return undefined
}

function ask(session: ClientHttp2Session, path: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = session.request({ ':path': path, ...headers })
    const parts: Buffer[] = []
    let answered: IncomingHttpHeaders = {}
    request.on('response', (found) => (answered = found))
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('error', reject)
    request.on('end', () => resolve({ status: Number(answered[':status']), headers: answered, body: Buffer.concat(parts) }))
    request.on('close', () => reject(new Error('the connection was closed')))
    request.end()
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

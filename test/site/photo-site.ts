import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import type { InlineConfig } from 'vite'
import { MANIFEST_PATH, parseManifest, type Manifest } from '../../src/publish/manifest.js'
import type { Options } from '../../src/config/options.js'
import { attribute, elements, page, srcsetUrls, tempSite, type BuildLog, type TempSite } from './temp-site.js'

/** Small and few, so that a build is quick; nothing stays for a grace, so that what is there is what is wanted. */
export const tiny = {
  assets: 'media',
  presets: { tiny: { widths: [40], formats: ['webp', 'fallback'] } },
  grace: 0,
  hosts: ['netlify', 'nginx'],
} as const satisfies Options

/** What somebody else put into the output folder. */
export const FOREIGN: Readonly<Record<string, string>> = {
  'assets/media/theirs.jpg': 'not a picture',
  'media/theirs.tiny.jpg': 'nor this',
  'notes.txt': 'notes',
}

/** A photo of one colour; `shade` 0–23 tells them apart after encoding. */
export async function plainPhoto(shade: number): Promise<Buffer> {
  const [r = 0, g = 0, b = 0] = colourOf(shade)
  return sharp({ create: { width: 60, height: 40, channels: 3, background: { r, g, b } } })
    .jpeg({ quality: 90 })
    .toBuffer()
}

function colourOf(shade: number): number[] {
  return [60 + (shade % 3) * 60, 60 + (Math.floor(shade / 3) % 3) * 60, 60 + (Math.floor(shade / 9) % 3) * 60]
}

/** A site whose one page shows and links every published photo. */
export class PhotoSite {
  readonly site: TempSite
  readonly #shades = new Map<string, number>()
  readonly #hidden = new Set<string>()
  readonly #reusing = new Set<string>()
  /** Every address without a hash that a built page ever named. */
  readonly #promised = new Set<string>()
  #ledger: string[] = []
  options: Options = tiny
  config: InlineConfig = { build: { emptyOutDir: false } }

  private constructor(site: TempSite) {
    this.site = site
  }

  static async make(photos: Readonly<Record<string, number>> = {}): Promise<PhotoSite> {
    const made = new PhotoSite(await tempSite())
    await made.site.write(Object.fromEntries(Object.entries(FOREIGN).map(([path, text]) => [`dist/${path}`, text])))
    for (const [path, shade] of Object.entries(photos)) await made.put(path, shade)
    return made
  }

  get photos(): string[] {
    return [...this.#shades.keys()].sort()
  }

  shadeOf(path: string): number {
    return this.#shades.get(path) ?? -1
  }

  isHidden(path: string): boolean {
    return this.#hidden.has(path)
  }

  /** Adds a photo, or edits the one that is there. */
  async put(path: string, shade: number): Promise<void> {
    await this.site.write({ [path]: await plainPhoto(shade) })
    this.#shades.set(path, shade)
  }

  async move(from: string, to: string): Promise<void> {
    const shade = this.shadeOf(from)
    const hidden = this.isHidden(from)
    await this.show(to)
    await mkdir(dirname(join(this.site.root, to)), { recursive: true })
    await rename(join(this.site.root, from), join(this.site.root, to))
    if (hidden) await this.hide(to)
    await this.delete(from)
    this.#shades.set(to, shade)
  }

  async swap(a: string, b: string): Promise<void> {
    await this.move(a, 'media/aside.jpg')
    await this.move(b, a)
    await this.move('media/aside.jpg', b)
  }

  async delete(path: string): Promise<void> {
    await rm(join(this.site.root, path), { force: true })
    this.#reusing.delete(path)
    await this.show(path)
    this.#shades.delete(path)
  }

  async hide(path: string): Promise<void> {
    this.#hidden.add(path)
    await this.#writeSidecar(path)
  }

  async show(path: string): Promise<void> {
    this.#hidden.delete(path)
    await this.#writeSidecar(path)
  }

  allowsReuse(path: string): boolean {
    return this.#reusing.has(path)
  }

  /** Lets a photo take over an address that belonged to another one. */
  async allowReuse(path: string): Promise<void> {
    this.#reusing.add(path)
    await this.#writeSidecar(path)
  }

  async #writeSidecar(path: string): Promise<void> {
    const lines = [
      ...(this.#hidden.has(path) ? ['publish: unpublished'] : []),
      ...(this.#reusing.has(path) ? ['reuse: true'] : []),
    ]
    if (lines.length === 0) await rm(join(this.site.root, `${path}.media.yaml`), { force: true })
    else await this.site.write({ [`${path}.media.yaml`]: `${lines.join('\n')}\n` })
  }

  /** Makes the page show what there is. */
  async writePage(): Promise<void> {
    const shown = this.photos.filter((path) => !this.#hidden.has(path))
    const body = shown.map((path) => {
      const [url, name] = [path.split('/').map(encodeURIComponent).join('/'), path.replaceAll('"', '&quot;')]
      return `<img src="/${url}?preset=tiny" alt="${name}"> <a href="/${url}?preset=tiny" title="${name}">large</a>`
    })
    await this.site.write({ 'index.html': page(body.join('\n')) })
  }

  /** Builds, and checks everything that has to be true of a published site. `diff` is how many lines of the ledger came or went. */
  async publish(): Promise<{ log: BuildLog; diff: number }> {
    await this.writePage()
    return this.build()
  }

  /** The same with the page as it is. */
  async build(): Promise<{ log: BuildLog; diff: number }> {
    const log = await this.site.build(this.options, this.config)
    const ledger = (await this.site.read('renditions.lock')).split('\n')
    const diff = [
      ...ledger.filter((line) => !this.#ledger.includes(line)),
      ...this.#ledger.filter((line) => !ledger.includes(line)),
    ].length
    this.#ledger = ledger
    await this.check()
    return { log, diff }
  }

  /** A build that has nothing to do leaves every byte as it is. */
  async checkSteady(): Promise<void> {
    const before = await treeOf(this.site)
    await this.site.build(this.options, this.config)
    const after = await treeOf(this.site)
    for (const path of new Set([...before.keys(), ...after.keys()]))
      must(before.get(path) === after.get(path), `a second build changes ${path}`)
  }

  async check(): Promise<void> {
    const manifest = await this.manifest()
    const used = await this.#checkPage()
    await this.#checkFiles(manifest, used)
    await this.#checkPromises()
  }

  async manifest(): Promise<Manifest> {
    const parsed = parseManifest(await this.site.read(`dist/${MANIFEST_PATH}`))
    if (parsed.status !== 'ok') throw new Error('the manifest cannot be read')
    return parsed.manifest
  }

  /** Every URL of the page is there and shows the photo it stands for. Gives the files. */
  async #checkPage(): Promise<Set<string>> {
    const html = await this.site.read('dist/index.html')
    const used = new Set<string>()
    const shown: string[] = []
    for (const picture of elements(html, 'picture')) {
      const children = picture.childNodes.flatMap((node) => ('tagName' in node ? [node] : []))
      const path = attribute(children.at(-1), 'alt') ?? ''
      shown.push(path)
      const urls = children.flatMap((node) =>
        [...srcsetUrls(attribute(node, 'srcset')), attribute(node, 'src')].filter((url) => url !== undefined),
      )
      must(urls.length >= 2, `${path} has too few files`)
      for (const url of urls) {
        used.add(url.slice(1))
        await this.#checkPicture(url, this.shadeOf(path), `${path} in the page`)
      }
    }
    for (const link of elements(html, 'a')) {
      const url = attribute(link, 'href') ?? ''
      const path = attribute(link, 'title') ?? ''
      used.add(url.slice(1))
      if (!/\.[0-9a-f]{16}\./.test(url)) this.#promised.add(url.slice(1))
      await this.#checkPicture(url, this.shadeOf(path), `the link to ${path}`)
    }
    must(!html.includes('renditions://'), 'a slot was left in the page')
    must(
      shown.every((path) => this.#shades.has(path)),
      'the page shows what is not there',
    )
    return used
  }

  async #checkPicture(url: string, shade: number, what: string): Promise<void> {
    const bytes = await this.site.bytes(`dist${url}`).catch(() => undefined)
    if (!bytes) throw new Error(`${what}: ${url} is not there`)
    const { channels } = await sharp(bytes).stats()
    const means = channels.slice(0, 3).map((channel) => channel.mean)
    const wanted = colourOf(shade)
    must(
      means.every((mean, index) => Math.abs(mean - (wanted[index] ?? -99)) < 15),
      `${what}: ${url} shows ${means.join()}, not ${wanted.join()}`,
    )
  }

  async #checkFiles(manifest: Manifest, used: ReadonlySet<string>): Promise<void> {
    for (const [path, text] of Object.entries(FOREIGN))
      must((await this.site.read(`dist/${path}`).catch(() => '')) === text, `${path} is not as they made it`)
    const listed = [
      ...(await this.site.list('dist/assets/media')).map((name) => `assets/media/${name}`),
      ...(await this.site.list('dist/media')).map((name) => `media/${name}`),
    ]
    const known = [...manifest.files.keys()].filter((path) => /^(?:assets\/)?media\//.test(path)).sort()
    must(
      listed
        .filter((path) => !(path in FOREIGN))
        .sort()
        .join() === known.join(),
      `the folders hold ${listed.join()}, the manifest ${known.join()}`,
    )
    // What is promised stays though no page names it; everything else is there for a page, or answers for what is.
    for (const path of known) {
      const named = path.replace(/(?<=\.jpg)\.webp$/, '')
      must(used.has(named) || this.#promised.has(named), `no page asks for ${path}`)
      if (named !== path) this.#promised.add(path)
    }
    for (const file of manifest.files.values())
      must(sha256(await this.site.bytes(`dist/${file.path}`)) === file.digest, `${file.path} is not what is recorded`)
  }

  /** Whatever was once given out answers: with a picture, a redirect to one, or 410. */
  async #checkPromises(): Promise<void> {
    const conf = await this.site.read('dist/.vite/renditions.nginx.conf').catch(() => '')
    const rules = await this.site.read('dist/_redirects').catch(() => '')
    for (const address of this.#promised) {
      const stands = await this.site.bytes(`dist/${address}`).catch(() => undefined)
      const to = new RegExp(`location = "/${escape(address)}" \\{ return 301 "/([^"]+)"`).exec(conf)?.[1]
      const gone = conf.includes(`location = "/${address}" { return 410; }`)
      const answers = [stands && 'file', to && 'redirect', gone && 'gone'].filter(Boolean)
      must(answers.length === 1, `/${address} answers ${answers.join(' and ') || 'nothing'}`)
      if (stands) await sharp(stands).stats()
      if (to) {
        must(rules.includes(`/${address} /${to} 301`), `_redirects does not lead /${address} to /${to}`)
        await sharp(await this.site.bytes(`dist/${to}`)).stats()
      }
      must(!gone || rules.includes(`# gone: /${address}`), `_redirects does not say that /${address} is gone`)
    }
  }

  dispose(): Promise<void> {
    return this.site.dispose()
  }
}

/** Digest of every file of the output and of the ledger. */
export async function treeOf(site: TempSite): Promise<Map<string, string>> {
  const paths = ['renditions.lock', ...(await site.list('dist')).map((path) => `dist/${path}`)]
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path, sha256(await readFile(join(site.root, path)).catch(() => Buffer.of()))] as const),
    ),
  )
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function must(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise)
}

import type { HtmlTagDescriptor, Plugin } from 'vite'
import { isServing, type Context } from './context.js'
import { outputUrl, type OutputUrls } from './output-url.js'

/** The style sheet's path in the output. */
const STYLE_FILE = 'renditions-preview.css'

/** An outline takes no room, so a preview is laid out as the page will be. */
const STYLE = `[data-renditions-preview] { outline: 4px dashed #d6006c !important; outline-offset: -4px !important; }
[data-renditions-preview="scheduled"] { outline-color: #0061d6 !important; }
[data-renditions-preview="expired"], [data-renditions-preview="unpublished"] { outline-color: #b35900 !important; }
.renditions-preview-banner {
  all: initial; position: fixed; inset: auto 0 0; z-index: 2147483647; padding: 6px 12px; pointer-events: none;
  background: #111; color: #fff; font: 14px/1.4 system-ui, sans-serif; text-align: center;
}
`

const BANNER = 'Preview, not the published site. Outlined: draft (pink), scheduled (blue), expired or unpublished (orange).'

/** A preview tells everyone what it is: each page has a banner, and search engines are told to leave. */
export function previewPlugin(context: Context): Plugin {
  return {
    name: 'renditions:preview',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, page) => (context.config.preview ? tagsFor(context, page.path.slice(1)) : undefined),
    },
    generateBundle() {
      if (context.config.preview && this.environment.name === 'client')
        this.emitFile({ type: 'asset', fileName: STYLE_FILE, source: STYLE })
    },
  }
}

function tagsFor(context: Context, page: string): HtmlTagDescriptor[] {
  return [
    { tag: 'meta', attrs: { name: 'robots', content: 'noindex, nofollow' }, injectTo: 'head-prepend' },
    isServing(context)
      ? { tag: 'style', children: STYLE, injectTo: 'head' }
      : { tag: 'link', attrs: { rel: 'stylesheet', href: styleUrl(context, page) }, injectTo: 'head' },
    { tag: 'div', attrs: { class: 'renditions-preview-banner', role: 'note' }, children: BANNER, injectTo: 'body' },
  ]
}

function styleUrl({ vite }: Context, page: string): string {
  const { base, experimental } = vite
  const urls: OutputUrls = { base, renderBuiltUrl: experimental.renderBuiltUrl as OutputUrls['renderBuiltUrl'] }
  const url = outputUrl(STYLE_FILE, { path: page, type: 'html', ssr: false }, urls)
  return 'text' in url ? url.text : STYLE_FILE
}

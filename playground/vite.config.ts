import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import renditions from '../src/index.js'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  resolve: { alias: { '~media': here('media') } },
  build: {
    rollupOptions: { input: ['index', 'gallery', 'workshop', 'press/index'].map((page) => here(`${page}.html`)) },
  },
  plugins: [
    renditions({
      assets: 'media',
      site: 'https://upper-lake.example',
      presets: {
        hero: { widths: [640, 1280, 1920], ratio: '16:9', crop: 'focal', sizes: '100vw', priority: true, placeholder: 'color' },
        cover: { extends: 'hero', formats: ['jpeg'] },
        card: { width: 400, height: 300, densities: [1, 2], fit: 'cover', placeholder: 'blur' },
        thumb: { width: 240, height: 240, densities: [1, 2], fit: 'cover', crop: 'attention' },
        engraving: { extends: 'card', grayscale: true, contrast: 1.2, sharpen: true },
      },
      profiles: {
        'media/press/**': { preset: 'card', viewer: 'zoom', stable: true },
      },
      pages: { include: 'content/**/*.md', layout: 'content/layout.html' },
      hosts: ['netlify', 'html'],
    }),
  ],
})

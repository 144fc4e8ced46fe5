import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import renditions from '../src/index.js'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  resolve: { alias: { '~media': here('media') } },
  build: {
    rollupOptions: {
      input: ['index', 'viewers', 'films', 'gallery', 'workshop', 'press/index'].map((page) => here(`${page}.html`)),
    },
  },
  plugins: [
    renditions({
      assets: 'media',
      site: 'https://upper-lake.example',
      presets: {
        // Made quickly, in a build as while serving.
        default: { effort: { avif: 1 } },
        hero: { widths: [640, 1280, 1920], ratio: '16:9', crop: 'focal', sizes: '100vw', priority: true, placeholder: 'color' },
        cover: { extends: 'hero', formats: ['jpeg'] },
        card: { width: 400, height: 300, densities: [1, 2], fit: 'cover', placeholder: 'blur' },
        thumb: { width: 240, height: 240, densities: [1, 2], fit: 'cover', crop: 'attention' },
        // For the pages of viewers: one size in formats that are made quickly.
        shown: { widths: [960], formats: ['webp', 'fallback'], effort: { webp: 1 } },
        slide: { extends: 'shown', ratio: '3:2' },
        turn: { extends: 'shown', widths: [800], stable: false },
        large: { extends: 'shown', widths: [1600] },
        round: { extends: 'shown', widths: [2400] },
        tall: {
          extends: 'shown',
          ratio: '2:1',
          sizes: '(max-width: 40rem) 100vw, 66rem',
          art: [{ media: '(max-width: 40rem)', crop: 'portrait', ratio: '3:4', widths: [640] }],
        },
        engraving: { extends: 'card', grayscale: true, contrast: 1.2, sharpen: true },
      },
      videoPresets: {
        film: { effort: 1 },
        day: { heights: [180, 360, 540] },
      },
      audioPresets: { bells: { waveform: true } },
      viewers: {
        gallery: { preset: 'shown', large: 'large' },
        carousel: { preset: 'slide', large: 'large' },
        spin: { preset: 'turn', large: 'turn' },
        mixed: { preset: 'shown', large: 'large' },
        compare: { preset: 'shown', large: 'large' },
        'inline-zoom': { preset: 'shown', large: 'large' },
        flyout: { preset: 'card', large: 'large' },
        'deep-zoom': { preset: 'shown' },
        panorama: { preset: 'shown', large: 'round' },
      },
      sets: [{ match: '{place}-{hour}', in: 'media/hours', viewer: 'gallery' }],
      profiles: {
        'media/press/**': { preset: 'card', viewer: 'zoom', stable: true },
      },
      pages: { include: 'content/**/*.md', layout: 'content/layout.html' },
      hosts: ['netlify', 'html'],
    }),
  ],
})

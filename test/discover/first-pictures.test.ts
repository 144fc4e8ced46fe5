import { describe, expect, test } from 'vitest'
import { firstPictures } from '../../src/discover/first-pictures.js'

const isOurs = (url: string): boolean => url.startsWith('/a/')
const found = (html: string): ReturnType<typeof firstPictures> => firstPictures(html, isOurs)
const IMG = '<img src="/a/1.jpg" fetchpriority="high" alt="a > b">'

describe('the pictures a page loads first', () => {
  test('come in the format that stands first, with all its sizes', () => {
    const html = `<picture class="x>y"><source type="image/avif" srcset="/a/2.avif 640w, /a/1.avif 320w" sizes=" (min-width: 1px)\n 50vw, 100vw ">
      <source type="image/webp" srcset="/a/1.webp"><img src="/a/1.jpg" fetchpriority=high></picture>`
    expect(found(html)).toEqual([
      {
        href: '/a/1.avif',
        type: 'image/avif',
        imagesrcset: '/a/2.avif 640w, /a/1.avif 320w',
        imagesizes: '(min-width: 1px) 50vw, 100vw',
      },
    ])
  })

  test('are a lone address where there is one candidate, and need no sizes where densities choose', () => {
    expect(found(IMG)).toEqual([{ href: '/a/1.jpg' }])
    expect(found('<img srcset="/a/1.jpg, /a/2.jpg 2x" fetchpriority="HIGH">')).toEqual([
      { href: '/a/1.jpg', imagesrcset: '/a/1.jpg, /a/2.jpg 2x' },
    ])
    expect(found('<img srcset="/a/1.jpg 1w, /a/2.jpg 2w" fetchpriority="high">')[0]?.imagesizes).toBe('100vw')
  })

  test('are those alone that are urgent, not lazy, and ours', () => {
    expect(found('<img src="/a/1.jpg"><p>fetchpriority="high"</p><img src="/a/1.jpg" fetchpriority="low">')).toEqual([])
    expect(found('<img src="/a/1.jpg" loading="lazy" fetchpriority="high">')).toEqual([])
    expect(found('<img src="https://else.example/1.jpg" fetchpriority="high">')).toEqual([])
    expect(found('<img srcset="/a/1.jpg 1x, /b/2.jpg 2x" fetchpriority="high">')).toEqual([])
    expect(found('<img fetchpriority="high">')).toEqual([])
  })

  test('are not guessed where the window decides which picture it is', () => {
    expect(found(`<picture><source media="(width < 40em)" srcset="/a/2.jpg">${IMG}</picture>`)).toEqual([])
  })

  test('are not looked for where tags are text or wait for a script', () => {
    for (const tag of ['script', 'style', 'template', 'noscript', 'textarea', 'title'])
      expect([tag, found(`<${tag}>${IMG}</${tag}>`)]).toEqual([tag, []])
    expect(found(`<!-- ${IMG} -->`)).toEqual([])
    expect(found(`<script>"<!--"</script>${IMG}<script>"-->"</script>`)).toEqual([{ href: '/a/1.jpg' }])
  })

  test('keep the order of the page, one by one', () => {
    const two = '<img src="/a/2.jpg" fetchpriority="high">'
    expect(found(`${two}<picture><source srcset="/a/1.avif">${IMG}</picture>`).map(({ href }) => href)).toEqual([
      '/a/2.jpg',
      '/a/1.avif',
    ])
  })
})

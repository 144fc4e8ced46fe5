import { namedColours } from './named-colours.js'

/**
 * A CSS colour in sRGB as `#rrggbb`, or `#rrggbbaa` when it is not opaque; undefined for anything else. One form for
 * all spellings, so that equal colours give equal renditions. Understood: hex with 3, 4, 6 or 8 digits, the named
 * colours, `transparent`, `rgb()` and `hsl()` in both syntaxes (https://www.w3.org/TR/css-color-4/).
 */
export function parseColour(text: string): string | undefined {
  const colour = text.trim().toLowerCase()
  if (colour.length > 64) return undefined
  if (colour === 'transparent') return '#00000000'
  const named = namedColours.get(colour)
  if (named) return `#${named}`
  const hex = /^#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/.exec(colour)?.[1]
  if (hex) return fromHex(hex)
  const call = /^(rgb|hsl)a?\(([^()]+)\)$/.exec(colour)
  return call?.[1] && call[2] ? fromFunction(call[1], call[2]) : undefined
}

function fromHex(digits: string): string {
  const full = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits
  return `#${full.length === 8 && full.endsWith('ff') ? full.slice(0, 6) : full}`
}

function fromFunction(name: string, inside: string): string | undefined {
  const parts = inside.trim().split(/\s*[,/]\s*|\s+/)
  const [first, second, third, alpha = '1'] = parts
  if (parts.length > 4 || first === undefined || second === undefined || third === undefined) return undefined
  const opacity = portion(alpha, 1)
  const channels =
    name === 'rgb'
      ? [first, second, third].map((part) => portion(part, 255))
      : fromHsl(degrees(first), percent(second), percent(third))
  return toHex([...channels, opacity === undefined ? undefined : opacity * 255])
}

/** https://www.w3.org/TR/css-color-4/#hsl-to-rgb */
function fromHsl(hue: number | undefined, saturation: number | undefined, lightness: number | undefined): (number | undefined)[] {
  if (hue === undefined || saturation === undefined || lightness === undefined) return [undefined]
  const reach = saturation * Math.min(lightness, 1 - lightness)
  return [0, 8, 4].map((offset) => {
    const k = (((offset + hue / 30) % 12) + 12) % 12
    return 255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1)))
  })
}

function toHex(channels: readonly (number | undefined)[]): string | undefined {
  const pairs = channels.map((value) =>
    value === undefined
      ? 'x'
      : Math.round(Math.min(255, Math.max(0, value)))
          .toString(16)
          .padStart(2, '0'),
  )
  return pairs.includes('x') ? undefined : fromHex(pairs.join(''))
}

function portion(text: string, whole: number): number | undefined {
  const share = percent(text)
  return share === undefined ? decimal(text) : share * whole
}

function percent(text: string): number | undefined {
  const value = text.endsWith('%') ? decimal(text.slice(0, -1)) : undefined
  return value === undefined ? undefined : Math.min(1, Math.max(0, value / 100))
}

function degrees(text: string): number | undefined {
  return decimal(text.replace(/deg$/, ''))
}

function decimal(text: string): number | undefined {
  return /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)$/.test(text) ? Number(text) : undefined
}

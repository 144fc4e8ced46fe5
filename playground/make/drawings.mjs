import sharp from 'sharp'

/** A drawing with a transparent ground, 1200 × 1200. */
export function marmot() {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="1200" viewBox="0 0 120 120">
    <ellipse cx="60" cy="110" rx="38" ry="5" fill="#000" opacity=".18"/>
    <path d="M38 108c-10-22-6-52 10-62 2-16 26-16 28 0 16 12 20 40 8 62z" fill="#8a6a4a"/>
    <path d="M48 106c-4-18 0-36 12-38 12 2 16 20 12 38z" fill="#d9bf97"/>
    <circle cx="61" cy="40" r="17" fill="#9b7a56"/>
    <circle cx="47" cy="27" r="5" fill="#7a5c3e"/><circle cx="75" cy="27" r="5" fill="#7a5c3e"/>
    <circle cx="54" cy="38" r="2.4" fill="#201810"/><circle cx="68" cy="38" r="2.4" fill="#201810"/>
    <ellipse cx="61" cy="47" rx="7" ry="5" fill="#e2cba6"/><path d="M58 44h6l-3 3z" fill="#201810"/>
    <path d="M59 49h4v5h-4z" fill="#fff"/>
    <path d="M42 74q8 10 14 2M80 74q-8 10-14 2" fill="none" stroke="#6f5236" stroke-width="5" stroke-linecap="round"/>
  </svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}

/** A small animation, 480 × 270, 16 frames: the sun comes up and goes down. */
export async function sunrise() {
  const count = 16
  const frames = await Promise.all(
    Array.from({ length: count }, (_, at) =>
      sharp(Buffer.from(sunriseFrame(at / count)))
        .png()
        .toBuffer(),
    ),
  )
  return sharp(frames, { join: { animated: true } })
    .gif({ delay: Array(count).fill(120), loop: 0, colours: 64 })
    .toBuffer()
}

function sunriseFrame(time) {
  const up = Math.sin(time * Math.PI)
  const mix = (night, day) => Math.round(night + (day - night) * up)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="270">
    <rect width="480" height="270" fill="rgb(${mix(24, 150)},${mix(32, 200)},${mix(72, 235)})"/>
    <circle cx="240" cy="${230 - up * 150}" r="34" fill="rgb(255,${mix(150, 236)},${mix(90, 170)})"/>
    <path d="M0 270V190L90 120 160 180 250 100 340 190 400 150 480 200V270Z" fill="rgb(${mix(16, 60)},${mix(22, 96)},${mix(40, 88)})"/>
  </svg>`
}

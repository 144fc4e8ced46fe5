const CHARACTERS_PER_LINE = 56

/** An SVG that shows a message where the picture would be, so that an author sees what is wrong in the page itself. */
export function errorPicture(message: string): string {
  const lines = wrap(message).slice(0, 12)
  const height = 60 + lines.length * 24
  const text = lines.map((line, index) => `<text x="24" y="${48 + index * 24}">${escapeXml(line)}</text>`).join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="${height}" viewBox="0 0 600 ${height}" role="img">` +
    `<rect width="100%" height="100%" fill="#fff4f4"/><rect x="4" y="4" width="592" height="${height - 8}" fill="none" stroke="#b00020" stroke-width="4"/>` +
    `<g font-family="ui-monospace,monospace" font-size="16" fill="#7a0016">${text}</g></svg>`
  )
}

function wrap(message: string): string[] {
  const lines = ['']
  for (const word of message.split(/\s+/)) {
    const last = lines[lines.length - 1] ?? ''
    if (last !== '' && last.length + word.length >= CHARACTERS_PER_LINE) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

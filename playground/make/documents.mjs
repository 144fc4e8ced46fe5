import { crc32 } from 'node:zlib'

/** Documents that pages link to. */
export const documents = {
  guide: () =>
    pdf('Trail guide', [
      'From the jetty to the upper lake: 9 km, 640 m up, four hours.',
      'Water at the hut. No dogs above the wall.',
    ]),
  kit: () =>
    zip(
      'track.gpx',
      '<?xml version="1.0"?>\n<gpx version="1.1" creator="playground" xmlns="http://www.topografix.com/GPX/1/1"/>\n',
    ),
}

/** A one-page PDF 1.4 with a title and lines of text in Helvetica (ISO 32000-1, 7.5). */
function pdf(title, lines) {
  const text = [title, ...lines]
    .map((line, at) => `BT /F1 ${at === 0 ? 24 : 12} Tf 72 ${760 - at * 32} Td (${line}) Tj ET`)
    .join('\n')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = body.length
    body += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  return Buffer.from(
    `${body}xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
  )
}

/** A ZIP archive of one stored file, dated 1980 (PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16). */
function zip(name, text) {
  const data = Buffer.from(text)
  const path = Buffer.from(name)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(0x21, 8)
  common.writeUInt32LE(crc32(data), 10)
  common.writeUInt32LE(data.length, 14)
  common.writeUInt32LE(data.length, 18)
  common.writeUInt16LE(path.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, data])
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(14), path])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}

/** Nits of white paper in HDR (ITU-R BT.2408), and of the brightest that is told apart from what is brighter. */
const [PAPER, BRIGHTEST] = [203, 1000]

/**
 * Filters that make SDR of HDR (BT.2020 with PQ or HLG): in linear light, where paper is white and what is brighter bends
 * towards it, then coded with the light and colours of BT.709. `size` and `form` are what `zscale` takes for the size, and for
 * matrix and range. Made small before it is linear, which costs most. Pure.
 */
export function toneMapped(transfer: 'pq' | 'hlg', size: string, form: string): string[] {
  const from = transfer === 'pq' ? 'smpte2084' : 'arib-std-b67'
  return [
    `zscale=${size}:filter=bicubic:tin=${from}:pin=bt2020:min=bt2020nc:t=linear:npl=${PAPER}`,
    'format=gbrpf32le',
    'zscale=p=bt709',
    `tonemap=tonemap=mobius:desat=0:peak=${(BRIGHTEST / PAPER).toFixed(3)}`,
    `zscale=t=bt709:${form}`,
  ]
}

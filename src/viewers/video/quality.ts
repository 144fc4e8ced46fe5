import { build } from '../base/build-dom.js'

/** The qualities of a stream that plays, as its code knows them. */
export interface Qualities {
  /** Shorter side of each in pixels, and its index. */
  readonly rungs: readonly { index: number; side: number }[]
  /** Index of what is shown now; -1 before anything is. */
  shown(): number
  /** Keeps to one, or goes by the speed of the line (-1). */
  choose(index: number): void
  /** Calls back when another one is shown, until the stream ends. */
  onChange(then: () => void): void
}

const AUTOMATIC = '-1'

/** A menu of qualities; out of sight until a stream is played that has several. */
export function qualityMenu(
  { quality, automatic }: { quality: string; automatic: string },
  life: AbortSignal,
  chosen: (side: number | undefined) => void,
): { element: HTMLElement; offer(qualities: Qualities | undefined): void } {
  const menu = build('select', { part: 'quality', 'aria-label': quality, title: quality, hidden: true })
  let offered: Qualities | undefined
  const sideAt = (index: number): number | undefined => offered?.rungs.find((rung) => rung.index === index)?.side
  const name = (): void => {
    const [first] = menu.options
    const side = menu.value === AUTOMATIC ? sideAt(offered?.shown() ?? -1) : undefined
    if (first) first.textContent = side === undefined ? automatic : `${automatic} (${side}p)`
  }
  const choose = (): void => {
    offered?.choose(Number(menu.value))
    name()
    chosen(sideAt(Number(menu.value)))
  }
  menu.addEventListener('change', choose, { signal: life })
  return {
    element: menu,
    offer(qualities) {
      offered = qualities
      menu.hidden = !qualities || qualities.rungs.length < 2
      const rungs = [...(qualities?.rungs ?? [])].sort((a, b) => b.side - a.side)
      menu.replaceChildren(
        build('option', { value: AUTOMATIC }, automatic),
        ...rungs.map(({ index, side }) => build('option', { value: index }, `${side}p`)),
      )
      qualities?.onChange(name)
      name()
    },
  }
}

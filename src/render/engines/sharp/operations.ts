import type { Sharp } from 'sharp'
import type { Operation } from '../../../types.js'

type Of<Name extends Operation['name']> = Extract<Operation, { name: Name }>

interface OperationEntry<Name extends Operation['name']> {
  /** Adds the step to a pipeline that holds nothing else. */
  apply(pipeline: Sharp, operation: Of<Name>, background: string | undefined): Sharp
  /**
   * What it works on. `shape`: the whole picture before it is cut. `colour`: each pixel alone, so at any size.
   * `neighbours`: distances in pixels of the output, so after resizing, as sharp itself does it.
   */
  works: 'shape' | 'colour' | 'neighbours'
  /** libvips cannot do it frame by frame. */
  stillOnly?: boolean
}

const transparent = { r: 0, g: 0, b: 0, alpha: 0 }

/** Every operation a recipe can hold. A new one is one entry here; the compiler asks for it. */
const operations: { readonly [Name in Operation['name']]: OperationEntry<Name> } = {
  trim: { works: 'shape', stillOnly: true, apply: (pipeline, { threshold }) => pipeline.trim({ threshold }) },
  rotate: {
    works: 'shape',
    stillOnly: true,
    apply: (pipeline, { angle }, background) =>
      angle % 90 === 0 ? pipeline.rotate(angle) : pipeline.ensureAlpha().rotate(angle, { background: background ?? transparent }),
  },
  flip: { works: 'colour', stillOnly: true, apply: (pipeline) => pipeline.flip() },
  flop: { works: 'colour', apply: (pipeline) => pipeline.flop() },
  flatten: { works: 'colour', apply: (pipeline, _, background) => pipeline.flatten({ background: background ?? '#ffffff' }) },
  blur: { works: 'neighbours', apply: (pipeline, { sigma }) => pipeline.blur(sigma) },
  sharpen: { works: 'neighbours', apply: (pipeline, { sigma }) => pipeline.sharpen({ sigma }) },
  grayscale: { works: 'colour', apply: (pipeline) => pipeline.grayscale() },
  tint: { works: 'colour', apply: (pipeline, { colour }) => pipeline.pipelineColourspace('srgb').tint(colour) },
  brightness: { works: 'colour', apply: (pipeline, { factor }) => pipeline.modulate({ brightness: factor }) },
  saturation: { works: 'colour', apply: (pipeline, { factor }) => pipeline.modulate({ saturation: factor }) },
  hue: { works: 'colour', apply: (pipeline, { degrees }) => pipeline.modulate({ hue: Math.round(degrees) }) },
  // Around mid grey, so that 1 leaves the picture as it is.
  contrast: { works: 'colour', apply: (pipeline, { factor }) => pipeline.linear(factor, 128 * (1 - factor)) },
}

/** Adds one operation to a pipeline that holds nothing else: sharp has an order of its own for several. */
export function applyOperation(pipeline: Sharp, operation: Operation, background: string | undefined): Sharp {
  const entry = operations[operation.name] as OperationEntry<Operation['name']>
  return entry.apply(pipeline, operation, background)
}

/** Name of the first operation that cannot be done to an animation. */
export function stillOperation(list: readonly Operation[]): string | undefined {
  return list.find(({ name }) => operations[name].stillOnly)?.name
}

/** A list of operations cut where the picture is cropped and where it is resized, its order kept. */
export interface Phases {
  beforeCrop: readonly Operation[]
  beforeResize: readonly Operation[]
  afterResize: readonly Operation[]
}

/** Crops are meant for the picture after the last change of shape; neighbours are counted in pixels of the output. */
export function phasesOf(list: readonly Operation[]): Phases {
  const crop = list.findLastIndex(({ name }) => operations[name].works === 'shape') + 1
  const rest = list.slice(crop)
  const fine = rest.findIndex(({ name }) => operations[name].works === 'neighbours')
  const resize = fine < 0 ? rest.length : fine
  return { beforeCrop: list.slice(0, crop), beforeResize: rest.slice(0, resize), afterResize: rest.slice(resize) }
}

/** True when the size after the list cannot be known from the size before. */
export function changesSizeByContent(list: readonly Operation[]): boolean {
  return list.some(({ name }) => name === 'trim')
}

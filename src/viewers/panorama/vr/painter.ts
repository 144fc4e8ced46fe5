import type { Extent } from '../camera.js'
import { CORNER, sphereOf } from './geometry.js'

/** What is around is as far away as can be: only directions count, which are the same for both eyes. */
const VERTICES = `
attribute vec3 direction;
attribute vec2 place;
uniform mat4 view;
varying vec2 at;
void main() {
  at = place;
  gl_Position = (view * vec4(direction, 0.0)).xyww;
}`

const COLOURS = `
precision highp float;
uniform sampler2D picture;
varying vec2 at;
void main() {
  gl_FragColor = texture2D(picture, at);
}`

/** Pixels of the drawing of a mark. */
const MARK = 64

/** Draws what is around, with all that it needs in one context of its own. */
export class Painter {
  readonly context: WebGLRenderingContext
  readonly #program: WebGLProgram
  readonly #view: WebGLUniformLocation | null
  readonly #sphere: WebGLBuffer
  readonly #squares: WebGLBuffer
  readonly #picture: WebGLTexture
  readonly #mark: WebGLTexture
  readonly #count: number

  /** Throws where there is no WebGL. */
  constructor(extent: Extent) {
    const gl = contextOf(document.createElement('canvas'))
    const { corners, triangles } = sphereOf(extent)
    this.context = gl
    this.#program = programOf(gl)
    this.#view = gl.getUniformLocation(this.#program, 'view')
    this.#count = triangles.length
    this.#sphere = gl.createBuffer()
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#sphere)
    gl.bufferData(gl.ARRAY_BUFFER, corners, gl.STATIC_DRAW)
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer())
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, triangles, gl.STATIC_DRAW)
    this.#squares = gl.createBuffer()
    this.#picture = textureOf(gl)
    this.#mark = textureOf(gl)
    fill(gl, this.#mark, drawnMark())
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA)
  }

  /** Takes another picture; of a film the frame that it is at. */
  show(picture: TexImageSource): void {
    fill(this.context, this.#picture, picture)
  }

  /** Draws what an eye sees, and marks (corners of triangles) over it. */
  draw(view: readonly number[], marks: readonly number[]): void {
    const gl = this.context
    gl.uniformMatrix4fv(this.#view, false, view)
    this.#use(this.#sphere, this.#picture)
    gl.drawElements(gl.TRIANGLES, this.#count, gl.UNSIGNED_SHORT, 0)
    if (marks.length === 0) return
    this.#use(this.#squares, this.#mark)
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(marks), gl.STREAM_DRAW)
    gl.drawArrays(gl.TRIANGLES, 0, marks.length / CORNER)
  }

  /** All that is in a context goes with it, at once. */
  destroy(): void {
    this.context.getExtension('WEBGL_lose_context')?.loseContext()
  }

  #use(corners: WebGLBuffer, texture: WebGLTexture): void {
    const gl = this.context
    gl.bindTexture(gl.TEXTURE_2D, texture)
    gl.bindBuffer(gl.ARRAY_BUFFER, corners)
    const take = (name: string, size: number, offset: number): void => {
      const location = gl.getAttribLocation(this.#program, name)
      gl.enableVertexAttribArray(location)
      gl.vertexAttribPointer(location, size, gl.FLOAT, false, CORNER * 4, offset * 4)
    }
    take('direction', 3, 0)
    take('place', 2, 3)
  }
}

function contextOf(canvas: HTMLCanvasElement): WebGLRenderingContext {
  const options: WebGLContextAttributes & { xrCompatible: boolean } = {
    xrCompatible: true,
    alpha: false,
    antialias: false,
    depth: false,
  }
  const context = canvas.getContext('webgl', options)
  if (!context) throw new Error('There is no WebGL.')
  return context
}

function programOf(gl: WebGLRenderingContext): WebGLProgram {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTICES],
    [gl.FRAGMENT_SHADER, COLOURS],
  ] as const) {
    // oxfmt-ignore
    const shader = gl.createShader(type)
    if (!shader) throw new Error('The context is lost.')
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  gl.useProgram(program)
  return program
}

/** Of any size, which is why there are no smaller copies of it. */
function textureOf(gl: WebGLRenderingContext): WebGLTexture {
  const texture = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, filter, gl.LINEAR)
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE)
  return texture
}

function fill(gl: WebGLRenderingContext, texture: WebGLTexture, source: TexImageSource): void {
  gl.bindTexture(gl.TEXTURE_2D, texture)
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, source)
}

/** A white disc with a dark rim, to be seen on anything. */
function drawnMark(): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = MARK
  const pen = canvas.getContext('2d')
  if (!pen) return canvas
  pen.arc(MARK / 2, MARK / 2, MARK * 0.4, 0, 2 * Math.PI)
  pen.fillStyle = '#fff'
  pen.fill()
  pen.lineWidth = MARK * 0.12
  pen.strokeStyle = '#000'
  pen.stroke()
  return canvas
}

import type { Place, Problem, Reference } from '../types.js'
import { createPositions } from './position.js'

/** What a document asks for. References in order of their place; no two ranges overlap. */
export interface Discovered {
  references: Reference[]
  problems: Problem[]
}

export interface DiscoverOptions {
  /**
   * Also report every other local path to media: what `vite-ignore`, `?url` and the like leave to Vite, `<template>`
   * content, scripts, unknown attributes, style sheets' plain URLs. These ask for nothing (`explicit: false`), and only
   * their `urlRange` is of use: for moves, "used by" and the check for broken references.
   */
  everything?: boolean
}

/** Where a piece of text (a style attribute, a script block) stands in its document. */
export interface Host {
  /** Offset in the document of an offset in the piece. */
  at(offset: number): number
  /** Place of an offset of the document. */
  place(offset: number): Place
}

/** The host of a text that is a document by itself, or begins at `offset` of one. */
export function hostOf(document: string, file: string, offset = 0): Host {
  const position = createPositions(document)
  return { at: (inner) => inner + offset, place: (outer) => ({ file, ...position(outer) }) }
}

/** References in document order. */
export function inOrder(references: Iterable<Reference>): Reference[] {
  return [...references].sort((a, b) => a.urlRange.start - b.urlRange.start)
}

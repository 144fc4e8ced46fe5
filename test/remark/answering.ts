import { SET_VIEWERS, VIEWER_NAMES } from '../../src/base/viewer-names.js'
import type { MarkdownAnswerer, MarkdownHtml, MarkdownRequest } from '../../src/remark/index.js'
import type { MarkupNode } from '../../src/base/markup.js'
import { markupOf } from '../../src/rewrite/picture.js'
import type { Problem } from '../../src/types.js'
import { planned, view } from '../rewrite/example.js'

export interface Answering extends MarkdownAnswerer {
  requests: MarkdownRequest[]
  html: (request: MarkdownHtml) => Promise<string>
  htmlRequests: MarkdownHtml[]
  problems: Problem[]
}

/** Answers every request with the markup of an example photo that has the request's attributes; keeps what it was asked. */
export function answering(answer: (request: MarkdownRequest) => readonly MarkupNode[] | undefined = markupFor): Answering {
  const requests: MarkdownRequest[] = []
  const htmlRequests: MarkdownHtml[] = []
  const problems: Problem[] = []
  return {
    requests,
    htmlRequests,
    problems,
    answer: async (request) => {
      requests.push(request)
      const nodes = answer(request)
      return nodes && { nodes, isBlock: request.members !== undefined, endsParagraph: request.url.includes('ends') }
    },
    isForSets: (viewer) => SET_VIEWERS.includes(viewer),
    html: async (request) => {
      htmlRequests.push(request)
      return request.text
    },
    report: (problem) => void problems.push(problem),
  }
}

export function markupFor({ attributes, insideLink, wish, role }: MarkdownRequest): readonly MarkupNode[] {
  const viewer = VIEWER_NAMES.find((name) => name === wish.viewer)
  return markupOf(planned({ role, attributes, insideLink, overrides: { ...wish.overrides }, ...(viewer && { viewer }) }), view())
}

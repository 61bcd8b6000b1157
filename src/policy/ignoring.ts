/**
 * Comments by which a person says that a warning is meant. `# lint-ignore CODE: why` is for the next line that is no comment,
 * `# lint-ignore-file CODE: why` for its file. An error is never ignored, and neither is anything without a reason.
 */
import { didYouMean } from '../model/nearest.ts'
import { type Finding, MAX_FINDINGS } from './finding.ts'
import { FINDING_CODES } from './finding-codes.ts'
import { linesIn } from './rule-blocks.ts'
import type { SetTexts } from './set.ts'

/** A finding that a comment says is meant. */
export interface Ignored extends Finding {
  /** What the comment gives as the reason. */
  readonly why: string
}

interface Comment {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly code: string
  readonly why: string
  /** The line that it is for; absent for the whole file. */
  readonly about?: number
}

const COMMENT = /^\s*#\s*lint-ignore(-file)?(?=[\s:]|$)\s*([\w-]*)\s*:?\s*(.*?)\s*$/
const EMPTY = /^\s*(?:#|$)/

const commentsIn = (file: string, text: string): Comment[] => {
  if (!text.includes('lint-ignore')) return []
  const found: Comment[] = []
  let open: Omit<Comment, 'about'>[] = []
  let line = 0
  for (const each of linesIn(text)) {
    line += 1
    const [whole, ofFile, code = '', why = ''] = COMMENT.exec(each.replace(/^\ufeff/, '').trimEnd()) ?? []
    if (whole !== undefined) {
      const comment = { file, line, column: each.indexOf('#') + 1, code, why }
      if (ofFile === undefined) open.push(comment)
      else found.push(comment)
    } else if (!EMPTY.test(each)) {
      for (const comment of open) found.push({ ...comment, about: line })
      open = []
    }
  }
  return [...found, ...open.map(comment => ({ ...comment, about: line + 1 }))]
}

const levelOf = (code: string): 'error' | 'warning' | undefined =>
  Object.hasOwn(FINDING_CODES, code) ? FINDING_CODES[code as Finding['code']].level : undefined

/** Why a comment ignores nothing; undefined for one that may. */
const fault = ({ code, why }: Comment): string | undefined => {
  const level = levelOf(code)
  if (level === undefined) {
    const known = Object.keys(FINDING_CODES).filter(each => levelOf(each) === 'warning')
    return `no finding has the code "${code}".${didYouMean(code, known)}`
  }
  if (level === 'error')
    return `${code} is an error: it keeps the set from being installed, and cannot be ignored`
  return why === '' ? `say why: # lint-ignore ${code}: the reason` : undefined
}

const place = ({ file, code }: Pick<Comment, 'file' | 'code'>, line: number | undefined): string =>
  `${file}\n${code}\n${line ?? ''}`

/** Parts findings into those that are open and those that a comment says are meant. A comment that ignores nothing is one of the open ones. */
export function ignoring(
  findings: readonly Finding[],
  texts: SetTexts,
): { readonly open: readonly Finding[]; readonly ignored: readonly Ignored[] } {
  const comments = Object.entries(texts).flatMap(([file, text]) => commentsIn(file, text))
  if (comments.length === 0) return { open: findings, ignored: [] }
  const good = new Map<string, Comment>()
  for (const comment of comments)
    if (fault(comment) === undefined && !good.has(place(comment, comment.about)))
      good.set(place(comment, comment.about), comment)
  const used = new Set<Comment>()
  const ignored: Ignored[] = []
  const open = findings.filter(finding => {
    const comment = good.get(place(finding, finding.line)) ?? good.get(place(finding, undefined))
    if (!comment) return true
    used.add(comment)
    ignored.push({ ...finding, why: comment.why })
    return false
  })
  const idle = comments
    .filter(comment => !used.has(comment))
    .slice(0, MAX_FINDINGS)
    .map(({ file, line, column, ...comment }): Finding => {
      const message =
        fault({ file, line, column, ...comment }) ??
        `there is no ${comment.code} ${comment.about === undefined ? 'in this file' : `in line ${comment.about}`}: remove the comment`
      return { code: 'ignore-idle', file, line, column, message }
    })
  return { open: [...open, ...idle], ignored }
}

/** What a set holds, in words: for consoles and people, who then need not guess. */
import type { SetDescription } from '../model/catalogue.ts'
import type { InstalledSet } from '../ports/policy-set-store.ts'
import { readRules } from './rules-text.ts'
import { DESCRIPTION, RULES, storedSet } from './set.ts'

export interface WordedRule {
  readonly rule: readonly string[]
  /** What the rule says, as a sentence. */
  readonly means: string
  /** The comment above it in the file; rules of one block share it. */
  readonly comment?: string
}

/** The comment lines right above a line, or above the block that it stands in. */
const commentsOf = (text: string): ReadonlyMap<number, string> => {
  const found = new Map<number, string>()
  let [comment, open]: [string[], boolean] = [[], false]
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const said = /^\s*#\s?(.*)$/.exec(line)?.[1]
    if (said !== undefined) {
      comment = open ? [...comment, said] : [said]
      open = true
      continue
    }
    open = false
    if (line.trim() === '') comment = []
    else if (comment.length > 0) found.set(index + 1, comment.join(' '))
  }
  return found
}

const sentenceOf = ([section, ...fields]: readonly string[]): string => {
  const [one = '', two = '', three = '', four = '', five = 'allow'] = fields
  if (section === 'p') return `${one} ${five === 'deny' ? 'may never' : 'may'} ${four} on ${three}`
  if (section === 'g') return `${one} is in ${two}`
  return section === 'g2' ? `${one} is one of ${two}` : `${one} is a part of ${two}`
}

/** The baseline rules in words. @throws PolicyRefused for a stored set that cannot be read */
export const rulesInWords = (set: InstalledSet): readonly WordedRule[] => {
  const text = set.texts[RULES] ?? ''
  const comments = commentsOf(text)
  return readRules(text, RULES).map(({ rule, line }) => {
    const comment = comments.get(line)
    return { rule, means: sentenceOf(rule), ...(comment === undefined ? {} : { comment }) }
  })
}

/** What the set's description says, and the comments beside its lines. */
export const describedBy = (
  set: InstalledSet,
): { readonly description: SetDescription; readonly notes: Readonly<Record<string, string>> } => {
  const { description } = storedSet(set.name, set.texts)
  const comments = commentsOf(set.texts[DESCRIPTION] ?? '')
  const lines = (set.texts[DESCRIPTION] ?? '').split(/\r?\n/)
  const notes = [...comments].flatMap(([line, comment]) => {
    const key = /^\s*([\w.-]+):/.exec(lines[line - 1] ?? '')?.[1]
    return key === undefined ? [] : [[key, comment] as const]
  })
  return { description, notes: Object.fromEntries(notes) }
}

/**
 * Batches whose items are all written alike: the same members in the same order, with other texts in between, as a program writes them.
 * The first item shows how; the others are read by their texts alone, which takes a third of the time that any JSON would. Every other
 * body is left to the schema; a property test holds that it reads these the same.
 */
import { parse } from '../steps/json.ts'
import type { Evaluation } from './decisions.ts'
import { isPlainEvaluation } from './plain.ts'

/** The most items of one batch. */
export const MAX_ITEMS = 1_000

export interface PlainBatch {
  readonly evaluations: readonly Evaluation[]
}

const HEAD = /^\{ ?"evaluations" ?: ?\[ ?/
const TAIL = /^ ?\] ?\}$/
const BETWEEN = /^ ?, ?/
/** In what is read here no sign of a text has to be escaped, or was. */
const PLAIN = /^[ !#-[\]-~"]*$/
const NAME_OR_TEXT = /"[^"]*" ?:|"[^"]*"/g

/** The texts of one item. */
const TEXTS = 5

/** How an item is written: what stands before each of its texts, and behind the last one. */
interface Form {
  readonly parts: readonly string[]
  /** Which of its texts is which. */
  readonly at: Readonly<Record<'subjectType' | 'subjectId' | 'action' | 'type' | 'id', number>>
}

export const readPlainBatch = (text: string): PlainBatch | undefined => {
  const [head] = HEAD.exec(text) ?? []
  if (head === undefined || !PLAIN.test(text)) return undefined
  const end = endOfItem(text, head.length)
  const first = evaluationIn(text.slice(head.length, end))
  if (!first) return undefined
  const [between = ','] = BETWEEN.exec(text.slice(end, end + 4)) ?? []
  const form = formOf(text.slice(head.length, end), first)
  if (form.parts.length !== TEXTS + 1) return undefined
  const evaluations = [first]
  let at = end
  for (const texts: string[] = []; text.startsWith(between, at) && evaluations.length < MAX_ITEMS; ) {
    at = textsIn(text, at + between.length, { form, texts })
    if (at < 0) return undefined
    evaluations.push(evaluationOf(form, texts))
  }
  return TAIL.test(text.slice(at)) ? { evaluations } : undefined
}

/** Where an item ends whose texts hold no bracket that counts: behind the bracket that closes it. */
const endOfItem = (text: string, from: number): number => {
  let level = 0
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at]
    if (sign === '"') at = text.indexOf('"', at + 1)
    if (at < 0) return text.length
    if (sign === '{') level += 1
    if (sign === '}') level -= 1
    if (level === 0) return at + 1
  }
  return text.length
}

const evaluationIn = (item: string): Evaluation | undefined => {
  try {
    const value = parse(item)
    return isPlainEvaluation(value) ? value : undefined
  } catch {
    return undefined
  }
}

const formOf = (item: string, first: Evaluation): Form => {
  const parts: string[] = []
  let before = 0
  for (const { 0: found, index } of item.matchAll(NAME_OR_TEXT))
    if (!found.endsWith(':')) {
      parts.push(item.slice(before, index + 1))
      before = index + found.length - 1
    }
  const order = Object.entries(first).flatMap(([name, entity]) =>
    Object.keys(entity ?? {}).map(member => `${name}.${member}`),
  )
  const at = {
    subjectType: order.indexOf('subject.type'),
    subjectId: order.indexOf('subject.id'),
    action: order.indexOf('action.name'),
    type: order.indexOf('resource.type'),
    id: order.indexOf('resource.id'),
  }
  return { parts: [...parts, item.slice(before)], at }
}

/** Reads the texts of the item that begins there. Answers where it ends; -1 when it is written otherwise. */
const textsIn = (text: string, from: number, { form, texts }: { form: Form; texts: string[] }): number => {
  const { parts } = form
  let at = from
  for (let place = 0; place < parts.length - 1; place += 1) {
    const part = parts[place] as string
    if (!text.startsWith(part, at)) return -1
    const start = at + part.length
    at = text.indexOf('"', start)
    if (at <= start) return -1
    texts[place] = text.slice(start, at)
  }
  const last = parts.at(-1) as string
  return text.startsWith(last, at) ? at + last.length : -1
}

const evaluationOf = ({ at }: Form, texts: readonly string[]): Evaluation => ({
  subject: { type: texts[at.subjectType] as string, id: texts[at.subjectId] as string },
  action: { name: texts[at.action] as string },
  resource: { type: texts[at.type] as string, id: texts[at.id] as string },
})

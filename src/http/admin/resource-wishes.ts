/** Lines of a request as what they want of resources, as many together as are one change. */

import { z } from 'zod'
import { MAX_WISHES, type ResourceWish, wished } from '../../directory/resource-lines.ts'
import { IN_WORDS } from '../../model/form-words.ts'
import { ORG, type Resource, ResourceRef } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { Attributes } from '../../model/resource.ts'
import { type Line, linesOf } from '../../policy/import/lines.ts'
import type { Input } from '../route.ts'
import { decide } from '../steps/authorise.ts'
import { parse } from '../steps/json.ts'
import { asProblem } from '../steps/problem-replies.ts'
import { Name } from './ids.ts'

/** The most lines of one request, which must be here within a minute: who has more sends another. */
export const MAX_LINES = 20_000
/** The characters of lines that are worked on together. */
const MAX_CHARACTERS = 2 ** 20
/** The values of one line. */
const MAX_VALUES = 5_000

export const Ref = ResourceRef.refine(id => id.includes(':'), 'a resource is type:ID')

export const ResourceLine = z
  .union([
    z.strictObject({ put: Ref, name: Name.optional(), attributes: Attributes.optional() }),
    z.strictObject({ remove: Ref }),
  ])
  .meta({ id: 'ResourceLine' })

type Importing = Input<unknown, unknown, unknown>

interface Reading {
  /** Whether there were more lines than one request may have. */
  beyond: boolean
}

/** What is known of a line before it is made. */
export interface Read {
  readonly line: number
  readonly wish: ResourceWish | Problem
}

export async function* readsOf(
  input: Importing,
  reading: Reading,
): AsyncGenerator<Read & { readonly characters: number }> {
  for await (const { lines } of linesOf(input.received))
    for (const line of lines) {
      // Empty ones count, too: a body of nothing else would be cut for seconds.
      if (line.number > MAX_LINES) {
        reading.beyond = true
        return
      }
      if (line.text?.trim() === '') continue
      yield { line: line.number, wish: wishOf(input, line), characters: line.text?.length ?? 0 }
    }
}

const wishOf = ({ caller }: Importing, { text, fault }: Line): ResourceWish | Problem => {
  if (text === undefined) return new Problem('malformed', fault)
  try {
    const { success, data, error } = ResourceLine.safeParse(parse(text, MAX_VALUES), IN_WORDS)
    if (!success) return new Problem('malformed', mistakeOf(error))
    if ('put' in data) return data
    return { ...data, guard: view => void decide(view, caller, { on: ORG, operation: 'deleteResource' }) }
  } catch (error) {
    return asProblem(error)
  }
}

/** The first mistake of the form that the line is nearest to. */
const mistakeOf = ({ issues: [issue] }: z.ZodError): string => {
  const nearest =
    issue?.code === 'invalid_union' ? issue.errors.toSorted((a, b) => a.length - b.length)[0]?.[0] : issue
  const place = nearest?.path.join('.') ?? ''
  return `${place === '' ? '' : `${place}: `}${nearest?.message ?? 'a line is {"put": "type:ID"} or {"remove": "type:ID"}'}`
}

/** As many as are one change: of a different resource each, so that none hangs on another. */
export async function* together(
  reads: AsyncIterable<Read & { readonly characters: number }>,
): AsyncGenerator<readonly Read[]> {
  let some: Read[] = []
  let characters = 0
  const named = new Set<Resource>()
  for await (const next of reads) {
    const id = next.wish instanceof Problem ? undefined : wished(next.wish)
    const isFull = some.length === MAX_WISHES || characters + next.characters > MAX_CHARACTERS
    if (some.length > 0 && (isFull || (id !== undefined && named.has(id)))) {
      yield some
      some = []
      characters = 0
      named.clear()
    }
    some.push(next)
    characters += next.characters
    if (id !== undefined) named.add(id)
  }
  if (some.length > 0) yield some
}

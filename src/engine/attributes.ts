/** What a matcher reads as `r.ctx`: stored attributes joined with the properties of the request. */
import { ATTRIBUTES, readAttribute } from '../model/attribute-rules.ts'
import type { Context } from './casbin/context.ts'
import type { Facts } from './facts.ts'
import { UNKNOWN } from './names.ts'
import type { CheckRequest } from './question.ts'

interface Stored {
  readonly name: string
  readonly values: Context
}

const NOTHING: Context = Object.freeze(Object.create(null))

/** The attributes that are stored of a name, as rules have them. */
export const attributesOf = ({ names, links }: Facts, name: string): readonly string[] => {
  const id = names.idOf(name)
  const rows = links.get(ATTRIBUTES)?.up
  if (id === UNKNOWN || !rows || rows.startOf(id) === rows.endOf(id)) return NONE_STORED
  return [...rows.rowOf(id)].map(each => names.textOf(each))
}

const NONE_STORED: readonly string[] = []

export class Attributes {
  readonly #facts: Facts
  #subject: Stored = { name: '', values: NOTHING }
  #resource: Stored = { name: '', values: NOTHING }

  constructor(facts: Facts) {
    this.#facts = facts
  }

  /** Undefined where the set reads no attributes. */
  static of(facts: Facts): Attributes | undefined {
    return facts.set.reads && new Attributes(facts)
  }

  contextOf({ subject, resource, context = NOTHING, properties }: CheckRequest): Context {
    const { reads } = this.#facts.set
    return {
      subject: this.#joined(reads?.subject ?? [], this.#ofSubject(subject), properties?.subject),
      resource: this.#joined(reads?.resource ?? [], this.#ofResource(resource), properties?.resource),
      action: properties?.action ?? NOTHING,
      request: context,
    }
  }

  /** Searches ask about one subject and many resources, or the other way round: the last of each is kept. */
  #ofSubject(name: string): Context {
    if (this.#subject.name !== name) this.#subject = { name, values: this.#stored(name) }
    return this.#subject.values
  }

  #ofResource(name: string): Context {
    if (this.#resource.name !== name) this.#resource = { name, values: this.#stored(name) }
    return this.#resource.values
  }

  #stored(name: string): Context {
    const texts = attributesOf(this.#facts, name)
    if (texts.length === 0) return NOTHING
    const values: Record<string, unknown> = Object.create(null)
    for (const text of texts) {
      const [attribute, value] = readAttribute(text)
      values[attribute] = value
    }
    return values
  }

  #joined(names: readonly string[], stored: Context, given: Context | undefined): Context {
    if (given === undefined) return stored
    const fromRequest = this.#facts.set.catalogue.attributes === 'request'
    const joined: Record<string, unknown> = Object.create(null)
    for (const name of names) {
      const said = Object.hasOwn(given, name) ? (given[name] ?? undefined) : undefined
      const value = fromRequest ? (said ?? stored[name]) : (stored[name] ?? said)
      if (value !== undefined) joined[name] = value
    }
    return joined
  }
}

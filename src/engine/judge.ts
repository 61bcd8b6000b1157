/**
 * Puts a request to Casbin: finds the rules that can matter in one organisation at one revision, and asks. Beside
 * Casbin's answer there is only what the set does not know: an action it has not got, a resource that is not registered.
 */

import { ORG, type Resource, type Subject } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import type { Asked, Fields } from './casbin/decider.ts'
import type { Links } from './casbin/links.ts'
import { cellOf, type Facts, idIn, shapeIn } from './facts.ts'
import { othersOf } from './layout.ts'
import { type Closure, Reach } from './reach.ts'

/** A question. Texts only, encoded; `context` goes to the model's `ctx`. */
export interface CheckRequest {
  readonly subject: Subject
  readonly action: string
  readonly resource: Resource
  readonly context?: Readonly<Record<string, unknown>>
}

/** Why a request is denied whatever the rules say. */
export type Unknown = 'unknown_organisation' | 'unknown_subject' | 'unknown_action' | 'unknown_resource'

type Visit = (subject: number, object: number, shape: number) => void

const byPriority = (rules: readonly Fields[], place: number): readonly Fields[] =>
  place < 0 ? rules : rules.toSorted((a, b) => Number(a[place]) - Number(b[place]))

export class Judge implements Links {
  readonly org: string
  readonly facts: Facts
  readonly subjects: Reach
  readonly objects: Reach
  readonly #deleted: boolean
  readonly #reaches: ReadonlyMap<string, Reach>
  readonly #registry: Reach | undefined
  readonly #collections: ReadonlyMap<string, string>
  readonly #standing: ReadonlySet<string>
  readonly #others: (readonly string[])[] = []
  #scanned: readonly Fields[] | undefined

  constructor(facts: Facts, organisation: Organisation) {
    const { plan, model, catalogue } = facts.set
    this.facts = facts
    this.org = facts.org
    this.#deleted = organisation.deleted_at !== undefined
    this.#reaches = new Map([...model.graphs.keys()].map(graph => [graph, new Reach(facts, graph)]))
    this.subjects = this.reachOf(plan.index ? plan.index.subject.graph : plan.graphs.subject)
    this.objects = this.reachOf(plan.index ? plan.index.object.graph : plan.graphs.object)
    this.#collections = new Map(Object.entries(catalogue.types))
    this.#standing = new Set([ORG, ...Object.values(catalogue.types)])
    this.#registry = plan.graphs.object === undefined ? undefined : this.reachOf(plan.graphs.object)
  }

  reachOf(graph: string | undefined): Reach {
    return this.#reaches.get(graph ?? '') ?? new Reach(this.facts)
  }

  reaches(graph: string, from: string, to: string): boolean {
    return this.#reaches.get(graph)?.has(from, to) ?? false
  }

  /** The collection of the resource's type; undefined for a type that the set has not got. */
  #collectionOf(resource: string): string | undefined {
    if (typeof resource !== 'string') return undefined
    const colon = resource.indexOf(':')
    return colon < 0 ? undefined : this.#collections.get(resource.slice(0, colon))
  }

  /** Whether the resource is in its type's collection; where the model knows no collections, whether its type is known. */
  isRegistered(resource: string): boolean {
    const collection = this.#collectionOf(resource)
    return collection !== undefined && (this.#registry?.has(resource, collection) ?? true)
  }

  /** Whether lists have it: where the model knows no collections, a resource is what rules name, patterns left out. */
  isListed(id: number, resource: string): boolean {
    if (this.#registry) return this.isRegistered(resource)
    const { byObject } = this.facts
    return byObject.endOf(id) > byObject.startOf(id) && !resource.includes('*') && this.isRegistered(resource)
  }

  /** Whether there is the resource; the organisation itself and collections always are. */
  isKnown(resource: string): boolean {
    return !this.#deleted && (this.isRegistered(resource) || this.#standing.has(resource))
  }

  /** What there is not; undefined when all is known. */
  unknown({ subject, action, resource }: CheckRequest): Unknown | undefined {
    if (this.#deleted) return 'unknown_organisation'
    // Casbin compares loosely: to it, a list of one text is that text.
    if (typeof subject !== 'string') return 'unknown_subject'
    if (!this.facts.set.catalogue.actions.has(action)) return 'unknown_action'
    return this.isKnown(resource) ? undefined : 'unknown_resource'
  }

  asked({ subject, action, resource, context }: CheckRequest): Asked {
    return { sub: subject, dom: this.org, obj: resource, act: action, ctx: context }
  }

  /** Casbin's answer, whether or not the action and the resource are known. */
  decide(request: CheckRequest): boolean {
    const rules = this.rulesFor(request.subject, request.resource)
    return this.facts.set.decider.decide(this, rules, this.asked(request))
  }

  /**
   * Casbin is asked in every case, and where a resource is not registered of the collection in which it would be: what is
   * unknown is not told by the time it takes.
   */
  check(request: CheckRequest): boolean {
    const unknown = this.unknown(request)
    const collection = unknown === 'unknown_resource' ? this.#collectionOf(request.resource) : undefined
    const allowed = this.decide(
      collection === undefined ? request : { ...request, resource: collection as Resource },
    )
    return unknown === undefined && allowed
  }

  /** The rules that can match: those between what the subject and what the resource lead to, or all of them. */
  rulesFor(subject: string, resource: string): readonly Fields[] {
    if (!this.facts.set.plan.index) return this.#allRules()
    const rules: Fields[] = []
    this.eachCandidate(subject, resource, (by, on, shape) => rules.push(this.fieldsOf(by, on, shape)))
    return rules
  }

  eachCandidate(subject: string, resource: string, visit: Visit): void {
    const { byObject, set } = this.facts
    const who = this.subjects.closureOf(subject)
    for (const object of this.objects.closureOf(resource).ids) {
      const shared = set.baseline.byObject.get(object)
      if (shared)
        for (const cell of shared) if (who.ids.includes(cell.subject)) visit(cell.subject, object, cell.shape)
      if (byObject.endOf(object) > byObject.startOf(object)) this.#eachOwn(who, object, visit)
    }
  }

  #eachOwn({ ids, members }: Closure, object: number, visit: Visit): void {
    const { byObject } = this.facts
    if (members && members.size > byObject.endOf(object) - byObject.startOf(object))
      this.#eachOf(members, object, visit)
    else for (const id of ids) this.#eachBetween(id, object, visit)
  }

  /** For who leads to more than the resource has rules: looks at the rules. */
  #eachOf(subjects: ReadonlySet<number>, object: number, visit: Visit): void {
    const { byObject, bits } = this.facts
    for (const cell of byObject.rowOf(object))
      if (subjects.has(idIn(cell, bits))) visit(idIn(cell, bits), object, shapeIn(cell, bits))
  }

  #eachBetween(subject: number, object: number, visit: Visit): void {
    const { byObject, bits } = this.facts
    const cells = byObject.arrayOf(object)
    const end = byObject.endOf(object)
    for (let at = byObject.seek(object, cellOf(subject, 0, bits)); at < end; at++) {
      const cell = cells[at] as number
      if (idIn(cell, bits) !== subject) return
      visit(subject, object, shapeIn(cell, bits))
    }
  }

  fieldsOf(subject: number, object: number, shape: number): Fields {
    const { names, set } = this.facts
    return set.layout.fieldsOf(this.org, names.textOf(subject), names.textOf(object), this.othersOf(shape))
  }

  /** The fields of a shape; cut apart once. */
  othersOf(shape: number): readonly string[] {
    const known = this.#others[shape]
    if (known) return known
    const others = othersOf(this.facts.shapes.textOf(shape))
    this.#others[shape] = others
    return others
  }

  #allRules(): readonly Fields[] {
    const { set, ordered } = this.facts
    this.#scanned ??= byPriority(
      [...set.baseline.fields(this.org), ...(ordered ?? [])],
      set.model.policy.indexOf('priority'),
    )
    return this.#scanned
  }
}

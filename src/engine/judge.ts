/**
 * Puts a request to Casbin: finds the rules that can matter in one organisation at one revision, and asks. Only what the
 * set or the organisation does not know is denied beside Casbin: an unknown action, a resource that is not registered.
 */

import { ORG, type Resource, type Subject, typeOf } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import { shapesAbout } from './about.ts'
import { Attributes } from './attributes.ts'
import { MAX_RULES_PER_DECISION, TooMuchWork, unlessTooMuch } from './bounds.ts'
import type { Asked, Decided, Fields } from './casbin/decider.ts'
import type { Links } from './casbin/links.ts'
import { type Closure, has } from './closure.ts'
import { everyRule } from './every-rule.ts'
import { cellOf, type Facts, idIn, shapeIn } from './facts.ts'
import { othersOf } from './layout.ts'
import type { CheckRequest, Unknown } from './question.ts'
import { Reach } from './reach.ts'
import { type Row, seek } from './rows.ts'
import { unlike } from './unlike.ts'
import { type Verdict, verdictOf } from './verdict.ts'

type Visit = (subject: number, object: number, shape: number) => void

export class Judge implements Links {
  readonly org: string
  readonly facts: Facts
  readonly subjects: Reach
  readonly objects: Reach
  readonly #deleted: boolean
  /** The action of the weakest level. */
  readonly #least: string
  readonly #reaches: ReadonlyMap<string, Reach>
  readonly #registry: Reach | undefined
  readonly #collections: ReadonlyMap<string, string>
  /** The last resource whose collection was asked for: a decision asks several times. */
  #typed = ''
  #collection: string | undefined
  readonly #standing: ReadonlySet<string>
  readonly #unregistered: ReadonlySet<string>
  readonly #attributes: Attributes | undefined
  readonly #others: (readonly string[])[] = []
  readonly #shapesAbout: (action: string) => (shape: number) => boolean
  /** The work done so far, for callers that limit a request of many questions. */
  work = 0
  /** What Casbin answered last. */
  decided: Decided | undefined
  #who: Closure | undefined
  #scanned: readonly Fields[] | undefined

  constructor(facts: Facts, organisation: Organisation) {
    const { plan, model, catalogue } = facts.set
    this.facts = facts
    this.org = facts.org
    this.#deleted = organisation.deleted_at !== undefined
    this.#least = Object.values(catalogue.levels)[0] ?? ''
    this.#reaches = new Map([...model.graphs.keys()].map(graph => [graph, new Reach(facts, graph)]))
    this.subjects = this.reachOf(plan.index ? plan.index.subject.graph : plan.graphs.subject)
    this.objects = this.reachOf(plan.index ? plan.index.object.graph : plan.graphs.object)
    this.#collections = new Map(Object.entries(catalogue.types))
    this.#standing = new Set([ORG, ...Object.values(catalogue.types)])
    this.#shapesAbout = shapesAbout(this)
    this.#unregistered = new Set(catalogue.unregistered)
    this.#attributes = Attributes.of(facts)
    this.#registry = plan.graphs.object === undefined ? undefined : this.reachOf(plan.graphs.object)
  }

  reachOf(graph: string | undefined): Reach {
    return this.#reaches.get(graph ?? '') ?? new Reach(this.facts)
  }

  reaches(graph: string, from: string, to: string): boolean {
    return this.#reaches.get(graph)?.has(from, to) ?? false
  }

  /** The collection of the resource's type; undefined for a type that the set does not have. */
  collectionOf(resource: string): string | undefined {
    if (typeof resource !== 'string') return undefined
    if (resource === this.#typed) return this.#collection
    const colon = resource.indexOf(':')
    this.#typed = resource
    this.#collection = colon < 0 ? undefined : this.#collections.get(resource.slice(0, colon))
    return this.#collection
  }

  /** Whether the resource is in its type's collection; where the model knows no collections, whether its type is known. */
  isRegistered(resource: string): boolean {
    const collection = this.collectionOf(resource)
    return collection !== undefined && (this.#registry?.has(resource, collection) ?? true)
  }

  /** Whether lists include it. In a model without collections, the resources are those that rules name; patterns are left out. */
  isListed(id: number, resource: string): boolean {
    if (this.#registry) return this.isRegistered(resource)
    const { byObject } = this.facts
    return byObject.endOf(id) > byObject.startOf(id) && !resource.includes('*') && this.isRegistered(resource)
  }

  /** Whether there is the resource; the organisation itself and collections always are. */
  isKnown(resource: string): boolean {
    const is = this.isRegistered(resource) || this.#standing.has(resource)
    return !this.#deleted && (is || this.#needsNoRegistration(resource))
  }

  #needsNoRegistration(resource: string): boolean {
    return this.collectionOf(resource) !== undefined && this.#unregistered.has(typeOf(resource))
  }

  /** The request about the collection, where its resource is not registered and need not be. */
  placed<R extends Pick<CheckRequest, 'resource'>>(request: R): R {
    const { resource } = request
    if (this.#unregistered.size === 0 || !this.#needsNoRegistration(resource)) return request
    return this.isRegistered(resource) ? request : this.#atCollection(request)
  }

  #atCollection<R extends Pick<CheckRequest, 'resource'>>(request: R): R {
    const collection = this.collectionOf(request.resource)
    return collection === undefined ? request : { ...request, resource: collection as Resource }
  }

  /** What is wrong with the question itself, in any organisation. */
  faultOf({ action, resource }: CheckRequest): 'unknown_action' | 'unknown_resource_type' | undefined {
    if (!this.facts.set.catalogue.actions.has(action)) return 'unknown_action'
    if (this.#standing.has(resource) || this.collectionOf(resource) !== undefined) return undefined
    return 'unknown_resource_type'
  }

  /** What the question names that does not exist; undefined when everything exists. */
  unknown(request: CheckRequest): Unknown | undefined {
    if (this.#deleted) return 'unknown_organisation'
    // Casbin compares loosely: to it, a list of one text is that text.
    if (typeof request.subject !== 'string') return 'unknown_subject'
    return this.faultOf(request) ?? (this.isKnown(request.resource) ? undefined : 'unknown_resource')
  }

  /** Whether the subject may do the least to the resource; the organisation and collections are seen by all. */
  sees(subject: Subject, resource: Resource): boolean {
    return this.#standing.has(resource) || this.check({ subject, action: this.#least, resource })
  }

  asked(request: CheckRequest): Asked {
    const { subject, action, resource } = request
    const ctx = this.#attributes ? this.#attributes.contextOf(request) : request.context
    return { sub: subject, dom: this.org, obj: resource, act: action, ctx }
  }

  /** Casbin's answer, whether or not the action and the resource are known. */
  decide(request: CheckRequest): Decided {
    const rules = this.rulesFor(request)
    this.decided = this.facts.set.decider.decide(this, rules, this.asked(request))
    return this.decided
  }

  /**
   * Casbin is asked in every case; where a resource is not registered, it is asked about the collection in which it would be. So
   * the time of an answer does not show what exists.
   * @throws TooMuchWork
   */
  verdict(request: CheckRequest): Verdict {
    const unknown = this.unknown(request)
    if (unknown === undefined) return verdictOf(this.decide(this.placed(request)))
    this.decide(unknown === 'unknown_resource' ? this.#atCollection(request) : request)
    return 'no_rule'
  }

  /** Whether it is allowed; too much work is a deny. */
  check(request: CheckRequest): boolean {
    return unlessTooMuch(() => this.verdict(request) === 'allow', false)
  }

  /**
   * The rules that can match, by what subject, resource and action lead to; of those that match alike the first and the last.
   * @throws TooMuchWork when there are more than one decision may ask about
   */
  rulesFor({ subject, action, resource }: CheckRequest): readonly Fields[] {
    const { index } = this.facts.set.plan
    if (!index) return this.#allRules()
    const [found, isAbout] = [[] as number[], this.#shapesAbout(action)]
    this.eachCandidate(subject, resource, (by, on, shape) => {
      if (!isAbout(shape)) return
      if (found.length === 3 * MAX_RULES_PER_DECISION) throw new TooMuchWork('too many rules')
      found.push(by, on, shape)
    })
    const asked = index.byShape ? unlike(found) : found
    const rules: Fields[] = []
    for (let at = 0; at < asked.length; at += 3)
      rules.push(this.fieldsOf(asked[at] as number, asked[at + 1] as number, asked[at + 2] as number))
    this.work += 4 * rules.length
    return rules
  }

  eachCandidate(subject: string, resource: string, visit: Visit): void {
    const { byObject, set } = this.facts
    const who = this.subjects.closureOf(subject)
    if (who !== this.#who) this.work += who.ids.length
    this.#who = who
    for (const object of this.objects.closureOf(resource).ids) {
      const shared = set.baseline.byObject.get(object)
      if (shared)
        for (const cell of shared) if (has(who, cell.subject)) visit(cell.subject, object, cell.shape)
      const [start, end] = [byObject.startOf(object), byObject.endOf(object)]
      if (start < end) this.#eachOwn(who, { object, cells: byObject.arrayOf(object), start, end }, visit)
    }
  }

  #eachOwn({ ids, members }: Closure, row: Row, visit: Visit): void {
    const rules = row.end - row.start
    this.work += Math.min(rules, ids.length)
    if (members && members.size > rules) this.#eachOf(members, row.object, visit)
    else for (const id of ids) this.#eachBetween(id, row, visit)
  }

  /** Scans the rules of the resource, for when the subject reaches more names than the resource has rules. */
  #eachOf(subjects: ReadonlySet<number>, object: number, visit: Visit): void {
    const { byObject, bits } = this.facts
    for (const cell of byObject.rowOf(object))
      if (subjects.has(idIn(cell, bits))) visit(idIn(cell, bits), object, shapeIn(cell, bits))
  }

  #eachBetween(subject: number, { object, cells, start, end }: Row, visit: Visit): void {
    const { bits } = this.facts
    for (let at = seek(cells, start, end, cellOf(subject, 0, bits)); at < end; at++) {
      const cell = cells[at] as number
      if (idIn(cell, bits) !== subject) return
      this.work += 1
      visit(subject, object, shapeIn(cell, bits))
    }
  }

  fieldsOf(subject: number, object: number, shape: number): Fields {
    const { names, set } = this.facts
    return set.layout.fieldsOf(this.org, names.textOf(subject), names.textOf(object), this.othersOf(shape))
  }

  /** The fields of a shape, parsed once. */
  othersOf(shape: number): readonly string[] {
    const known = this.#others[shape]
    if (known) return known
    const others = othersOf(this.facts.shapes.textOf(shape))
    this.#others[shape] = others
    return others
  }

  #allRules(): readonly Fields[] {
    this.work += 4 * (this.facts.ordered?.length ?? 0)
    this.#scanned ??= everyRule(this.facts)
    return this.#scanned
  }
}

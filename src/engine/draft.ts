import type { OrgId } from '../model/id.ts'
import type { Rule } from '../model/rule.ts'
import type { Fields } from './casbin/decider.ts'
import { cellOf, type Facts, fits, idIn, type LinkRows, shapeIn } from './facts.ts'
import { Names } from './names.ts'
import { Rows } from './rows.ts'
import type { CompiledSet } from './set.ts'

/** A growing column of numbers. */
class Column {
  #values = new Uint32Array(64)
  length = 0

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new Uint32Array(this.length * 2)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.length++] = value
  }

  get values(): Uint32Array {
    return this.#values.subarray(0, this.length)
  }
}

interface Table {
  readonly from: Column
  readonly to: Column
}
const table = (): Table => ({ from: new Column(), to: new Column() })

// The least room for shapes: an organisation whose admins use a few more levels is not rebuilt for it.
const MIN_BITS = 6
const bitsFor = (shapes: number): number => Math.max(MIN_BITS, Math.ceil(Math.log2(shapes * 2)))

/** Rules being gathered, in any order, to be built into facts at once. */
export class Draft {
  readonly #set: CompiledSet
  readonly #org: OrgId
  readonly #names: Names
  readonly #shapes: Names
  readonly #grants = table()
  readonly #shapeOf = new Column()
  readonly #links = new Map<string, Table>()
  readonly #ordered: Fields[] = []

  constructor(set: CompiledSet, org: OrgId, known?: Facts) {
    this.#set = set
    this.#org = org
    this.#names = known?.names ?? new Names(set.baseline.names)
    this.#shapes = known?.shapes ?? new Names(set.baseline.shapes)
    for (const graph of set.model.graphs.keys()) this.#links.set(graph, table())
    if (known) this.#copy(known)
  }

  /** @throws BadRule when the rule does not fit the model or the organisation */
  add(rule: Rule): void {
    const { layout, indexed } = this.#set
    layout.check(rule, this.#org)
    const links = this.#links.get(rule[0])
    if (links) {
      links.from.push(this.#names.intern(rule[1] as string))
      links.to.push(this.#names.intern(rule[2] as string))
      return
    }
    const parts = layout.partsOf(rule)
    this.#grants.from.push(this.#names.intern(parts.subject))
    this.#grants.to.push(this.#names.intern(parts.object))
    this.#shapeOf.push(this.#shapes.intern(parts.shape))
    if (!indexed) this.#ordered.push(rule.slice(1))
  }

  #copy(known: Facts): void {
    for (const object of known.byObject.keys())
      for (const cell of known.byObject.rowOf(object)) {
        this.#grants.from.push(idIn(cell, known.bits))
        this.#grants.to.push(object)
        this.#shapeOf.push(shapeIn(cell, known.bits))
      }
    for (const [graph, { up }] of known.links)
      for (const child of up.keys())
        for (const parent of up.rowOf(child)) {
          this.#links.get(graph)?.from.push(child)
          this.#links.get(graph)?.to.push(parent)
        }
    for (const fields of known.ordered ?? []) this.#ordered.push(fields)
  }

  /** Sorts the names that are used into byte order; answers them with what each old number becomes. */
  #renumbered(): { names: Names; become: Uint32Array } {
    const shared = this.#set.baseline.names
    const used = new Uint8Array(this.#names.size)
    for (const { from, to } of [this.#grants, ...this.#links.values()])
      for (const column of [from, to]) for (const id of column.values) used[id] = 1
    const own: string[] = []
    for (let id = shared.texts.length; id < used.length; id++)
      if (used[id] === 1) own.push(this.#names.textOf(id))
    const names = new Names(shared, own.sort())
    const become = new Uint32Array(used.length)
    for (let id = 0; id < shared.texts.length; id++) become[id] = id
    for (let i = 0; i < own.length; i++) become[this.#names.idOf(own[i] as string)] = shared.texts.length + i
    return { names, become }
  }

  /** Builds the facts. The draft is used up. */
  build(): Facts {
    const { names, become } = this.#renumbered()
    const renumber = (column: Column): Uint32Array => column.values.map(id => become[id] as number)
    const bits = bitsFor(this.#shapes.size)
    if (!fits(names.size, this.#shapes.size, bits))
      throw new RangeError(`${names.size} names with ${this.#shapes.size} shapes are more than one can hold`)
    const shapes = this.#shapeOf.values
    const packed = (ids: Uint32Array) => ids.map((id, i) => cellOf(id, shapes[i] as number, bits))
    const [subjects, objects] = [renumber(this.#grants.from), renumber(this.#grants.to)]
    const links = new Map<string, LinkRows>()
    for (const [graph, { from, to }] of this.#links) {
      const [children, parents] = [renumber(from), renumber(to)]
      links.set(graph, { up: Rows.of(children, parents), down: Rows.of(parents, children) })
    }
    return {
      set: this.#set,
      org: this.#org,
      names,
      shapes: this.#shapes,
      bits,
      byObject: Rows.of(objects, packed(subjects)),
      bySubject: Rows.of(subjects, packed(objects)),
      links,
      ...(this.#set.indexed ? {} : { ordered: this.#ordered }),
    }
  }
}

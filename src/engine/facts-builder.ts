import type { OrgId } from '../model/id.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { isEnd } from '../model/rule-ends.ts'
import { TooLarge } from './bounds.ts'
import type { Fields } from './casbin/decider.ts'
import { Ends } from './ends.ts'
import { cellOf, type Facts, fits, idIn, type LinkRows, placeOf, shapeIn } from './facts.ts'
import { Names } from './names.ts'
import { Rows } from './rows.ts'
import type { CompiledSet } from './set.ts'
import { sortedTexts } from './sorting.ts'
import { inTurns } from './turns.ts'

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

// The least room for shapes, so that an organisation is not rebuilt because its admins use a few more levels.
const MIN_BITS = 6
const bitsFor = (shapes: number): number => Math.max(MIN_BITS, Math.ceil(Math.log2(shapes * 2)))

/** Gathers rules, in any order, and builds facts from them. It shares nothing with other facts. */
export class FactsBuilder {
  readonly #set: CompiledSet
  readonly #org: OrgId
  readonly #names: Names
  readonly #shapes: Names
  readonly #grants = table()
  readonly #shapeOf = new Column()
  readonly #links = new Map<string, Table>()
  readonly #ordered: Fields[] = []
  #ends: Rule[] = []

  constructor(set: CompiledSet, org: OrgId) {
    this.#set = set
    this.#org = org
    this.#names = Names.of(set.baseline.names)
    this.#shapes = Names.of(set.baseline.shapes)
    for (const graph of set.model.graphs.keys()) this.#links.set(graph, table())
  }

  /** @throws BadRule when the rule does not fit the model or the organisation */
  add(rule: Rule): void {
    const { layout, indexed } = this.#set
    layout.check(rule, this.#org)
    if (isEnd(rule)) {
      this.#ends.push(rule)
      return
    }
    if (rule[0] !== 'p') {
      this.#addLink(rule[0], this.#names.intern(rule[1] as string), this.#names.intern(rule[2] as string))
      return
    }
    const parts = layout.partsOf(rule)
    this.#addGrant(
      this.#names.intern(parts.subject),
      this.#names.intern(parts.object),
      this.#shapes.intern(parts.shape),
    )
    if (!indexed) this.#ordered.push(rule.slice(1))
  }

  #addLink(graph: string, child: number, parent: number): void {
    const links = this.#links.get(graph)
    links?.from.push(child)
    links?.to.push(parent)
  }

  #addGrant(subject: number, object: number, shape: number): void {
    this.#grants.from.push(subject)
    this.#grants.to.push(object)
    this.#shapeOf.push(shape)
  }

  /** Takes over existing facts, except for some of their rules. */
  async copy(known: Facts, but: readonly Rule[]): Promise<void> {
    const name = renaming(known.names, this.#names)
    const shape = renaming(known.shapes, this.#shapes)
    const gone = await goneFrom(known, but)
    await eachCell(known.byObject, gone, (object, cell) => {
      this.#addGrant(name(idIn(cell, known.bits)), name(object), shape(shapeIn(cell, known.bits)))
    })
    for (const [graph, { up }] of known.links)
      await eachCell(up, gone, (child, parent) => this.#addLink(graph, name(child), name(parent)))
    if (known.ends.size === 0 && !known.ordered) return
    const dropped = new Set<string>()
    await inTurns(but.length, at => dropped.add(ruleKey(but[at] as Rule)))
    this.#ends = known.ends.all().filter(end => !dropped.has(ruleKey(end)))
    for (const fields of known.ordered ?? [])
      if (!dropped.has(ruleKey(['p', ...fields]))) this.#ordered.push(fields)
  }

  /** Sorts the organisation's names into byte order. Answers them, and the new number of each old one. */
  async #renumbered(): Promise<{ names: Names; become: Uint32Array }> {
    const prefix = this.#set.baseline.names
    const shared = prefix.texts.length
    const own: string[] = []
    for (let id = shared; id < this.#names.size; id++) own.push(this.#names.textOf(id))
    const names = await Names.inOrder(prefix, await sortedTexts(own))
    const become = new Uint32Array(names.size)
    await inTurns(names.size, id => {
      become[id] = id < shared ? id : names.idOf(this.#names.textOf(id))
    })
    return { names, become }
  }

  /**
   * Builds the facts, in turns with other work. The builder is used up.
   * @throws TooLarge when there are more names and shapes than can be numbered
   */
  async build(): Promise<Facts> {
    const { names, become } = await this.#renumbered()
    const renumber = async (column: Column): Promise<Uint32Array> => {
      const { values } = column
      await inTurns(values.length, i => {
        values[i] = become[values[i] as number] as number
      })
      return values
    }
    const bits = bitsFor(this.#shapes.size)
    if (!fits(names.size, this.#shapes.size, bits))
      throw new TooLarge(`${names.size} names with ${this.#shapes.size} shapes are more than one can hold`)
    const shapes = this.#shapeOf.values
    const packed = async (ids: Uint32Array): Promise<Uint32Array> => {
      const cells = new Uint32Array(ids.length)
      await inTurns(ids.length, i => {
        cells[i] = cellOf(ids[i] as number, shapes[i] as number, bits)
      })
      return cells
    }
    const [subjects, objects] = [await renumber(this.#grants.from), await renumber(this.#grants.to)]
    const links = new Map<string, LinkRows>()
    for (const [graph, { from, to }] of this.#links) {
      const [children, parents] = [await renumber(from), await renumber(to)]
      links.set(graph, { up: await Rows.of(children, parents), down: await Rows.of(parents, children) })
    }
    return {
      set: this.#set,
      org: this.#org,
      names,
      shapes: this.#shapes,
      bits,
      byObject: await Rows.of(objects, await packed(subjects)),
      bySubject: await Rows.of(subjects, await packed(objects)),
      links,
      ends: Ends.none.with(this.#ends, []),
      ...(this.#set.indexed ? {} : { ordered: this.#ordered }),
    }
  }
}

/** Translates numbers of one list of names to another, and adds the names that are missing there. */
const renaming = (from: Names, to: Names): ((id: number) => number) => {
  const known = new Map<number, number>()
  return id => {
    const before = known.get(id)
    if (before !== undefined) return before
    const number = to.intern(from.textOf(id))
    known.set(id, number)
    return number
  }
}

type Gone = ReadonlyMap<Rows, ReadonlyMap<number, ReadonlySet<number>>>

/** The places of the rules that are left out. */
const goneFrom = async (known: Facts, rules: readonly Rule[]): Promise<Gone> => {
  const gone = new Map<Rows, Map<number, Set<number>>>()
  await inTurns(rules.length, at => {
    const place = placeOf(known, rules[at] as Rule)
    if (!place) return
    const rows = gone.get(place.rows) ?? new Map<number, Set<number>>()
    const cells = rows.get(place.key) ?? new Set<number>()
    gone.set(place.rows, rows.set(place.key, cells.add(place.cell)))
  })
  return gone
}

const eachCell = async (
  rows: Rows,
  gone: Gone,
  visit: (key: number, cell: number) => void,
): Promise<void> => {
  for (const key of rows.keys()) {
    const row = rows.rowOf(key)
    const left = gone.get(rows)?.get(key)
    await inTurns(row.length, at => {
      const cell = row[at] as number
      if (!left?.has(cell)) visit(key, cell)
    })
  }
}

/** Sums a comparison up, so that a report has a row for each kind of difference and not for each account and resource. */
import type { Resource, Subject } from '../../model/id.ts'
import type { Rule } from '../../model/rule.ts'
import { printed, until } from '../explain.ts'
import type { Judge } from '../judge.ts'
import { catalogueIn } from '../own-roles.ts'
import { shortened } from '../path.ts'
import { type Judges, SIDES, type Side } from './both.ts'
import { type EffectBlock, effectBlocks, resourcesOf } from './effects.ts'
import { Members } from './members.ts'
import type { ThingClass } from './things.ts'
import { type Difference, rule } from './verdicts.ts'

export interface EffectRow extends Difference {
  /** The role that the accounts hold, after the change or else before it; absent for none. */
  readonly role?: string
  /** The group or role through which they gain or lose it; absent for rules about the accounts themselves. */
  readonly through?: string
  /** The collection of the resources; `org` for the organisation itself. */
  readonly on: string
  readonly subjects: number
  readonly resources: number
  /** How many accounts differ on how many resources, added up. */
  readonly pairs: number
  /** One account and one resource of the row, with the rule that makes the difference. */
  readonly example: EffectExample
}

export interface EffectExample {
  readonly subject: Subject
  readonly resource: Resource
  /** Whether the rule was there before, or is there after; absent where only the policy set differs. */
  readonly when?: 'before' | 'after'
  readonly rule?: Rule
  readonly path?: readonly string[]
  /** When the rule or its path ends; absent when neither does. */
  readonly until?: string
}

export interface Effects {
  /** The rows with the most pairs first. */
  readonly rows: readonly EffectRow[]
  readonly pairs: number
  /** Differences beyond the most rows that are kept. */
  readonly unsummed: number
  /** Accounts that were not compared: where each decision is asked for itself, there may be too many. */
  readonly uncompared: number
}

/** The most rows that are kept apart. */
const MAX_ROWS = 5_000

type Head = Omit<EffectRow, 'subjects' | 'resources' | 'pairs'>

/** A row while it is being summed. */
class Sum {
  readonly #head: Head
  readonly #met = new Map<ThingClass, Members>()
  readonly #seen = new WeakMap<Members, number>()
  pairs = 0
  #subjects = 0
  #last: readonly Subject[] = []

  constructor(head: Head) {
    this.#head = head
  }

  add({ accounts, things, members }: EffectBlock): void {
    if (this.#last !== accounts) this.#subjects += accounts.length
    this.#last = accounts
    this.pairs += accounts.length * members.count
    if (this.#seen.get(members) === members.version) return
    this.#seen.set(members, members.version)
    const met = this.#met.get(things) ?? Members.none(things.members.length)
    met.addAll(members)
    this.#met.set(things, met)
  }

  get row(): EffectRow {
    const resources = this.#met.values().reduce((sum, { count }) => sum + count, 0)
    return { ...this.#head, subjects: this.#subjects, resources, pairs: this.pairs }
  }
}

const ROLE = 'role:'

/** The first role that the account leads to; in the policy after the change, or else before it. */
const roleOf = (judges: Judges, account: Subject): string | undefined => {
  for (const side of [...SIDES].reverse()) {
    const { subjects, facts } = judges[side]
    const roles = Object.keys(catalogueIn(facts).roles)
    const role = roles.find(each => subjects.has(account, ROLE + each))
    if (role !== undefined) return ROLE + role
  }
  return undefined
}

const exampleOf = (judges: Judges, block: EffectBlock): EffectExample => {
  const [subject] = block.accounts as [Subject]
  const [resource] = resourcesOf(block) as unknown as [Resource]
  const { cause } = block
  if (!cause) return { subject, resource }
  const judge: Judge = judges[cause.side]
  const fields = rule(judge, cause, { account: subject, resource })
  const way = judge.subjects.path(subject, cause.holder || subject) ?? [subject]
  return {
    subject,
    resource,
    when: NAMES[cause.side],
    rule: printed(judge, fields),
    path: shortened(way),
    ...until(judge, ['p', ...fields], way),
  }
}

const NAMES: Readonly<Record<Side, 'before' | 'after'>> = { 0: 'before', 1: 'after' }

/** Compares two policies and sums the differences up, in turns with other work. @throws TooMuchWork */
export async function effectsBetween(judges: Judges, most?: number): Promise<Effects> {
  const sums = new Map<string, Sum>()
  let [pairs, unsummed] = [0, 0]
  let [accounts, role]: [readonly Subject[], string | undefined] = [[], undefined]
  const uncompared = { accounts: 0 }
  for await (const block of effectBlocks(judges, uncompared, most)) {
    if (accounts !== block.accounts) role = roleOf(judges, block.accounts[0] as Subject)
    accounts = block.accounts
    const { difference, cause, things } = block
    const key = JSON.stringify([role, cause?.holder, cause?.side, things.collection, difference])
    const here = accounts.length * block.members.count
    pairs += here
    let sum = sums.get(key)
    if (!sum && sums.size < MAX_ROWS) {
      const through = cause?.holder
      sum = new Sum({
        ...difference,
        ...(role === undefined ? {} : { role }),
        ...(through ? { through } : {}),
        on: things.collection,
        example: exampleOf(judges, block),
      })
      sums.set(key, sum)
    }
    if (sum) sum.add(block)
    else unsummed += here
  }
  const rows = [...sums.values()].map(({ row }) => row)
  rows.sort((one, other) => other.pairs - one.pairs)
  return { rows, pairs, unsummed, uncompared: uncompared.accounts }
}

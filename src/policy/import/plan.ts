import { registration } from '../../change/resources.ts'
import { memberRole } from '../../change/roles.ts'
import type { RulesView } from '../../change/rules-view.ts'
import { type Resource, type Subject, typeOf } from '../../model/id.ts'
import type { Item } from './item.ts'

/** Accounts, groups or resources that a file names. */
export interface Named {
  readonly count: number
  /** How many of them are new to the organisation. Groups are not looked up. */
  readonly added?: number
  /** The first few, new ones before others. */
  readonly first: readonly string[]
}

/** What was understood of a file, told before any of it is written. */
export interface Plan {
  /** How the file was recognised. */
  readonly toldBy: string
  readonly accounts: Named
  /** The role that accounts get which have none and are given none. */
  readonly newcomerRole: string
  readonly groups: Named
  readonly resources: Named
  readonly memberships: number
  /** How many grants of each level, and how many accounts of each role. */
  readonly levels: Readonly<Record<string, number>>
  readonly roles: Readonly<Record<string, number>>
}

const SHOWN = 5

const named = (ids: Iterable<string>, isNew?: (id: string) => boolean): Named => {
  const all = [...ids]
  if (isNew === undefined) return { count: all.length, first: all.slice(0, SHOWN) }
  const added = all.filter(isNew)
  const known = added.length < SHOWN ? all.filter(id => !isNew(id)).slice(0, SHOWN) : []
  return {
    count: all.length,
    added: added.length,
    first: [...added.slice(0, SHOWN), ...known].slice(0, SHOWN),
  }
}

const count = (counts: Map<string, number>, name: string): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1)

/** Gathers what the good lines of a file say. */
export class Understood {
  readonly #groups = new Set<Subject>()
  readonly #resources = new Set<Resource>()
  readonly #levels = new Map<string, number>()
  readonly #roles = new Map<string, number>()
  #memberships = 0

  take(item: Item): void {
    if (typeOf(item.subject) === 'group') this.#groups.add(item.subject)
    if (item.kind === 'role') count(this.#roles, item.role)
    if (item.kind === 'membership') {
      this.#memberships += 1
      this.#groups.add(item.group)
    }
    if (item.kind === 'grant') {
      count(this.#levels, item.level)
      this.#resources.add(item.resource)
    }
  }

  plan(view: RulesView, accounts: Iterable<Subject>, toldBy: string): Plan {
    return {
      toldBy,
      accounts: named(accounts, id => view.roleOf(id as Subject) === undefined),
      newcomerRole: memberRole(view),
      groups: named(this.#groups),
      resources: named(this.#resources, id => !view.has(registration(view, id as Resource))),
      memberships: this.#memberships,
      levels: Object.fromEntries(this.#levels),
      roles: Object.fromEntries(this.#roles),
    }
  }
}

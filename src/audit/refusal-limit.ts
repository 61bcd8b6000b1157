/** How many refusals of one caller, and of one organisation, have lines of their own: nobody fills the disk by being refused. */
import type { Authorship } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'

interface Allowance {
  /** So many at once, */
  readonly most: number
  /** and so many a minute from then on. */
  readonly perMinute: number
}

const OF_CALLER: Allowance = { most: 100, perMinute: 10 }
const OF_ORG: Allowance = { most: 1_000, perMinute: 100 }

const MINUTE_MS = 60_000
/** Callers, and organisations, that are counted at once: then the oldest are forgotten. */
const MOST_CALLERS = 10_000

/** What is left of an allowance. */
class Left {
  readonly #of: Allowance
  #left: number
  #at: number

  constructor(of: Allowance, at: number) {
    this.#of = of
    this.#left = of.most
    this.#at = at
  }

  /** As it is by now. */
  at(now: number): number {
    const grown = (Math.max(0, now - this.#at) / MINUTE_MS) * this.#of.perMinute
    this.#left = Math.min(this.#of.most, this.#left + grown)
    this.#at = now
    return this.#left
  }

  take(): void {
    this.#left -= 1
  }
}

/** Refusals that had no line of their own. */
export interface Untold {
  readonly org: OrgId
  readonly actor: Authorship['actor']
  readonly code: string
  readonly count: number
}

interface Counted extends Untold {
  count: number
  readonly since: number
}

export const createRefusalLimit = () => {
  const callers = new Map<string, Left>()
  const orgs = new Map<OrgId, Left>()
  const untold = new Map<string, Counted>()

  const leftOf = <K>(all: Map<K, Left>, key: K, of: Allowance, now: number): Left => {
    const known = all.get(key)
    if (known) return known
    const [oldest] = all.size < MOST_CALLERS ? [] : all.keys()
    if (oldest !== undefined) all.delete(oldest)
    const fresh = new Left(of, now)
    all.set(key, fresh)
    return fresh
  }

  const count = (key: string, { org, actor, code }: Omit<Untold, 'count'>, now: number): void => {
    const known = untold.get(key)
    if (known) known.count += 1
    else if (untold.size < MOST_CALLERS) untold.set(key, { org, actor, code, count: 1, since: now })
  }

  return {
    /** Whether a refusal has a line of its own; it is counted else. */
    takes: (refusal: Omit<Untold, 'count'>, now: number): boolean => {
      const key = `${refusal.org} ${refusal.actor}`
      const [caller, whole] = [leftOf(callers, key, OF_CALLER, now), leftOf(orgs, refusal.org, OF_ORG, now)]
      if (caller.at(now) < 1 || whole.at(now) < 1) {
        count(key, refusal, now)
        return false
      }
      caller.take()
      whole.take()
      return true
    },

    /** What was counted for a minute, or all of it; it is not counted any more. */
    told: (now: number, all: boolean): readonly Untold[] => {
      const over = [...untold].filter(([, { since }]) => all || now - since >= MINUTE_MS)
      for (const [key] of over) untold.delete(key)
      return over.map(([, { since: _since, ...counted }]) => counted)
    },
  }
}

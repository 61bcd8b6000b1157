/** The decisions that a store keeps, as they are asked for: the newest first, by what they name. */
import type { Decision } from '../model/decision.ts'
import { blocksOf, decisionOf, mayName } from '../model/decision-block.ts'
import type { OrgId } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { DecisionSink } from '../ports/decision-sink.ts'
import type { DecisionStore } from '../ports/decision-store.ts'
import type { Turns } from '../ports/turns.ts'
import { type DecisionFilter, matches, soughtBy } from './decision-filter.ts'
import { type Place, type Placed, walked } from './decision-walk.ts'
import { lastUses, type UseSought } from './last-uses.ts'

export interface KeptParts {
  readonly store: DecisionStore
  readonly turns: Turns
}

const printedPlace = ({ at, block, nth }: Place): string => `${at}/${block}/${nth}`

const placeIn = (after: string): Place => {
  const [at = '', block = '', nth = ''] = after.split('/')
  return { at: Number(at) || 0, block, nth: Number(nth) || 0 }
}

export const createKeptDecisions = (parts: KeptParts) => {
  const matching = (org: OrgId, filter: DecisionFilter, after?: Place) => {
    const sought = soughtBy(filter)
    const before = Math.min(
      (after?.at ?? Number.POSITIVE_INFINITY) + 1,
      filter.until?.getTime() ?? Number.POSITIVE_INFINITY,
    )
    return walked(parts, {
      org,
      since: filter.since,
      until: filter.until,
      after,
      takes: matches(filter),
      needs: ({ since, directory }) =>
        since.getTime() < before && sought.every(names => names.some(name => mayName(directory, name))),
    })
  }

  return {
    /** Writes them. */
    sink: { append: decisions => parts.store.append(blocksOf(decisions)) } satisfies DecisionSink,

    /** The newest first. */
    query: async (org: OrgId, filter: DecisionFilter, page: PageRequest): Promise<Page<Decision>> => {
      const found: Placed[] = []
      const after = page.after === undefined ? undefined : placeIn(page.after)
      for await (const some of matching(org, filter, after)) {
        found.push(...some)
        if (found.length > page.limit) break
      }
      const shown = found.slice(0, page.limit)
      const last = shown.at(-1)
      const items = shown.map(({ row }) => decisionOf(org, row))
      return found.length > page.limit && last ? { items, next: printedPlace(last) } : { items }
    },

    /** The same, all of them, a block or less at a time. */
    stream: async function* (org: OrgId, filter: DecisionFilter): AsyncGenerator<readonly Decision[]> {
      for await (const some of matching(org, filter)) yield some.map(({ row }) => decisionOf(org, row))
    },

    /** As {@link lastUses}. */
    lastUses: (org: OrgId, sought: readonly UseSought[]) => lastUses(parts, org, sought),
  }
}

export type KeptDecisions = ReturnType<typeof createKeptDecisions>

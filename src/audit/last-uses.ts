/** When each of many things that were given was last used, in one walk over the decisions that were kept. */
import { type BlockHead, mayName, NAMED, type Sought } from '../model/decision-block.ts'
import type { OrgId } from '../model/id.ts'
import { type Placed, type WalkParts, walked } from './decision-walk.ts'

export interface UseSought {
  /** By any of these names, */
  readonly subjects: readonly string[]
  /** on this, or on anything. */
  readonly resource?: string
}

/** What is looked at for one report, from the newest on: some tenths of a second, in turns. */
const MAX_HEADS = 20_000
const MAX_BLOCKS = 400

interface Open {
  readonly resource: string | undefined
  readonly on: Sought | undefined
  readonly by: readonly Sought[]
}

const openOf = ({ subjects, resource }: UseSought): Open => ({
  resource,
  on: resource === undefined ? undefined : NAMED.resource(resource),
  by: subjects.map(NAMED.subject),
})

/** The newest allowed decision of each; undefined where none is among those that were looked at. */
export const lastUses = async (
  parts: WalkParts,
  org: OrgId,
  sought: readonly UseSought[],
): Promise<readonly (Date | undefined)[]> => {
  const open = new Map(sought.map((each, at) => [at, openOf(each)]))
  const bySubject = Map.groupBy(
    sought.flatMap(({ subjects }, at) => subjects.map(subject => ({ subject, at }))),
    ({ subject }) => subject,
  )
  const found: (Date | undefined)[] = sought.map(() => undefined)
  let [heads, blocks] = [0, 0]
  const needs = ({ directory }: BlockHead): boolean => {
    heads += 1
    const isNeeded = open
      .values()
      .some(
        ({ on, by }) =>
          (on === undefined || mayName(directory, on)) && by.some(name => mayName(directory, name)),
      )
    if (isNeeded) blocks += 1
    return isNeeded
  }
  const take = ({ row: [at, subject, , resource] }: Placed): void => {
    for (const { at: nth } of bySubject.get(subject) ?? []) {
      const is = open.get(nth)
      if (!is || (is.resource !== undefined && is.resource !== resource)) continue
      found[nth] = new Date(at)
      open.delete(nth)
    }
  }
  const isEnough = () => open.size === 0 || heads > MAX_HEADS || blocks > MAX_BLOCKS
  for await (const some of walked(parts, { org, needs, isEnough, takes: ([, , , , allowed]) => allowed }))
    some.forEach(take)
  return found
}

/** When each of many things that were given was last used, in one walk over the decisions that were kept. */
import { type BlockHead, mayName, NAMED, type Sought } from '../model/decision-block.ts'
import type { OrgId } from '../model/id.ts'
import { type Placed, type WalkParts, walked } from './decision-walk.ts'

export interface UseSought {
  /** By any of these names, or by whoever is one of too many to name, */
  readonly by: readonly string[] | ((subject: string) => boolean)
  /** on this, or on anything. */
  readonly resource?: string
}

/** What is looked at for one report, from the newest on: some tenths of a second, in turns. */
const MAX_HEADS = 20_000
const MAX_BLOCKS = 400

interface Open {
  readonly resource: string | undefined
  readonly on: Sought | undefined
  /** Undefined: no directory tells. */
  readonly by: readonly Sought[] | undefined
}

const openOf = ({ by, resource }: UseSought): Open => ({
  resource,
  on: resource === undefined ? undefined : NAMED.resource(resource),
  by: typeof by === 'function' ? undefined : by.map(NAMED.subject),
})

const mayHold = ({ directory }: BlockHead, { on, by }: Open): boolean =>
  (on === undefined || mayName(directory, on)) &&
  (by === undefined || by.some(name => mayName(directory, name)))

/** The newest allowed decision of each; undefined where none is among those that were looked at. */
export const lastUses = async (
  parts: WalkParts,
  org: OrgId,
  sought: readonly UseSought[],
): Promise<readonly (Date | undefined)[]> => {
  const open = new Map(sought.map((each, at) => [at, openOf(each)]))
  const bySubject = Map.groupBy(
    sought.flatMap(({ by }, at) => (typeof by === 'function' ? [] : by.map(subject => ({ subject, at })))),
    ({ subject }) => subject,
  )
  const byMany = sought.flatMap(({ by }, at) => (typeof by === 'function' ? { isOne: by, at } : []))
  const found: (Date | undefined)[] = sought.map(() => undefined)
  let [heads, blocks] = [0, 0]
  const needs = (head: BlockHead): boolean => {
    heads += 1
    const isNeeded = open.values().some(each => mayHold(head, each))
    if (isNeeded) blocks += 1
    return isNeeded
  }
  const isOn = (nth: number, resource: string): boolean => {
    const is = open.get(nth)
    return is !== undefined && (is.resource === undefined || is.resource === resource)
  }
  const take = ({ row: [at, subject, , resource] }: Placed): void => {
    const those = [
      ...(bySubject.get(subject) ?? []).filter(({ at: nth }) => isOn(nth, resource)),
      ...byMany.filter(({ at: nth, isOne }) => isOn(nth, resource) && isOne(subject)),
    ]
    for (const { at: nth } of those) {
      found[nth] = new Date(at)
      open.delete(nth)
    }
  }
  const isEnough = () => open.size === 0 || heads > MAX_HEADS || blocks > MAX_BLOCKS
  for await (const some of walked(parts, { org, needs, isEnough, takes: ([, , , , allowed]) => allowed }))
    some.forEach(take)
  return found
}

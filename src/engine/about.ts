import type { Judge } from './judge.ts'

type IsAbout = (shape: number) => boolean

/** The most actions of which it is kept what they lead to. */
const MAX_KEPT = 64

const ofAny: IsAbout = () => true

/** Whether rules of a shape can be about an action. A rule that Casbin would pass over is not given to it. */
export const shapesAbout = (judge: Judge): ((action: string) => IsAbout) => {
  const { plan, layout, catalogue } = judge.facts.set
  const tie = plan.index?.action
  const place = tie ? layout.others.indexOf(tie.field) : -1
  if (!tie || place < 0) return () => ofAny

  const about = (action: string): IsAbout => {
    if (tie.graph === undefined) return shape => judge.othersOf(shape)[place] === action
    const reached = judge.reachOf(tie.graph).closureOf(action)
    return shape => {
      const field = judge.othersOf(shape)[place] as string
      return field === action || reached.texts.includes(field)
    }
  }
  const kept = new Map<string, IsAbout>()
  return action => {
    if (typeof action !== 'string') return ofAny
    const known = kept.get(action)
    if (known) return known
    const fresh = about(action)
    if (kept.size < MAX_KEPT && catalogue.actions.has(action)) kept.set(action, fresh)
    return fresh
  }
}

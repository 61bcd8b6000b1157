/** Of what kind a name is: those of one kind are decided alike, as long as the same rules are about them. */
import { attributesOf } from '../attributes.ts'
import type { Judge } from '../judge.ts'
import { marked } from '../memo.ts'

/** Its marks and attributes, and itself where the matcher asks for names. */
export const kindOf = (judge: Judge, place: 'subject' | 'object', name: string): string => {
  const { plan, reads } = judge.facts.set
  const marks = plan.kinds?.[place]
  const own = marks ? marked(judge, marks, name) : name
  if (!reads) return String(own)
  return JSON.stringify([own, attributesOf(judge.facts, name).toSorted()])
}

/** Whether the matcher asks for names: then also which names a rule has decides. */
export const asksForNames = ({ facts: { set } }: Judge): boolean =>
  set.plan.kinds?.subject === undefined || set.plan.kinds.object === undefined

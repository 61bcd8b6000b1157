/** What an account of support access was given by hand, beside what the access is: each for itself, as far as the caller may know of it. */
import { z } from 'zod'
import { endOf } from '../../change/ending.ts'
import type { RulesView } from '../../change/rules-view.ts'
import { givenByHand } from '../../directory/support.ts'
import type { Subject } from '../../model/id.ts'
import type { Rule } from '../../model/rule.ts'
import { asGrant } from '../../model/rule-forms.ts'
import type { SupportAccess } from '../../model/support-access.ts'
import { whatIsGiven } from './given-words.ts'
import type { Knows } from './knowing.ts'

/** The most that is listed of one account. */
const MAX_LISTED = 20

const Given = z.object({
  role: z.string().optional(),
  group: z.string().optional(),
  resource: z.string().optional(),
  level: z.string().optional(),
  expires_at: z.iso.datetime().optional(),
})

export const GivenByHand = {
  given: z
    .array(Given)
    .optional()
    .describe(
      `What the account was given by hand beside this, at most ${MAX_LISTED}; on single resources only where the caller may see them or read the rules`,
    ),
  given_more: z.int().optional().describe('How many more it was given'),
}

/** By account; nothing of one that was given nothing. */
export const givenTo = async (
  view: RulesView,
  accesses: readonly SupportAccess[],
  knows: Knows,
): Promise<ReadonlyMap<Subject, object>> => {
  const printed = (rule: Rule) => {
    const expires_at = endOf(view, rule)
    return { ...whatIsGiven(rule, view), ...(expires_at === undefined ? {} : { expires_at }) }
  }
  const isKnown = (rule: Rule): boolean => {
    const resource = asGrant(rule)?.resource
    return resource === undefined || knows(resource)
  }
  const found = new Map<Subject, object>()
  for (const access of accesses) {
    if (view.turns.isOver()) await view.turns.nextTurn()
    const { all, first } = await givenByHand(view, access, { most: MAX_LISTED, isKnown })
    const more = all - first.length
    if (all > 0)
      found.set(access.id, { given: first.map(printed), ...(more === 0 ? {} : { given_more: more }) })
  }
  return found
}

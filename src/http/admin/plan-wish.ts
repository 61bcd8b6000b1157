import { z } from 'zod'
import { MAX_CHARACTERS, type PlanWish } from '../../policy/plans/drafts.ts'

/** The most rows of a review that are answered at once. */
const MAX_ANSWERS = 20_000

const Answer = z.strictObject({
  rule: z
    .string()
    .max(4_096)
    .regex(/^[^\r\n]+$/, 'one line'),
  answer: z.enum(['keep', 'remove']),
})

/** What a plan is made of: exactly one of these. */
export const WISHES = {
  rules: z
    .string()
    .max(MAX_CHARACTERS)
    .optional()
    .describe('CSV as the export writes it: every rule that is to hold'),
  revision: z.number().int().min(1).optional().describe('The revision whose rules are to hold again'),
  policy_set: z.string().max(63).optional().describe('The installed set that is to be used'),
  policy_review: z.enum(['none', 'two_people']).optional(),
  answers: z
    .array(Answer)
    .min(1)
    .max(MAX_ANSWERS)
    .optional()
    .describe('Answers of an access review, by the `rule` of its rows'),
}

const NAMES = Object.keys(WISHES) as readonly (keyof typeof WISHES)[]

export const onlyOne = (wish: { readonly [name in keyof typeof WISHES]?: unknown }): boolean =>
  NAMES.filter(name => wish[name] !== undefined).length === 1
export const ONLY_ONE = 'exactly one of `rules`, `revision`, `policy_set`, `policy_review` and `answers`'

export const Wish = z.strictObject(WISHES).refine(onlyOne, ONLY_ONE)

export const wishOf = (wish: z.output<typeof Wish>): PlanWish => {
  const { rules, revision, policy_set, policy_review, answers } = wish
  if (answers !== undefined) return { answers }
  if (rules !== undefined) return { rules }
  if (revision !== undefined) return { revision }
  if (policy_set !== undefined) return { policy_set }
  return { policy_review: policy_review ?? 'none' }
}

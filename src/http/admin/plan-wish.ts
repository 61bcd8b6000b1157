import { z } from 'zod'

/** What a plan is made of: exactly one of its members. */
export const Wish = z
  .strictObject({
    rules: z
      .string()
      .max(2 ** 20)
      .optional()
      .describe('CSV as the export writes it: every rule that is to hold'),
    revision: z.number().int().min(1).optional().describe('The revision whose rules are to hold again'),
    policy_set: z.string().max(63).optional().describe('The installed set that is to be used'),
    policy_review: z.enum(['none', 'two_people']).optional(),
  })
  .refine(
    wish => Object.values(wish).filter(value => value !== undefined).length === 1,
    'exactly one of `rules`, `revision`, `policy_set` and `policy_review`',
  )
export type Wish = z.output<typeof Wish>

export const wishOf = ({ rules, revision, policy_set, policy_review }: Wish) => {
  if (rules !== undefined) return { rules }
  if (revision !== undefined) return { revision }
  if (policy_set !== undefined) return { policy_set }
  return { policy_review: policy_review ?? 'none' } as const
}

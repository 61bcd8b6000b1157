import { z } from 'zod'
import type { EffectRow } from '../../engine/snapshot.ts'
import { decodeRef, ORG } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { type EffectsPage, pageOfEffects, printEffects } from '../../policy/effects.ts'
import { read } from '../builders.ts'
import { Raw } from '../steps/send.ts'
import { wants } from './as-file.ts'
import { InOrg } from './ids.ts'
import { Revision } from './moments.ts'
import { paged, pageOf } from './paging.ts'

const EffectReply = z
  .object({
    role: z.string().optional().describe('The role that the accounts hold'),
    through: z
      .string()
      .optional()
      .describe(
        'The group or role whose rule makes the difference; absent for rules about the account itself',
      ),
    on: z.string().describe('The collection of the resources, or `org`'),
    from: z.string().describe('The level before'),
    to: z.string().describe('The level after'),
    gains: z.array(z.string()).describe('Actions'),
    loses: z.array(z.string()).describe('Actions'),
    subjects: z.number().int(),
    resources: z.number().int(),
    pairs: z.number().int().describe('How many accounts differ on how many resources, added up'),
    example: z.object({
      subject: z.string(),
      resource: z.string(),
      when: z.enum(['before', 'after']).optional().describe('Whether the rule was there, or is there now'),
      rule: z.array(z.string()).optional(),
      path: z.array(z.string()).optional(),
      until: z.iso
        .datetime()
        .optional()
        .describe(
          'When the rule or its path ends: what it gives is gained, or would have been had, until then',
        ),
    }),
  })
  .meta({ id: 'PolicyEffect' })

/** Who gains and who loses what, a row for each kind of difference, those with the most pairs first. */
export const EffectsReply = z
  .object({
    items: z.array(EffectReply),
    pairs: z.number().int().describe('All differences, those on other pages too'),
    left_out: z.object({ rows: z.number().int(), pairs: z.number().int() }).describe('What this page lacks'),
    uncompared: z
      .number()
      .int()
      .optional()
      .describe('Accounts that were not compared, where the policy set has each decision asked for itself'),
    next_token: z.string().optional(),
  })
  .meta({ id: 'PolicyEffects' })

const printedRow = ({ example, ...row }: EffectRow) => ({
  ...row,
  ...(row.through === undefined ? {} : { through: decodeRef(row.through) }),
  example: {
    ...example,
    subject: decodeRef(example.subject),
    resource: decodeRef(example.resource),
    ...(example.path === undefined ? {} : { path: example.path.map(decodeRef) }),
  },
})

export const printedEffects = ({ rows, pairs, left_out, uncompared }: EffectsPage) => ({
  items: rows.map(printedRow),
  pairs,
  left_out,
  ...(uncompared === undefined ? {} : { uncompared }),
})

/** Where a page of rows begins. @throws Problem malformed */
const startOf = (after: string | undefined): number => {
  if (after === undefined) return 0
  if (!/^\d{1,6}$/.test(after)) throw new Problem('malformed', 'the page_token is not one of ours')
  return Number(after)
}

const policyEffects = read({
  operation: 'policyEffects',
  path: '/v1/orgs/:org/policy/effects',
  tag: 'Policy',
  summary: 'Compare who may do what at two revisions',
  description:
    'Complete, summed up by role, group and collection: each row says how many accounts gain or lose what on how many resources, and through which rule. With `Accept: text/plain` the rows are lines to review.',
  params: InOrg,
  query: PageQuery.extend({
    from: Revision.optional().describe('The revision before `to` when absent'),
    to: Revision.optional().describe('The newest when absent'),
  }),
  reply: EffectsReply.extend({ from: z.number().int(), to: z.number().int() }),
  problems: ['unknown_revision', 'past_pruned', 'too_much_work', 'busy'],
  may: () => [
    { on: ORG, operation: 'readPolicy' },
    { on: ORG, operation: 'reportPermissions' },
  ],
  async handle({ history }, input) {
    const { org, query } = input
    const { from, to, effects } = await history.effects(org, query.from, query.to)
    const { limit, after } = pageOf(query)
    const start = startOf(after)
    const page = pageOfEffects(effects, limit, start)
    if (wants(input, 'text/plain')) return new Raw('text/plain; charset=utf-8', printEffects(page))
    const end = start + page.rows.length
    const rows = { items: page.rows, ...(end < effects.rows.length ? { next: String(end) } : {}) }
    return { ...printedEffects(page), ...paged(rows, printedRow), from, to }
  },
})

export const policyEffectRoutes = [policyEffects]

import { z } from 'zod'
import type { RulesView } from '../../change/rules-view.ts'
import { decodeRef, ORG } from '../../model/id.ts'
import type { Page, PageRequest } from '../../model/page.ts'
import { PageQuery } from '../../model/page.ts'
import { type Rule, ruleKey } from '../../model/rule.ts'
import { endedRule, momentOf } from '../../model/rule-ends.ts'
import type { Given } from '../../policy/origins.ts'
import { read } from '../builders.ts'
import { whatIsGiven } from './given-words.ts'
import { InOrg } from './ids.ts'
import { Moment } from './moments.ts'
import { listOf, paged, pageOf } from './paging.ts'

const EndingReply = z
  .object({
    expires_at: z.iso.datetime().describe('From then on it is not given any more'),
    subject: z.string().describe('Whose it is'),
    role: z.string().optional(),
    group: z.string().optional(),
    resource: z.string().optional(),
    level: z.string().optional(),
    rule: z.array(z.string()).describe('The rule that ends'),
    by: z.string().optional().describe('Who said that it ends'),
    at: z.iso.datetime().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'Ending' })

const DAYS = 30
const DAY_MS = 86_400_000

const pageOfEnds = (ends: readonly Rule[], { limit, after = '' }: PageRequest): Page<Rule> => {
  const from = ends.findIndex(end => ruleKey(end) > after)
  const items = from < 0 ? [] : ends.slice(from, from + limit)
  const last = items.at(-1)
  const more = last !== undefined && last !== ends.at(-1)
  return { items, ...(more ? { next: ruleKey(last) } : {}) }
}

const printed = (end: Rule, view: RulesView, given: Given | undefined) => {
  const rule = endedRule(end)
  return {
    expires_at: new Date(momentOf(end)),
    subject: decodeRef(rule[1] ?? ''),
    ...whatIsGiven(rule, view),
    rule,
    ...(given === undefined ? {} : { by: decodeRef(given.by), at: given.at }),
    ...(given?.reason === undefined ? {} : { reason: given.reason }),
  }
}

const listEnding = read({
  operation: 'listEnding',
  path: '/v1/orgs/:org/ending',
  tag: 'Access',
  summary: 'List roles, memberships and grants that end soon',
  description:
    'The first to end first, with who gave it an end, when and why. To renew or to shorten one, give it again with another `expires_at`.',
  params: InOrg,
  query: PageQuery.extend({
    until: Moment.optional().describe('What ends by then; in the next 30 days when absent'),
  }),
  reply: listOf(EndingReply),
  may: () => ({ on: ORG }),
  async handle({ history }, { org, view, query }) {
    const until = query.until ?? new Date(Date.now() + DAYS * DAY_MS)
    const page = pageOfEnds(view.ending(until), pageOf(query))
    const given = await history.given(org, view.revision, page.items)
    return paged(page, end => printed(end, view, given.get(ruleKey(end))))
  },
})

export const endingRoutes = [listEnding]

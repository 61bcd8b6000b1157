import { z } from 'zod'
import type { ChangeRecord } from '../../model/change.ts'
import { decodeRef, ORG } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import type { Rule } from '../../model/rule.ts'
import { printDiff } from '../../policy/diff.ts'
import { printRules } from '../../policy/rules-text.ts'
import { PAST_REFUSALS } from '../as-of.ts'
import { read, write } from '../builders.ts'
import { LARGE } from '../route.ts'
import { Raw } from '../steps/send.ts'
import { streamed } from '../steps/streamed.ts'
import { Accept, accepts } from './accept.ts'
import { wants } from './as-file.ts'
import { InOrg } from './ids.ts'
import { At, Revision } from './moments.ts'
import { listOf, paged, pageOf } from './paging.ts'

const RuleReply = z.array(z.string()).describe('A Casbin rule: its section and fields')

const ChangeReply = z
  .object({
    revision: z.number().int(),
    at: z.iso.datetime(),
    actor: z.string(),
    action: z.string(),
    resource: z.string(),
    reason: z.string().optional(),
    request_id: z.string().optional(),
    adds: z.number().int(),
    removes: z.number().int(),
  })
  .meta({ id: 'PolicyChange' })

const printedChange = ({
  revision,
  at,
  actor,
  operation,
  target,
  reason,
  request_id,
  adds,
  removes,
}: ChangeRecord) => ({
  revision,
  at,
  actor: decodeRef(actor),
  action: operation,
  resource: decodeRef(target),
  ...(reason === undefined ? {} : { reason }),
  ...(request_id === undefined ? {} : { request_id }),
  adds: adds.length,
  removes: removes.length,
})

const mayRead = () => ({ on: ORG, operation: 'readPolicy' })

const exportPolicy = read({
  operation: 'exportPolicy',
  path: '/v1/orgs/:org/policy',
  tag: 'Policy',
  summary: 'Export the organisation’s own rules as CSV',
  description: 'As of now, of a revision, or of a time. The rules of the policy set are not part of it.',
  params: InOrg,
  query: At,
  reply: z.string(),
  media: 'text/csv',
  problems: PAST_REFUSALS,
  may: mayRead,
  async handle({ history }, { org, query }) {
    const { revision, rules } = await history.rules(org, query)
    const headers = { ETag: `"${revision}"`, 'Kasbah-Revision': String(revision) }
    return new Raw('text/csv; charset=utf-8', await streamed(lines(rules)), headers)
  },
})

async function* lines(batches: AsyncIterable<readonly Rule[]>): AsyncGenerator<string> {
  for await (const rules of batches) yield printRules(rules)
}

/** What rules about the organisation's own roles may be refused with. */
const OF_ROLES = ['role_in_use', 'role_too_strong', 'escalation_unconfirmed'] as const

/** Rules as text, at most as many characters as a body may have bytes by default. */
const RulesText = z
  .string()
  .max(2 ** 20)
  .describe('CSV as the export writes it: every rule that is to hold')

const publishPolicy = write({
  operation: 'publishPolicy',
  method: 'PUT',
  path: '/v1/orgs/:org/policy',
  tag: 'Policy',
  summary: 'Replace the organisation’s own rules',
  description:
    'The text is every rule that is to hold. Rules that it leaves out are removed, in one change. Try it with `dry_run` first.',
  params: InOrg,
  body: z.strictObject({ rules: RulesText, accept: Accept }),
  limits: LARGE,
  reply: z.object({ added: z.number().int(), removed: z.number().int() }),
  problems: ['invalid_policy', 'last_admin', 'change_too_large', 'review_needed', ...OF_ROLES],
  may: () => ({ on: ORG, operation: 'changePolicy' }),
  handle: ({ history }, { org, body, by }) =>
    history.publish(org, by, { text: body.rules, accepted: accepts(body) }),
  state: ({ adds, removes }) => ({ added: adds.length, removed: removes.length }),
})

const listRevisions = read({
  operation: 'listRevisions',
  path: '/v1/orgs/:org/policy/revisions',
  tag: 'Policy',
  summary: 'List the changes of the organisation',
  params: InOrg,
  query: PageQuery,
  reply: listOf(ChangeReply),
  may: mayRead,
  handle: async ({ history }, { org, query }) =>
    paged(await history.changes(org, pageOf(query)), printedChange),
})

const getRevision = read({
  operation: 'getRevision',
  path: '/v1/orgs/:org/policy/revisions/:revision',
  tag: 'Policy',
  summary: 'Get one change with its rules',
  params: InOrg.extend({ revision: Revision }),
  reply: ChangeReply.omit({ adds: true, removes: true })
    .extend({
      adds: z.array(RuleReply),
      removes: z.array(RuleReply),
    })
    .meta({ id: 'PolicyChangeWithRules' }),
  may: mayRead,
  async handle({ history }, { org, params }) {
    const change = await history.change(org, params.revision)
    return { ...printedChange(change), adds: change.adds, removes: change.removes }
  },
})

const diffPolicy = read({
  operation: 'diffPolicy',
  path: '/v1/orgs/:org/policy/diff',
  tag: 'Policy',
  summary: 'Compare the rules of two revisions',
  description: 'With `Accept: text/plain` the rules are lines to review.',
  params: InOrg,
  query: z.object({ from: Revision, to: Revision.optional().describe('The newest when absent') }),
  reply: z.object({
    from: z.number().int(),
    to: z.number().int(),
    adds: z.array(RuleReply),
    removes: z.array(RuleReply),
  }),
  problems: ['unknown_revision', 'past_pruned'],
  may: mayRead,
  async handle({ history }, input) {
    const { org, query } = input
    const diff = await history.diff(org, query.from, query.to)
    const plain = wants(input, 'text/plain')
    return plain ? new Raw('text/plain; charset=utf-8', printDiff(diff)) : diff
  },
})

const rollBackPolicy = write({
  operation: 'rollBackPolicy',
  method: 'POST',
  path: '/v1/orgs/:org/policy/rollback',
  tag: 'Policy',
  summary: 'Roll the rules back to an earlier revision',
  description: 'The rules of that revision hold again, as a new revision. Revisions are never removed.',
  params: InOrg,
  body: z.strictObject({ revision: z.number().int().min(1), accept: Accept }),
  problems: [
    'unknown_revision',
    'past_pruned',
    'last_admin',
    'change_too_large',
    'review_needed',
    'invalid_policy',
    ...OF_ROLES,
  ],
  may: () => ({ on: ORG, operation: 'changePolicy' }),
  handle: ({ history }, { org, body, by }) =>
    history.rollBack(org, by, { to: body.revision, accepted: accepts(body) }),
})

export const policyRoutes = [
  exportPolicy,
  publishPolicy,
  listRevisions,
  getRevision,
  diffPolicy,
  rollBackPolicy,
]

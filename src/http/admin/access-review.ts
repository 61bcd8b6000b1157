import { z } from 'zod'
import { endOf } from '../../change/ending.ts'
import { someAtATime } from '../../change/some-at-a-time.ts'
import type { Holding } from '../../directory/holdings.ts'
import type { Snapshot } from '../../engine/snapshot.ts'
import { type Decision, isMasked } from '../../model/decision.ts'
import { decodeRef, HolderRef, ORG, type Subject, typeOf } from '../../model/id.ts'
import { type Page, PageQuery, type PageRequest } from '../../model/page.ts'
import { ruleKey } from '../../model/rule.ts'
import { asGrant } from '../../model/rule-forms.ts'
import type { Given } from '../../policy/origins.ts'
import { printRule } from '../../policy/rules-text.ts'
import type { DecisionFilter } from '../../ports/decision-store.ts'
import { read } from '../builders.ts'
import type { Rooms } from '../rooms.ts'
import { asFile, pagesOf } from './as-file.ts'
import { whatIsGiven } from './given-words.ts'
import { InOrg } from './ids.ts'
import { listOf, paged, pageOf } from './paging.ts'

const ReviewReply = z
  .object({
    subject: z.string().describe('Who has it: a person, a service account or a group'),
    role: z.string().optional(),
    group: z.string().optional(),
    resource: z.string().optional(),
    level: z.string().optional(),
    members: z.number().int().optional().describe('Of a group that has it: how many are directly in it'),
    since: z.iso.datetime().optional(),
    by: z.string().optional().describe('Who gave it'),
    through: z.string().optional().describe('By which operation'),
    reason: z.string().optional(),
    expires_at: z.iso.datetime().optional(),
    last_used: z.iso
      .datetime()
      .optional()
      .describe('The newest recorded decision that allowed it; absent when none is kept'),
    rule: z.string().describe('The rule of it, for the answer'),
  })
  .meta({ id: 'ReviewedAccess' })

const COLUMNS = [
  'subject',
  'role',
  'group',
  'resource',
  'level',
  'members',
  'since',
  'by',
  'through',
  'reason',
  'expires_at',
  'last_used',
  'rule',
  'answer',
]

interface Reviewed extends Holding {
  readonly given: Given | undefined
  readonly last: Date | undefined
  readonly view: Snapshot
}

/** The recorded decisions that are looked at to find one of a member of a group. */
const LOOKED_AT = 50
/** Of a group with more members than this, nobody is looked for by pseudonym: each is worked out. */
const MAX_PSEUDONYMS = 100

/** When it was last used, as far as decisions were kept: a grant on its resource; a role, a membership, a collection anywhere. */
const lastUse = async (
  { kept }: Rooms,
  view: Snapshot,
  { holder, rule }: Holding,
): Promise<Date | undefined> => {
  const { id: org } = view.organisation
  const resource = asGrant(rule)?.resource
  const on = resource?.includes(':') ? { resource } : {}
  if (typeOf(holder) !== 'group') {
    const filter: DecisionFilter = { subjects: [holder, kept.pseudonym(org, holder)], allowed: true, ...on }
    return (await kept.store.query(org, filter, { limit: 1 })).items[0]?.at
  }
  if (on.resource === undefined) return undefined
  const { items } = await kept.store.query(org, { allowed: true, ...on }, { limit: LOOKED_AT })
  const masked = items.some(({ subject }) => isMasked(subject)) && view.linkedTo(holder) <= MAX_PSEUDONYMS
  const pseudonyms = new Set(masked ? view.membersOf(holder).map(name => kept.pseudonym(org, name)) : [])
  const isMember = ({ subject }: Decision): boolean =>
    isMasked(subject) ? pseudonyms.has(subject) : view.groupsOf(subject as Subject).includes(holder)
  return items.find(isMember)?.at
}

/** The page with when each was given and used. */
const reviewed = async (
  rooms: Rooms,
  view: Snapshot,
  { items, next }: Page<Holding>,
): Promise<Page<Reviewed>> => {
  const given = await rooms.history.given(
    view.organisation.id,
    view.revision,
    items.map(({ rule }) => rule),
  )
  const all = await someAtATime(items, async holding => [
    { ...holding, view, given: given.get(ruleKey(holding.rule)), last: await lastUse(rooms, view, holding) },
  ])
  return { items: all, ...(next === undefined ? {} : { next }) }
}

const printed = ({ holder, rule, given, last, view }: Reviewed) => {
  const expires_at = endOf(view, rule)
  return {
    subject: decodeRef(holder),
    ...whatIsGiven(rule, view),
    ...(typeOf(holder) === 'group' ? { members: view.linkedTo(holder) } : {}),
    ...(given === undefined ? {} : { since: given.at, by: decodeRef(given.by), through: given.operation }),
    ...(given?.reason === undefined ? {} : { reason: given.reason }),
    ...(expires_at === undefined ? {} : { expires_at }),
    ...(last === undefined ? {} : { last_used: last }),
    rule: printRule(rule),
  }
}

const reviewAccess = read({
  operation: 'reviewAccess',
  path: '/v1/orgs/:org/access-review',
  tag: 'Access',
  summary: 'Report what everybody was given: since when, by whom, and when it was last used',
  description:
    'Each role, membership and grant by itself, so that each can be kept or removed: answers are the `answers` of a plan (`POST .../policy/plans`). Groups come first, then service accounts and people. `last_used` is known where decisions are kept. With `Accept: text/csv` all of it is sent as a table with a column for answers, with `Accept: application/x-ndjson` as lines.',
  params: InOrg,
  query: PageQuery.extend({ subject: HolderRef.optional().describe('Only what this one was given') }),
  reply: listOf(ReviewReply),
  may: () => [{ on: ORG }, { on: ORG, operation: 'readAudit' }],
  async handle(rooms, input) {
    const { view, query } = input
    const page = async (request: PageRequest) =>
      reviewed(rooms, view, await rooms.directory.holdings(view, query.subject, request))
    const file = await asFile(input, { pages: pagesOf(page), print: printed, columns: COLUMNS })
    return file ?? paged(await page(pageOf(query)), printed)
  },
})

export const reviewRoutes = [reviewAccess]

import { z } from 'zod'
import type { UseSought } from '../../audit/last-uses.ts'
import { endOf } from '../../change/ending.ts'
import type { Holding } from '../../directory/holdings.ts'
import type { Snapshot } from '../../engine/snapshot.ts'
import { eachInTurns } from '../../engine/turns.ts'
import { decodeRef, HolderRef, ORG, type Subject, typeOf } from '../../model/id.ts'
import { type Page, PageQuery, type PageRequest } from '../../model/page.ts'
import { ruleKey } from '../../model/rule.ts'
import { asGrant } from '../../model/rule-forms.ts'
import type { Given } from '../../policy/origins.ts'
import { printRule } from '../../policy/rules-text.ts'
import { read } from '../builders.ts'
import type { Rooms } from '../rooms.ts'
import { asFile, paidPages } from './as-file.ts'
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
      .describe('The newest recorded decision that allowed it; absent when none is kept, or only far back'),
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

/** Of a group with more members than this nobody is looked for by name or pseudonym: a page would hold millions of them. */
const MAX_NAMED = 100

/** Remembers the groups of each account that was asked about. */
const groupsIn = (view: Snapshot) => {
  const known = new Map<string, ReadonlySet<string>>()
  return (account: string): ReadonlySet<string> => {
    const before = known.get(account)
    if (before) return before
    const groups = new Set<string>(view.groupsOf(account as Subject))
    known.set(account, groups)
    return groups
  }
}

/** What a use of it is: of a grant on a resource there, of a role, a membership or a grant on a collection anywhere; of a group's by any member. */
const useOf = ({ kept }: Rooms, view: Snapshot, groupsOf: ReturnType<typeof groupsIn>) => {
  const { id: org } = view.organisation
  return ({ holder, rule }: Holding): UseSought => {
    const resource = asGrant(rule)?.resource
    const on = resource?.includes(':') ? { resource } : {}
    if (typeOf(holder) === 'group' && view.linkedTo(holder) > MAX_NAMED)
      return { by: subject => groupsOf(subject).has(holder), ...on }
    const who = typeOf(holder) === 'group' ? view.membersOf(holder) : [holder]
    return { by: [...who, ...who.map(name => kept.pseudonym(org, name))], ...on }
  }
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
  const uses = await eachInTurns(items, useOf(rooms, view, groupsIn(view)))
  const last = await rooms.kept.decisions.lastUses(view.organisation.id, uses)
  const all = items.map((holding, at) => ({
    ...holding,
    view,
    given: given.get(ruleKey(holding.rule)),
    last: last[at],
  }))
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
    const file = await asFile(input, { pages: paidPages(input, page), print: printed, columns: COLUMNS })
    return file ?? paged(await page(pageOf(query)), printed)
  },
})

export const reviewRoutes = [reviewAccess]

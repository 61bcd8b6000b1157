/** Support access: an organisation is opened to somebody outside, for a set time, a purpose and a highest level. */

import { bareAccount } from '../change/bare.ts'
import { requireRoom } from '../change/bounded.ts'
import type { Answered, Changed, ChangeRequest, Draft } from '../change/commit.ts'
import { ending, requireAhead } from '../change/ending.ts'
import { rulesLeaving } from '../change/outliving.ts'
import { leave } from '../change/people.ts'
import type { RulesView } from '../change/rules-view.ts'
import { calledOf } from '../model/account.ts'
import { requireLevel } from '../model/catalogue-terms.ts'
import type { OrgId, Resource, Subject } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { grantRule, roleRule } from '../model/rule-forms.ts'
import { MAX_SUPPORT_DAYS, type SupportAccess } from '../model/support-access.ts'
import { requireVisible } from '../model/visible-id.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { heldBy } from './holdings.ts'
import type { DirectoryParts, SupportNews } from './parts.ts'

export type SupportWish = Pick<
  SupportAccess,
  'id' | 'email' | 'purpose' | 'level' | 'opened_by' | 'expires_at'
>

const DAY_MS = 86_400_000

/** The administrators to whom it is said. */
const MAX_TOLD = 50

export const createSupport = ({ store: { records }, commit, now, announce }: DirectoryParts) => ({
  list: (org: OrgId, page: PageRequest): Promise<Page<SupportAccess>> =>
    records.list('support_access', org, page),

  /** @throws Problem unknown_level, already_exists, malformed for a time that is over or too long, and for an id that misleads; change_too_large */
  open: async (org: OrgId, by: ChangeRequest, wish: SupportWish): Promise<Answered<SupportAccess>> => {
    const made = await commit(org, { ...by, target: wish.id }, async view => {
      requireTime(wish.expires_at, now())
      requireVisible(wish.id)
      requireLevel(view.catalogue, wish.level)
      requireRoom('support_access', await records.all('support_access', org))
      // Somebody who is called so is not taken over, whether they hold a role or not.
      const known = await records.find('account', org, wish.id)
      const ended = await records.find('support_access', org, wish.id)
      if (view.roleOf(wish.id) !== undefined || (known && !ended)) throw new Problem('already_exists')
      const answer: SupportAccess = { ...wish, created_at: now() }
      return { ...opened(view, answer), removes: await rulesLeaving(view, wish.id), answer }
    })
    if (!by.dryRun) void told(records, made).then(announce, () => undefined)
    return made
  },

  /** Everything that belongs to it goes in one change. @throws Problem not_found */
  end: (org: OrgId, by: ChangeRequest, id: Subject): Promise<Changed> =>
    commit(org, { ...by, target: id }, async view => {
      if (!(await records.find('support_access', org, id))) throw new Problem('not_found')
      return leave(view, { id, account: await records.find('account', org, id) }, [])
    }),
})

/** What is said of it, and to whom. */
const told = async (
  records: Pick<RecordStore, 'several' | 'find'>,
  { answer: access, after }: Answered<SupportAccess>,
): Promise<SupportNews> => {
  const { organisation, catalogue } = after
  const org = organisation.id
  const admins = after.holdersOf(catalogue.administrator).slice(0, MAX_TOLD)
  const known = await records.several('account', org, [...admins])
  const { opened_by } = access
  const opener = opened_by === 'operator' ? undefined : await records.find('account', org, opened_by)
  return {
    organisation,
    access,
    opener: opener && calledOf(opener),
    to: known.flatMap(({ email }) => email ?? []),
  }
}

const requireTime = (expires_at: Date, at: Date): void => {
  requireAhead(expires_at, at)
  if (expires_at.getTime() - at.getTime() > MAX_SUPPORT_DAYS * DAY_MS)
    throw new Problem('malformed', `support access is open for at most ${MAX_SUPPORT_DAYS} days`, {
      errors: [{ path: 'expires_at', message: 'this is too long' }],
    })
}

/** The role of a newcomer of the set and the level on every collection. */
const rulesOf = ({ catalogue, organisation }: RulesView, { id, level }: SupportAccess): readonly Rule[] => [
  roleRule(organisation.id, id, catalogue.newcomer),
  ...[...new Set(Object.values(catalogue.types))].map(all =>
    grantRule(organisation.id, id, all as Resource, level),
  ),
]

interface Listing {
  readonly most: number
  /** Whether whoever asks may know of the rule. */
  isKnown(rule: Rule): boolean
}

/** What its account was given by other calls, and has beside it: how much, and the first that are known. In turns with other work. */
export const givenByHand = async (
  view: RulesView,
  access: SupportAccess,
  { most, isKnown }: Listing,
): Promise<{ readonly all: number; readonly first: readonly Rule[] }> => {
  const own = new Set(rulesOf(view, access).map(ruleKey))
  let all = 0
  const only = (rule: Rule): boolean => {
    if (own.has(ruleKey(rule))) return false
    all += 1
    return isKnown(rule)
  }
  const first = await heldBy(view, access.id, { most, only })
  return { all, first: first.map(({ rule }) => rule) }
}

/** All of it to the end. */
const opened = (view: RulesView, access: SupportAccess): Draft => {
  const { id, email, purpose, created_at, expires_at } = access
  const account = {
    ...bareAccount(id, created_at),
    name: `Support: ${purpose}`.slice(0, 200),
    ...(email === undefined ? {} : { email, unclaimed: true as const }),
  }
  return {
    adds: ending(rulesOf(view, access), expires_at),
    records: [
      { put: 'account', value: account },
      { put: 'support_access', value: access },
    ],
  }
}

import { isDeepStrictEqual } from 'node:util'
import { bareAccount } from '../change/bare.ts'
import type { Answered, ChangeRequest, Committed } from '../change/commit.ts'
import { type Catalogue, NONE } from '../model/catalogue.ts'
import { requireLevelOrNone, requireRole } from '../model/catalogue-terms.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Organisation, OrgSettings } from '../model/organisation.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import { roleRule } from '../model/rule-forms.ts'
import { requireVisible } from '../model/visible-id.ts'
import type { DirectoryParts } from './parts.ts'

export interface NewOrganisation {
  readonly id: OrgId
  readonly name: string
  readonly policy_set: string
  /** The first administrator; absent: the operator makes one later. */
  readonly admin?: Subject
}

export const createOrganisations = ({ store, commit, commitFirst, catalogue, now }: DirectoryParts) => ({
  list: (page: PageRequest): Promise<Page<Organisation>> => store.records.organisations(page),

  get: (id: OrgId): Promise<Organisation | undefined> => store.records.organisation(id),

  /** @throws Problem already_exists, unknown_policy_set */
  async create(by: ChangeRequest, { id, name, policy_set, admin }: NewOrganisation) {
    if (admin) requireVisible(admin)
    const set = await catalogue(policy_set)
    const organisation: Organisation = {
      id,
      name,
      policy_set,
      settings: initialSettings(set),
      created_at: now(),
    }
    const committed = await commitFirst(id, by, {
      adds: admin ? [roleRule(id, admin, set.administrator)] : [],
      records: [
        { put: 'organisation', value: organisation },
        ...(admin ? [{ put: 'account', value: bareAccount(admin, now()) } as const] : []),
      ],
    })
    return { organisation, ...committed }
  },

  /** @throws Problem unknown_role, unknown_level */
  async update(
    org: OrgId,
    by: ChangeRequest,
    change: { name?: string | undefined; settings?: Partial<OrgSettings> | undefined },
  ): Promise<Answered<Organisation>> {
    return commit(org, by, view => {
      const settings = { ...view.organisation.settings, ...change.settings }
      requireSettings(view.catalogue, settings)
      requireReview(view.organisation.settings, settings)
      const organisation = { ...view.organisation, name: change.name ?? view.organisation.name, settings }
      const same = isDeepStrictEqual(organisation, view.organisation)
      return { records: same ? [] : [{ put: 'organisation', value: organisation }], answer: organisation }
    })
  },

  /** Ends it: it decides nothing any more, its keys are void, its history stays and its id stays taken. */
  async remove(org: OrgId, by: ChangeRequest): Promise<Committed> {
    return commit(org, by, view => ({
      records: [{ put: 'organisation', value: { ...view.organisation, deleted_at: now() } }],
      narrows: true,
    }))
  },
})

const initialSettings = (set: Catalogue): OrgSettings => ({
  newcomer_role: set.newcomer,
  default_access: set.default_access,
  invitation_days: 7,
  api_key_max_days: null,
  networks: null,
})

/** Giving up the second person takes two people, too. @throws Problem review_needed */
const requireReview = (before: OrgSettings, after: OrgSettings): void => {
  if (before.policy_review === 'two_people' && after.policy_review !== 'two_people')
    throw new Problem('review_needed')
}

const requireSettings = (set: Catalogue, settings: OrgSettings): void => {
  if (settings.newcomer_role !== NONE) requireRole(set, settings.newcomer_role)
  requireLevelOrNone(set, settings.default_access)
}

import type { Answered, ChangeRequest, Committed } from '../change/commit.ts'
import { requireHolder } from '../change/roles.ts'
import type { ApiKey } from '../model/api-key.ts'
import { freshCredential, hashOfCredential } from '../model/credential.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import { fresh } from '../model/unique.ts'
import type { DirectoryParts } from './parts.ts'

export type KeyWish = Pick<ApiKey, 'subject' | 'name' | 'scopes' | 'expires_at' | 'networks'>

const DAY = 24 * 60 * 60 * 1000

/** API keys of people and service accounts: shown once, kept as a hash, ended by one change. */
export const createApiKeys = ({ store, commit, now }: DirectoryParts) => ({
  list: (org: OrgId, page: PageRequest, of?: Subject): Promise<Page<ApiKey>> =>
    store.records.list('api_key', org, { ...page, ...(of === undefined ? {} : { where: { subject: of } }) }),

  get: (org: OrgId, id: string): Promise<ApiKey | undefined> => store.records.find('api_key', org, id),

  /** @throws Problem invite_first when the owner has no role, key_life_too_long */
  async create(
    org: OrgId,
    by: ChangeRequest,
    wish: KeyWish,
  ): Promise<Answered<{ key: ApiKey; text: string }>> {
    const text = freshCredential('key')
    const key: ApiKey = {
      ...wish,
      id: fresh('key'),
      org,
      hash: hashOfCredential(text),
      hint: text.slice(0, 17),
      created_at: now(),
    }
    return commit(org, { ...by, target: key.id }, view => {
      requireHolder(view, wish.subject)
      requireLife(wish.expires_at, view.organisation.settings.api_key_max_days, now())
      return { records: [{ put: 'api_key', value: key }], answer: { key, text } }
    })
  },

  /** @throws Problem not_found */
  async revoke(org: OrgId, by: ChangeRequest, id: string): Promise<Committed> {
    return commit(org, { ...by, target: id }, async () => {
      if (!(await store.records.find('api_key', org, id))) throw new Problem('not_found')
      return { records: [{ drop: 'api_key', id }], narrows: true }
    })
  },
})

const requireLife = (expires: Date | undefined, days: number | null, now: Date): void => {
  if (expires && expires <= now) throw new Problem('malformed', '`expires_at` is in the past')
  if (days === null) return
  if (!expires || expires.getTime() > now.getTime() + days * DAY) {
    throw new Problem('key_life_too_long', `keys of this organisation expire within ${days} days`)
  }
}

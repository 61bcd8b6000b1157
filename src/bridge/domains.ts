/** Mail domains that an organisation has shown to be its own: only there does it believe an address. */

import { randomBytes } from 'node:crypto'
import { requireRoom } from '../change/bounded.ts'
import type { ChangeRequest, Commit, Committed } from '../change/commit.ts'
import { domainOf } from '../model/email.ts'
import type { OrgId } from '../model/id.ts'
import type { EmailDomain } from '../model/idp.ts'
import { Problem } from '../model/problems.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { TxtRecords } from '../ports/txt-records.ts'

export interface DomainsParts {
  readonly records: RecordStore
  readonly commit: Commit
  readonly txt: TxtRecords
  readonly now: () => Date
}

/** Where the challenge of a domain must stand. */
export const challengeName = (domain: string): string => `_kasbah-challenge.${domain}`

export const createDomains = (parts: DomainsParts) => {
  const find = async (org: OrgId, domain: string): Promise<EmailDomain> => {
    const known = (await parts.records.all('email_domain', org)).find(({ id }) => id === domain)
    if (!known) throw new Problem('not_found')
    return known
  }
  const put = (value: EmailDomain) => ({ records: [{ put: 'email_domain', value } as const], answer: value })

  return {
    list: (org: OrgId) => parts.records.all('email_domain', org),

    /** Names a domain, or the IdP its people are sent to. @throws Problem malformed, not_found for the IdP */
    async put(org: OrgId, by: ChangeRequest, name: string, idp: string | undefined) {
      const id = domainOf(name)
      if (id === undefined) throw new Problem('malformed', 'this is not the name of a domain')
      const { answer, ...committed } = await parts.commit(org, { ...by, target: id }, async () => {
        const all = await parts.records.all('email_domain', org)
        const known = all.find(domain => domain.id === id)
        if (!known) requireRoom('email_domain', all)
        if (idp !== undefined && !(await parts.records.find('identity_provider', org, idp)))
          throw new Problem('not_found')
        const { idp: before, ...kept } = known ?? named(id, parts.now())
        return put({ ...kept, ...(idp === undefined ? {} : { idp }) })
      })
      return { domain: answer, ...committed }
    },

    /**
     * Believes the domain from now on. An operator may say so; anyone else must have put the challenge into the domain's DNS.
     * @throws Problem not_found, domain_unproven
     */
    async verify(org: OrgId, by: ChangeRequest, id: string) {
      const { challenge } = await find(org, id)
      const proven = by.actor === 'operator' || (await parts.txt(challengeName(id))).includes(challenge)
      if (!proven) throw new Problem('domain_unproven', `${challengeName(id)} has no TXT record ${challenge}`)
      const { answer, ...committed } = await parts.commit(org, { ...by, target: id }, async () => {
        const known = await find(org, id)
        if (known.challenge !== challenge) throw new Problem('domain_unproven')
        return known.verified_at === undefined
          ? put({ ...known, verified_at: parts.now() })
          : { answer: known }
      })
      return { domain: answer, ...committed }
    },

    /** @throws Problem not_found */
    async remove(org: OrgId, by: ChangeRequest, id: string): Promise<Committed> {
      return parts.commit(org, { ...by, target: id }, async () => {
        await find(org, id)
        return { records: [{ drop: 'email_domain', id }] }
      })
    },
  }
}

const named = (id: string, created_at: Date): EmailDomain => ({
  id,
  challenge: `kasbah-${randomBytes(24).toString('base64url')}`,
  created_at,
})

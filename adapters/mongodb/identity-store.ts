import type { OrgId, Subject } from '../../src/model/id.ts'
import type { Identity } from '../../src/model/idp.ts'
import type { IdentityStore } from '../../src/ports/identity-store.ts'
import type { Connection } from './connection/connection.ts'
import { livingOf } from './policy/organisations.ts'
import { beginning, partKey, under } from './records/keys.ts'
import { asPage, pageOf } from './records/listing.ts'
import { recordReads } from './records/record-reads.ts'
import { records } from './records/records.ts'
import type { RecordDocument } from './schema/collections.ts'

const MAX_VERIFIED = 20

/** How an organisation's people prove who they are, read. */
export const createIdentityStore = (c: Connection): IdentityStore => {
  const { identities, email_domains } = c.in
  const [idp, domain, token, group] = [
    recordReads(c, records.identity_provider),
    recordReads(c, records.email_domain),
    recordReads(c, records.scim_token),
    recordReads(c, records.scim_group),
  ]
  const one = async (filter: Partial<RecordDocument>): Promise<Identity | undefined> => {
    const found = await c.ask(() => identities.findOne(filter))
    return found ? records.identity.read(found) : undefined
  }
  return {
    idps: idp.all,
    idp: idp.find,
    domains: domain.all,
    verifiedDomains: id =>
      c.ask(async () => {
        const found = await email_domains
          .find({ id, verified_at: { $exists: true } })
          .sort({ org: 1 })
          .toArray()
        const living = await livingOf(c, found)
        return found
          .filter(({ org }) => living.has(org))
          .slice(0, MAX_VERIFIED)
          .map(document => ({ org: document.org as OrgId, domain: records.email_domain.read(document) }))
      }),
    identity: (org, idp, subject) => one({ _id: partKey(org, idp, subject) }),
    identitiesOf: (org, account: Subject) =>
      c.ask(async () =>
        (await identities.find({ org, account }).sort({ _id: 1 }).toArray()).map(records.identity.read),
      ),
    identities: (org, idp, { limit, after }) =>
      c.ask(async () => {
        const _id = beginning(under(org, idp), after === undefined ? undefined : partKey(org, idp, after))
        return asPage(await pageOf(identities, { _id }, limit, records.identity), item => item.subject)
      }),
    identityByUserName: (org, idp, userName) => one({ org, idp, user_name: userName }),
    scimTokenByHash: async hash => {
      const found = await token.first({ hash })
      return found && { org: found.org, token: found.value }
    },
    scimTokens: token.all,
    scimGroups: (org, idp, page) => group.page(org, page, { filter: { org, idp } }),
    scimGroup: group.find,
  }
}

import type { OrgId } from '../../src/model/id.ts'
import type { DirectoryStore } from '../../src/ports/directory-store.ts'
import type { Connection } from './connection/connection.ts'
import { livingOf, NOT_DELETED, organisationOf } from './policy/organisations.ts'
import { recordReads } from './records/record-reads.ts'
import { records } from './records/records.ts'

/** Who exists, read. */
export const createDirectoryStore = (c: Connection): DirectoryStore => {
  const { organisations, accounts } = c.in
  const [account, group, invitation] = [
    recordReads(c, records.account),
    recordReads(c, records.group),
    recordReads(c, records.invitation),
  ]
  return {
    organisation: id =>
      c.read(async session => {
        const found = await organisations.findOne({ _id: id, ...NOT_DELETED }, { session })
        return found ? organisationOf(found) : undefined
      }),
    organisations: ({ limit, after }) =>
      c.ask(async () => {
        const filter = after === undefined ? NOT_DELETED : { ...NOT_DELETED, _id: { $gt: after } }
        const found = await organisations
          .find(filter)
          .sort({ _id: 1 })
          .limit(limit + 1)
          .toArray()
        const items = found.slice(0, limit).map(organisationOf)
        const last = items.at(-1)
        return found.length > limit && last ? { items, next: last.id } : { items }
      }),
    organisationsOf: id =>
      c.ask(async () => {
        const known = await accounts.find({ id }, { projection: { org: 1 } }).toArray()
        return [...(await livingOf(c, known))] as OrgId[]
      }),
    account: account.find,
    accounts: (org, type, page) => account.page(org, page, { prefix: `${type}:` }),
    group: group.find,
    groups: (org, page) => group.page(org, page),
    invitation: invitation.find,
    invitations: (org, page) => invitation.page(org, page),
    invitationByHash: async token_hash => {
      const found = await invitation.first({ token_hash })
      if (!found || !(await c.ask(() => livingOf(c, [found]))).has(found.org)) return undefined
      return { org: found.org, invitation: found.value }
    },
  }
}

/** The Users endpoint: each call one read, or one change of the organisation. */
import { idOf, subject } from '../model/id.ts'
import type { Identity } from '../model/idp.ts'
import { fresh } from '../model/unique.ts'
import { ScimFault } from './fault.ts'
import { parseFilter } from './filter.ts'
import { type Listed, type ListRequest, listed } from './listing.ts'
import { patched } from './patch.ts'
import type { Json } from './path.ts'
import { type Before, removed, subjectOf, type Writing, written } from './people.ts'
import type { ScimCaller, ScimParts } from './scim.ts'
import { findUser, resourceOf, userPrinter } from './user-reader.ts'
import { readUser, type ScimUser } from './user-resource.ts'

/** Nobody else may have the user name, nor the key that sign-ins are recognised by. @throws ScimFault uniqueness */
const requireOwn = async (
  { store }: ScimParts,
  { org, provider }: ScimCaller,
  before: Before,
  user: ScimUser,
): Promise<void> => {
  const holders = await Promise.all([
    store.identity.identityByUserName(org, provider.id, user.userName.toLowerCase()),
    store.identity.identity(org, provider.id, subjectOf(user, provider, before.identity)),
  ])
  if (holders.some(holder => holder && holder.account !== before.id))
    throw new ScimFault(409, 'Another user has this userName or externalId.', 'uniqueness')
}

const writing = async ({ store, now }: ScimParts, { org, provider }: ScimCaller): Promise<Writing> => {
  const domains = await store.identity.domains(org)
  const verified = new Set(domains.filter(({ verified_at }) => verified_at).map(({ id }) => id))
  return { provider, verified, now: now() }
}

/**
 * The people whom a filter can mean at most, where it asks for one key: providers look each person up so, and looking through
 * everybody for each would take for ever. Undefined for any other filter.
 */
const pointedAt = async (
  { store }: ScimParts,
  { org, provider }: ScimCaller,
  { filter }: ListRequest,
): Promise<readonly Identity[] | undefined> => {
  const asked = filter === undefined ? undefined : parseFilter(filter)
  if (asked?.is !== 'compared' || asked.by !== 'eq' || typeof asked.to !== 'string') return undefined
  const name = asked.path.join('.').toLowerCase()
  const byKey = name === 'externalid' && provider.scim_subject === 'externalId'
  if (name !== 'username' && !byKey) return undefined
  const found = byKey
    ? await store.identity.identity(org, provider.id, asked.to)
    : await store.identity.identityByUserName(org, provider.id, asked.to.toLowerCase())
  return found ? [found] : []
}

interface UserChange {
  readonly operation: string
  next(now: Json): unknown
}

export const createUsers = (parts: ScimParts) => {
  const { identity, directory } = parts.store

  const shown = async (caller: ScimCaller, id: string): Promise<Json> =>
    (await userPrinter(parts, caller))((await findUser(parts, caller, id)).identity)

  const change = async (caller: ScimCaller, id: string, change: UserChange): Promise<Json> => {
    const { id: target } = await findUser(parts, caller, id)
    await parts.commit(caller.org, { ...caller.by, operation: change.operation, target }, async view => {
      const before = await findUser(parts, caller, id)
      const user = readUser(change.next(resourceOf(before.identity)))
      await requireOwn(parts, caller, before, user)
      return written(view, before, user, await writing(parts, caller))
    })
    return shown(caller, id)
  }

  return {
    get: shown,

    async list(caller: ScimCaller, request: ListRequest): Promise<Listed> {
      const print = await userPrinter(parts, caller)
      const pointed = await pointedAt(parts, caller, request)
      return listed(
        request,
        page =>
          pointed
            ? Promise.resolve({ items: pointed })
            : identity.identities(caller.org, caller.provider.id, page),
        person => (person.scim ? print(person) : undefined),
      )
    },

    /** Someone who signed in before they were provisioned is the same person: their key is. */
    async create(caller: ScimCaller, body: unknown): Promise<Json> {
      const user = readUser(body)
      const { org, provider, by } = caller
      const stranger = subject('user', fresh('usr'))
      let id = stranger
      await parts.commit(org, { ...by, operation: 'scimCreateUser', target: stranger }, async view => {
        const known = await identity.identity(org, provider.id, subjectOf(user, provider, undefined))
        if (known?.scim) throw new ScimFault(409, 'There is such a user already.', 'uniqueness')
        id = known?.account ?? stranger
        const before = { id, identity: known, account: await directory.account(org, id) }
        await requireOwn(parts, caller, before, user)
        return written(view, before, user, await writing(parts, caller))
      })
      return shown(caller, idOf(id))
    },

    replace: (caller: ScimCaller, id: string, body: unknown): Promise<Json> =>
      change(caller, id, { operation: 'scimReplaceUser', next: () => body }),

    patch: (caller: ScimCaller, id: string, body: unknown): Promise<Json> =>
      change(caller, id, { operation: 'scimPatchUser', next: now => patched(now, body) }),

    async remove(caller: ScimCaller, id: string): Promise<void> {
      const { id: target } = await findUser(parts, caller, id)
      await parts.commit(caller.org, { ...caller.by, operation: 'scimDeleteUser', target }, async view =>
        removed(view, await findUser(parts, caller, id)),
      )
    },
  }
}

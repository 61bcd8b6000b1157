/** The Users endpoint. Each call is one read, or one change of the organisation. */

import { believed, verifiedDomains } from '../bridge/email.ts'
import { type Match, matchOf } from '../bridge/joining.ts'
import { joinedBy } from '../bridge/person-records.ts'
import { leave } from '../change/people.ts'
import { clientsEnd } from '../change/promises.ts'
import type { RulesView } from '../change/rules-view.ts'
import { type OrgId, RawId, type Subject, subject } from '../model/id.ts'
import type { Identity } from '../model/idp.ts'
import { Problem } from '../model/problems.ts'
import { fresh } from '../model/unique.ts'
import { rulesOf, type ScimCaller, type ScimParts } from './caller.ts'
import { leftHere } from './elsewhere.ts'
import { ScimFault } from './fault.ts'
import type { Json } from './json.ts'
import { demanded, type Listed, type ListRequest, listed } from './listing.ts'
import { dueTo } from './membership.ts'
import { patched } from './patch.ts'
import { type Before, subjectOf, type Writing, written } from './people.ts'
import { findUser, groupsKept, printed, printUser, resourceOf } from './user-reader.ts'
import { readUser, type ScimUser } from './user-resource.ts'

/** User names are compared without regard to case. */
const holding = async (
  { records }: ScimParts['store'],
  org: OrgId,
  idp: string,
  userName: string,
): Promise<Identity | undefined> =>
  (await records.list('identity', org, { limit: 1, where: { idp, user_name: userName.toLowerCase() } }))
    .items[0]

/** The user name, and the key that sign-ins are recognised by, must not be another's. @throws ScimFault uniqueness */
const requireOwn = async (
  { store }: ScimParts,
  { org, idp }: ScimCaller,
  before: Before,
  user: ScimUser,
): Promise<void> => {
  const holders = await Promise.all([
    holding(store, org, idp.id, user.userName),
    store.records.find('identity', org, { idp: idp.id, subject: subjectOf(user, idp, before.identity) }),
  ])
  if (holders.some(holder => holder && holder.account !== before.id))
    throw new ScimFault(409, 'Another user has this userName or externalId.', 'uniqueness')
}

const writing = async (parts: ScimParts, caller: ScimCaller, view: RulesView): Promise<Writing> => {
  return {
    idp: caller.idp,
    verified: await verifiedDomains(parts.store.records, caller.org),
    now: parts.now(),
    due: (identity, aside) => dueTo(parts, view, { caller, identity, aside }),
    leftHere: identity => leftHere(parts, caller, view, identity),
  }
}

/** The people that a filter can match, where it demands one of their keys. Undefined for any other filter. */
const pointedAt = async (
  { store }: ScimParts,
  { org, idp }: ScimCaller,
  filter: string | undefined,
): Promise<readonly Identity[] | undefined> => {
  const keys = ['id', 'username', ...(idp.scim_subject === 'externalId' ? ['externalid'] : [])]
  const demand = demanded(filter, keys)
  if (demand === undefined) return undefined
  const { name, value } = demand
  if (name === 'id') {
    if (!RawId.safeParse(value).success) return []
    const where = { idp: idp.id, account: subject('user', value) }
    return (await store.records.list('identity', org, { limit: 100, where })).items
  }
  const found =
    name === 'externalid'
      ? await store.records.find('identity', org, { idp: idp.id, subject: value })
      : await holding(store, org, idp.id, value)
  return found ? [found] : []
}

/** Who a new user is: somebody with their key, somebody who was prepared, or a stranger. */
const arriving = async (
  { store }: ScimParts,
  { org, idp }: ScimCaller,
  user: ScimUser,
  stranger: Subject,
): Promise<Before & { readonly match: Match | undefined }> => {
  const key = subjectOf(user, idp, undefined)
  const identity = await store.records.find('identity', org, { idp: idp.id, subject: key })
  const { email } = user
  const verified = await verifiedDomains(store.records, org)
  const trusted =
    email !== undefined && believed({ email, email_verified: false }, idp, verified) ? { address: email } : {}
  const match = identity ? undefined : await matchOf(store.records, org, { idp, subject: key, ...trusted })
  const id = identity?.account ?? match?.account.id ?? stranger
  return { id, identity, match, account: await store.records.find('account', org, id) }
}

const listOf = async (parts: ScimParts, caller: ScimCaller, request: ListRequest): Promise<Listed> => {
  const { records } = parts.store
  const view = await rulesOf(parts, caller)
  const pointed = await pointedAt(parts, caller, request.filter)
  let kept: ReadonlySet<Subject> = new Set()
  return listed(request, {
    turns: parts.turns,
    read: async page => {
      const found = pointed
        ? { items: pointed }
        : await records.list('identity', caller.org, { ...page, where: { idp: caller.idp.id } })
      kept = await groupsKept(parts, caller, view, found.items)
      return found
    },
    print: person => (person.scim ? printUser({ view, kept }, caller, person) : undefined),
  })
}

interface UserChange {
  readonly operation: string
  next(now: Json): unknown
}

export const createUsers = (parts: ScimParts) => {
  const change = async (caller: ScimCaller, id: string, change: UserChange): Promise<Json> => {
    const { id: target } = await findUser(parts, caller, id)
    const by = { ...caller.by, operation: change.operation, target }
    const { after, answer } = await parts.commit(caller.org, by, async view => {
      const before = await findUser(parts, caller, id)
      const user = readUser(change.next(resourceOf(before.identity)))
      await requireOwn(parts, caller, before, user)
      return written(view, before, user, await writing(parts, caller, view))
    })
    return printed(parts, caller, after, answer)
  }

  return {
    get: async (caller: ScimCaller, id: string): Promise<Json> =>
      printed(parts, caller, await rulesOf(parts, caller), (await findUser(parts, caller, id)).identity),

    list: (caller: ScimCaller, request: ListRequest): Promise<Listed> => listOf(parts, caller, request),

    /** Someone who signed in before they were provisioned is the same person: their key is. Someone who was prepared may be. */
    async create(caller: ScimCaller, body: unknown): Promise<Json> {
      const user = readUser(body)
      const { org, by } = caller
      const stranger = subject('user', fresh('usr'))
      const { id: target } = await arriving(parts, caller, user, stranger)
      const creating = { ...by, operation: 'scimCreateUser', target }
      const { after, answer } = await parts.commit(org, creating, async view => {
        const { match, ...person } = await arriving(parts, caller, user, stranger)
        if (person.identity?.scim) throw new ScimFault(409, 'There is such a user already.', 'uniqueness')
        // The line in the trail names somebody else by now.
        if (person.id !== target) throw new Problem('busy')
        const before = match ? { ...person, joined: joinedBy(view, match, parts.now()) } : person
        await requireOwn(parts, caller, before, user)
        return written(view, before, user, await writing(parts, caller, view))
      })
      return printed(parts, caller, after, answer)
    },

    replace: (caller: ScimCaller, id: string, body: unknown): Promise<Json> =>
      change(caller, id, { operation: 'scimReplaceUser', next: () => body }),

    patch: (caller: ScimCaller, id: string, body: unknown): Promise<Json> =>
      change(caller, id, { operation: 'scimPatchUser', next: now => patched(now, body) }),

    async remove(caller: ScimCaller, id: string): Promise<void> {
      const { id: target } = await findUser(parts, caller, id)
      await parts.commit(caller.org, { ...caller.by, operation: 'scimDeleteUser', target }, async view => {
        const person = await findUser(parts, caller, id)
        const { idp, subject } = person.identity
        const left = await leftHere(parts, caller, view, person.identity)
        return left
          ? { ...left, records: [{ drop: 'identity', idp, subject }], narrows: true }
          : leave(view, person, await clientsEnd(parts.store, caller.org, target))
      })
    },
  }
}

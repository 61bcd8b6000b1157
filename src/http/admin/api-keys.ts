import { z } from 'zod'
import { requireWithin } from '../../change/reach.ts'
import type { RulesView } from '../../change/rules-view.ts'
import { withinCredential } from '../../directory/key-limits.ts'
import { type ApiKey, Scope } from '../../model/api-key.ts'
import type { Caller } from '../../model/caller.ts'
import { AccountRef, decodeRef, ORG, RawId, type Subject, typeOf } from '../../model/id.ts'
import { Networks } from '../../model/network.ts'
import { PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { read, write } from '../builders.ts'
import { allowed } from '../steps/authorise.ts'
import { actorOf } from './actor.ts'
import { InOrg, Name } from './ids.ts'
import { Moment } from './moments.ts'
import { listOf, paged, pageOf } from './paging.ts'

const KeyReply = z
  .object({
    id: z.string(),
    subject: z.string(),
    owner: z.string().optional().describe('What the subject is called today; in the list of all keys'),
    name: z.string(),
    scopes: z.array(Scope),
    hint: z.string().describe('How the key begins'),
    networks: z.array(z.string()).optional(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().optional(),
    last_used_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'ApiKey' })

const printedKey = ({
  id,
  subject,
  name,
  scopes,
  hint,
  networks,
  created_at,
  expires_at,
  last_used_at,
}: ApiKey) => ({
  id,
  subject: decodeRef(subject),
  name,
  scopes,
  hint,
  ...(networks ? { networks } : {}),
  created_at,
  ...(expires_at ? { expires_at } : {}),
  ...(last_used_at ? { last_used_at } : {}),
})

/** Keys of others need one right, keys of one's own another: which ones, the policy set says. */
const requireRight =
  (caller: Caller, owner: Subject | undefined) =>
  async (view: RulesView): Promise<void> => {
    const own = caller.kind === 'account' && owner === caller.subject && typeOf(owner) === 'user'
    const may =
      allowed(view, caller, ORG, 'createApiKey') || (own && allowed(view, caller, ORG, 'createOwnApiKey'))
    if (!may) throw new Problem('forbidden')
    // A key is worth what its owner may.
    if (owner !== undefined) await requireWithin(view, actorOf(caller), owner)
  }

const createApiKey = write({
  operation: 'createApiKey',
  method: 'POST',
  path: '/v1/orgs/:org/api-keys',
  tag: 'API keys',
  summary: 'Create an API key for a person or a service account',
  description:
    'The text of the key is in this answer and nowhere else. A key never reaches further than the credential that it is made with; somebody who has just signed in with `kasbah login --keys` makes keys of up to a year.',
  params: InOrg,
  body: z.strictObject({
    subject: AccountRef.optional().describe('The owner: `user:ID` or `service:ID`; the caller when absent'),
    name: Name,
    scopes: z.array(Scope).max(3).default([]),
    expires_at: Moment.optional().describe(
      'No later than the credential of this request ends, which is what holds when absent',
    ),
    networks: Networks.optional().describe(
      'Where it may be used from; within the networks of the credential of this request, which hold when absent',
    ),
  }),
  reply: KeyReply.and(z.object({ key: z.string().describe('Shown this once') })),
  status: 201,
  problems: ['invite_first', 'role_too_strong', 'key_life_too_long', 'key_exceeds_credential'],
  may: 'caller',
  async handle(rooms, { caller, org, view, body, by }) {
    const subject = body.subject ?? (caller.kind === 'account' ? caller.subject : undefined)
    const guard = requireRight(caller, subject)
    await guard(view)
    if (subject === undefined) throw new Problem('malformed', '`subject` is needed: the operator has no keys')
    const { name, scopes, expires_at, networks } = body
    const wish = { subject, name, scopes: [...new Set(scopes)], ...(expires_at ? { expires_at } : {}) }
    const limited = withinCredential(caller, { ...wish, ...(networks ? { networks } : {}) })
    return rooms.directory.keys.create(org, { ...by, guard }, limited)
  },
  state: made => (made.dryRun ? {} : { ...printedKey(made.answer.key), key: made.answer.text }),
})

const listApiKeys = read({
  operation: 'listApiKeys',
  path: '/v1/orgs/:org/api-keys',
  tag: 'API keys',
  summary: 'List API keys',
  description: 'All keys for callers who may manage keys; your own for everyone else.',
  params: InOrg,
  query: PageQuery.extend({ subject: AccountRef.optional() }),
  reply: listOf(KeyReply),
  may: 'caller',
  async handle(rooms, { caller, org, view, query }) {
    const all = allowed(view, caller, ORG, 'listApiKeys')
    const own = caller.kind === 'account' ? caller.subject : undefined
    if (!all && query.subject !== undefined && query.subject !== own) throw new Problem('forbidden')
    const page = await rooms.directory.keys.list(org, pageOf(query), all ? query.subject : own)
    const names = all
      ? await rooms.directory.names(
          org,
          page.items.map(({ subject }) => subject),
        )
      : undefined
    return paged(page, key => {
      const owner = names?.get(key.subject)
      return { ...printedKey(key), ...(owner === undefined ? {} : { owner }) }
    })
  },
})

const revokeApiKey = write({
  operation: 'revokeApiKey',
  method: 'DELETE',
  path: '/v1/orgs/:org/api-keys/:id',
  tag: 'API keys',
  summary: 'Revoke a key',
  params: InOrg.extend({ id: RawId }),
  may: 'caller',
  async handle(rooms, { caller, org, view, params, by }) {
    const key = await rooms.directory.keys.get(org, params.id)
    const own = caller.kind === 'account' && key?.subject === caller.subject
    const guard = (rules: RulesView) => {
      // Who may not manage keys cannot tell another's key from none.
      if (!own && !allowed(rules, caller, ORG, 'revokeApiKey')) throw new Problem('not_found')
    }
    guard(view)
    const about = key ? [key.subject] : []
    return rooms.directory.keys.revoke(org, { ...by, guard, about }, params.id)
  },
})

export const apiKeyRoutes = [createApiKey, listApiKeys, revokeApiKey]

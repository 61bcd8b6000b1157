/**
 * Clients of an organisation: applications, devices and services that may ask for tokens. Owns: their records, secrets and
 * the end of what was issued to them. Does not own: who may manage them, which the routes ask of Casbin.
 */

import type { ChangeRequest, Committed } from '../../change/commit.ts'
import { requireHolder } from '../../change/roles.ts'
import { signInsEnd } from '../../change/sign-ins.ts'
import type { Client, ClientKind, ClientSecret, ClientSettings } from '../../model/client.ts'
import type { OrgId, Subject } from '../../model/id.ts'
import { typeOf } from '../../model/id.ts'
import type { Page, PageRequest } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { fresh } from '../../model/unique.ts'
import type { RoomParts } from '../parts.ts'
import { hasSecret } from './client-metadata.ts'
import { freshSecret, withNewest } from './secrets.ts'
import { requireUris } from './uris.ts'

type ClientsParts = Pick<RoomParts, 'records' | 'commit' | 'clientCertificate'>

export interface ClientWish extends ClientSettings {
  readonly kind: ClientKind
  /** The service account of a `service` client. */
  readonly subject?: Subject | undefined
}

/** How long a replaced secret still works by default, in seconds. */
const OVERLAP_SECONDS = 24 * 3600

export const createClients = (parts: ClientsParts) => ({
  list: (org: OrgId, page: PageRequest): Promise<Page<Client>> => parts.records.list('client', org, page),

  /** @throws Problem not_found */
  get: (org: OrgId, id: string): Promise<Client> => own(parts, org, id),

  /**
   * The secret is in the answer and nowhere else; absent for clients that can keep none.
   * @throws Problem malformed, invite_first
   */
  async create(org: OrgId, by: ChangeRequest, wish: ClientWish): Promise<Made & { secret?: string }> {
    requireFit(wish, parts.clientCertificate)
    const text = hasSecret(wish) ? freshSecret(new Date()) : undefined
    const client = newClient(org, wish, text?.secret)
    const committed = await parts.commit(org, { ...by, target: client.id }, view => {
      if (wish.subject !== undefined) requireHolder(view, wish.subject)
      return { records: [{ put: 'client', value: client }] }
    })
    return { ...committed, client, ...(text ? { secret: text.text } : {}) }
  },

  /** Replaces the settings. What was issued stays good, unless the client may now do less: then it ends. */
  update: (org: OrgId, by: ChangeRequest, id: string, settings: ClientSettings): Promise<Made> =>
    change(parts, org, { ...by, target: id }, before => {
      const { kind, subject, secrets, era, created_at } = before
      requireFit({ ...settings, kind, subject }, parts.clientCertificate)
      const narrower = isNarrower(before, settings)
      const identity = { id, org, kind, secrets, created_at, ...(subject === undefined ? {} : { subject }) }
      return { client: { ...settings, ...identity, era: narrower ? era + 1 : era }, narrower }
    }),

  /** Everything that was issued to the client ends; it may ask again. @throws Problem not_found */
  endTokens: (org: OrgId, by: ChangeRequest, id: string): Promise<Made> =>
    change(parts, org, { ...by, target: id }, before => ({
      client: { ...before, era: before.era + 1 },
      narrower: true,
    })),

  /** The client and everything that was issued to it. @throws Problem not_found */
  remove: (org: OrgId, by: ChangeRequest, id: string): Promise<Committed> =>
    parts.commit(org, { ...by, target: id }, async () => {
      await own(parts, org, id)
      return { records: [{ drop: 'client', id }, signInsEnd({ by: 'client', client: id })], narrows: true }
    }),

  /** A new secret; the one before works for `overlap` seconds more. @throws Problem not_found, malformed, change_too_large */
  async rotateSecret(org: OrgId, by: ChangeRequest, id: string, overlap = OVERLAP_SECONDS) {
    const now = new Date()
    const { text, secret } = freshSecret(now)
    const until = new Date(now.getTime() + overlap * 1000)
    const made = await change(parts, org, { ...by, target: id }, before => {
      if (!hasSecret(before)) throw new Problem('malformed', 'this client has no secret')
      return { client: { ...before, secrets: withNewest(before.secrets, secret, until) }, narrower: false }
    })
    return { ...made, secret: text }
  },
})

type Made = Committed & { readonly client: Client }

/** @throws Problem not_found, for another organisation's too */
const own = async ({ records }: ClientsParts, org: OrgId, id: string): Promise<Client> => {
  const client = (await records.anywhere('client', { id }))[0]?.value
  if (client?.org !== org) throw new Problem('not_found')
  return client
}

const newClient = (org: OrgId, wish: ClientWish, secret: ClientSecret | undefined): Client => {
  const { subject, ...settings } = wish
  return {
    ...settings,
    id: fresh('client'),
    org,
    ...(subject === undefined ? {} : { subject }),
    secrets: secret ? [secret] : [],
    era: 0,
    created_at: new Date(),
  }
}

/** Applies `next` to the client as it is inside the commit. If the result may do less, its tokens end in the same change. */
const change = async (
  parts: ClientsParts,
  org: OrgId,
  by: ChangeRequest,
  next: (before: Client) => { client: Client; narrower: boolean },
): Promise<Made> => {
  const { answer, ...committed } = await parts.commit(org, by, async () => {
    const { client, narrower } = next(await own(parts, org, by.target))
    const ends = narrower ? [signInsEnd({ by: 'client', client: client.id })] : []
    return { records: [{ put: 'client', value: client }, ...ends], narrows: true, answer: client }
  })
  return { ...committed, client: answer }
}

const requireFit = (wish: ClientWish, certificates: ClientsParts['clientCertificate']): void => {
  requireUris(wish.kind, wish, certificates)
  const service = wish.kind === 'service'
  if (service && (wish.subject === undefined || typeOf(wish.subject) !== 'service'))
    throw new Problem('malformed', 'a service client acts as a service account: name it in `subject`')
  if (!service && wish.subject !== undefined)
    throw new Problem('malformed', 'only a service client has a `subject`')
}

const isNarrower = (before: Client, after: ClientSettings): boolean =>
  before.scopes.some(scope => !after.scopes.includes(scope)) ||
  before.resources.some(uri => !after.resources.includes(uri)) ||
  JSON.stringify(before.networks) !== JSON.stringify(after.networks) ||
  (!before.dpop_bound && after.dpop_bound) ||
  (!before.certificate_bound && after.certificate_bound === true) ||
  (before.profile === undefined && after.profile !== undefined)

/**
 * Clients of an organisation: applications, devices and services that may ask for tokens. Owns: their records, secrets and
 * the end of what was issued to them. Does not own: who may manage them, which the routes ask of Casbin.
 */
import type { Client, ClientKind, ClientSettings } from '../../model/client.ts'
import type { OrgId, Subject } from '../../model/id.ts'
import { typeOf } from '../../model/id.ts'
import type { Page, PageRequest } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { fresh } from '../../model/unique.ts'
import type { ChangeRequest, Commit, Committed } from '../../ports/committer.ts'
import type { OidcStore } from '../../ports/oidc-store.ts'
import { signInsEnd } from '../endings.ts'
import { authMethod } from '../provider/client-metadata.ts'
import { freshSecret, withNewest } from './secrets.ts'
import { requireUris } from './uris.ts'

export interface ClientsParts {
  readonly oidc: OidcStore
  readonly commit: Commit
}

export interface ClientWish extends ClientSettings {
  readonly kind: ClientKind
  /** The service account of a `service` client. */
  readonly subject?: Subject | undefined
}

/** A secret that was replaced works this long unless asked otherwise, in seconds. */
const OVERLAP_SECONDS = 24 * 3600

export type Clients = ReturnType<typeof createClients>

export const createClients = ({ oidc, commit }: ClientsParts) => {
  /** @throws Problem not_found */
  const own = async (org: OrgId, id: string): Promise<Client> => {
    const client = await oidc.client(id)
    if (client?.org !== org) throw new Problem('not_found')
    return client
  }

  return {
    list: (org: OrgId, page: PageRequest): Promise<Page<Client>> => oidc.clients(org, page),

    get: own,

    /**
     * The secret is in the answer and nowhere else; absent for clients that can keep none.
     * @throws Problem malformed, unknown_subject, invite_first
     */
    async create(
      org: OrgId,
      by: ChangeRequest,
      wish: ClientWish,
    ): Promise<Committed & { client: Client; secret?: string }> {
      requireFit(wish)
      const { kind, subject, ...settings } = wish
      const made =
        authMethod({ kind, auth_method: wish.auth_method }) === 'none' ? undefined : freshSecret(new Date())
      const client: Client = {
        ...settings,
        id: fresh('client'),
        org,
        kind,
        ...(subject === undefined ? {} : { subject }),
        secrets: made ? [made.secret] : [],
        created_at: new Date(),
      }
      const committed = await commit(org, { ...by, target: client.id }, view => {
        if (subject !== undefined && view.roleOf(subject) === undefined) throw new Problem('invite_first')
        return { records: [{ put: 'client', value: client }] }
      })
      return { ...committed, client, ...(made ? { secret: made.text } : {}) }
    },

    /** Replaces the settings. What was issued stays good, unless the client may now do less: then it ends. */
    async update(
      org: OrgId,
      by: ChangeRequest,
      id: string,
      settings: ClientSettings,
    ): Promise<Committed & { client: Client }> {
      let client = await own(org, id)
      const committed = await commit(org, { ...by, target: id }, async () => {
        const before = await own(org, id)
        requireFit({ ...settings, kind: before.kind, subject: before.subject })
        client = { ...before, ...settings }
        const narrower = isNarrower(before, settings)
        return {
          records: [
            { put: 'client', value: client },
            ...(narrower ? [signInsEnd({ by: 'client', client: id })] : []),
          ],
          narrows: narrower,
        }
      })
      return { ...committed, client }
    },

    /** The client and everything that was issued to it. @throws Problem not_found */
    async remove(org: OrgId, by: ChangeRequest, id: string): Promise<Committed> {
      return commit(org, { ...by, target: id }, async () => {
        await own(org, id)
        return { records: [{ drop: 'client', id }, signInsEnd({ by: 'client', client: id })], narrows: true }
      })
    },

    /** A new secret; the one before works for `overlap` seconds more. @throws Problem not_found, malformed */
    async rotateSecret(org: OrgId, by: ChangeRequest, id: string, overlap = OVERLAP_SECONDS) {
      const now = new Date()
      const { text, secret } = freshSecret(now)
      let client = await own(org, id)
      const committed = await commit(org, { ...by, target: id }, async () => {
        const before = await own(org, id)
        if (authMethod(before) === 'none')
          throw new Problem('malformed', 'a client of this kind has no secret')
        const until = new Date(now.getTime() + overlap * 1000)
        client = { ...before, secrets: withNewest(before.secrets, secret, until) }
        return { records: [{ put: 'client', value: client }], narrows: true }
      })
      return { ...committed, client, secret: text }
    },
  }
}

const requireFit = (wish: ClientWish): void => {
  requireUris(wish.kind, wish)
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
  (!before.dpop_bound && after.dpop_bound)

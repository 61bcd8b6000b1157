/**
 * Clients of the platform itself: applications that people of every organisation sign in to. The operator has few, so they are
 * one record of the installation. Owns: that record. Removing one ends what it was issued, organisation by organisation.
 */
import { z } from 'zod'
import type { ChangeRequest } from '../../change/commit.ts'
import { signInsEnd } from '../../change/sign-ins.ts'
import { type AnyClient, ClientKind, ClientSettings } from '../../model/client.ts'
import type { OrgId } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { fresh } from '../../model/unique.ts'
import { Conflict } from '../../ports/errors.ts'
import type { RecordStore } from '../../ports/record-store.ts'
import type { SecretStore } from '../../ports/secret-store.ts'
import type { RoomParts } from '../parts.ts'
import { hasSecret } from './client-metadata.ts'
import { freshSecret, withNewest } from './secrets.ts'
import { requireUris } from './uris.ts'

const NAME = 'oidc.clients'
/** Fits into one record with room to spare. */
const MOST = 40

const Stored = z.array(
  ClientSettings.extend({
    id: z.string(),
    kind: ClientKind,
    era: z.number(),
    created_at: z.coerce.date(),
    secrets: z.array(
      z.object({
        hash: z.string(),
        hint: z.string(),
        created_at: z.coerce.date(),
        expires_at: z.coerce.date().optional(),
      }),
    ),
  }),
)

type PlatformClientsParts = Pick<RoomParts, 'secrets' | 'records' | 'commit' | 'clientCertificate'>

export type PlatformClients = ReturnType<typeof createPlatformClients>

/** The record: read whole, changed by compare-and-set. */
const clientRecord = (secrets: SecretStore) => {
  const read = async (): Promise<{ clients: readonly AnyClient[]; version: number }> => {
    const found = await secrets.find(NAME)
    if (!found) return { clients: [], version: 0 }
    return {
      clients: Stored.parse(JSON.parse(found.value)) as readonly AnyClient[],
      version: found.version,
    }
  }
  /** Writes what `next` makes of the clients as they are, again when another writer was first, and answers what was written. */
  const change = async (
    next: (clients: readonly AnyClient[]) => readonly AnyClient[],
  ): Promise<readonly AnyClient[]> => {
    const { clients, version } = await read()
    const made = next(clients)
    try {
      await secrets.put(NAME, JSON.stringify(made), version)
      return made
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      return change(next)
    }
  }
  return { list: async () => (await read()).clients, change }
}

export const createPlatformClients = ({
  secrets,
  records,
  commit,
  clientCertificate,
}: PlatformClientsParts) => {
  const { list, change } = clientRecord(secrets)
  const find = async (id: string): Promise<AnyClient | undefined> =>
    (await list()).find(client => client.id === id)

  return {
    find,
    list,

    /** @throws Problem malformed */
    async create(
      wish: ClientSettings & { readonly kind: ClientKind },
    ): Promise<{ client: AnyClient; secret?: string }> {
      if (wish.kind === 'service')
        throw new Problem('malformed', 'a service client acts as a service account of one organisation')
      requireUris(wish.kind, wish, clientCertificate)
      const made = hasSecret(wish) ? freshSecret(new Date()) : undefined
      const secretsOf = made ? [made.secret] : []
      const client: AnyClient = {
        ...wish,
        id: fresh('client'),
        secrets: secretsOf,
        era: 0,
        created_at: new Date(),
      }
      await change(clients => {
        if (clients.length >= MOST) throw new Problem('malformed', `a platform has at most ${MOST} clients`)
        return [...clients, client]
      })
      return { client, ...(made ? { secret: made.text } : {}) }
    },

    /** @throws Problem not_found, malformed, change_too_large */
    async rotateSecret(id: string, overlap: number): Promise<{ client: AnyClient; secret: string }> {
      const now = new Date()
      const { text, secret } = freshSecret(now)
      const until = new Date(now.getTime() + overlap * 1000)
      const clients = await change(all => withSecret(all, id, before => withNewest(before, secret, until)))
      return { client: clients.find(client => client.id === id) as AnyClient, secret: text }
    },

    /** The client, then everything that was issued to it, in every organisation. @throws Problem not_found */
    async remove(id: string, by: ChangeRequest): Promise<void> {
      await change(clients => {
        if (!clients.some(client => client.id === id)) throw new Problem('not_found')
        return clients.filter(client => client.id !== id)
      })
      for (const org of await everyOrganisation(records))
        await commit(org, { ...by, target: id }, () => ({
          records: [signInsEnd({ by: 'client', client: id })],
          narrows: true,
        }))
    },
  }
}

const withSecret = (
  clients: readonly AnyClient[],
  id: string,
  renewed: (secrets: AnyClient['secrets']) => AnyClient['secrets'],
): readonly AnyClient[] => {
  const before = clients.find(client => client.id === id)
  if (!before) throw new Problem('not_found')
  if (!hasSecret(before)) throw new Problem('malformed', 'this client has no secret')
  return clients.map(client => (client.id === id ? { ...before, secrets: renewed(before.secrets) } : client))
}

const everyOrganisation = async (records: Pick<RecordStore, 'organisations'>): Promise<readonly OrgId[]> => {
  const all: OrgId[] = []
  let after: string | undefined
  do {
    const page = await records.organisations({ limit: 1000, ...(after === undefined ? {} : { after }) })
    all.push(...page.items.map(({ id }) => id))
    after = page.next
  } while (after !== undefined)
  return all
}

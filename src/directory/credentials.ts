import type { RulesView } from '../change/rules-view.ts'
import type { ApiKey } from '../model/api-key.ts'
import type { Caller } from '../model/caller.ts'
import type { ChangeRecord } from '../model/change.ts'
import { hasHash, hashOfCredential } from '../model/credential.ts'
import type { OrgId } from '../model/id.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { withinNetworks } from './networks.ts'

/** The most keys held in memory. */
const MAX_HELD = 20_000
/** How often uses are written down. */
const TOUCH_EVERY_MS = 15_000

export interface CredentialParts {
  readonly records: RecordStore
  /** The organisation's rules as they are; undefined where there is none any more. */
  view(org: OrgId): RulesView | undefined | Promise<RulesView | undefined>
  /** True while what is held in memory may be relied on. */
  trusted(): boolean
  now(): Date
  /** Told when uses could not be written down: they are lost, nothing else is. */
  failed(error: unknown): void
}

/** A key that was looked up, and whoever presents it. */
interface Known {
  readonly key: ApiKey
  readonly caller: Caller
}

const callerOf = ({ id, org, subject, scopes, expires_at, networks }: ApiKey): Caller => ({
  kind: 'account',
  org,
  subject,
  scopes: new Set(scopes),
  via: 'api_key',
  credential: id,
  ...(expires_at ? { expires_at } : {}),
  ...(networks ? { networks } : {}),
})

/**
 * Verifies API keys. A key that was looked up is held until a change of its organisation touches keys, so a check asks
 * the store nothing; what its owner may do is asked at every use, of the rules as they are then.
 */
export function createCredentials({ records, view, trusted, now, failed }: CredentialParts) {
  const held = new Map<string, Known>()
  const uses = new Map<string, { org: OrgId; id: string; at: Date }>()
  // A look-up that began before a revocation must not be kept after it.
  let epoch = 0

  const find = async (text: string): Promise<Known | undefined> => {
    const hash = hashOfCredential(text)
    const known = trusted() ? held.get(hash) : undefined
    if (known) return known
    const began = epoch
    const key = (await records.anywhere('api_key', { hash }))[0]?.value
    if (!key || !hasHash(text, key.hash)) return undefined
    const found = { key, caller: callerOf(key) }
    if (began === epoch) {
      if (held.size >= MAX_HELD) held.clear()
      held.set(hash, found)
    }
    return found
  }

  /** The caller behind a key presented from `address`; undefined when it is not valid (any more), here. */
  const verify = async (text: string, address: string): Promise<Caller | undefined> => {
    const found = await find(text)
    if (!found) return undefined
    const { key, caller } = found
    if (key.expires_at && key.expires_at <= now()) return undefined
    if (key.networks && !withinNetworks(address, key.networks)) return undefined
    const rules = await view(key.org)
    if (rules?.roleOf(key.subject) === undefined) return undefined
    uses.set(key.id, { org: key.org, id: key.id, at: now() })
    return caller
  }

  const follow = (change: ChangeRecord): void => {
    if (!change.touched.some(kind => kind === 'api_key' || kind === 'organisation')) return
    epoch += 1
    for (const [hash, { key }] of held) if (key.org === change.org) held.delete(hash)
  }

  const forget = (): void => {
    epoch += 1
    held.clear()
  }

  const flush = async (): Promise<void> => {
    const batch = [...uses.values()]
    uses.clear()
    if (batch.length > 0) await records.note('api_key', batch).catch(failed)
  }
  const timer = setInterval(() => void flush(), TOUCH_EVERY_MS).unref()

  return {
    verify,
    follow,
    forget,
    close: () => {
      clearInterval(timer)
      return flush()
    },
  }
}

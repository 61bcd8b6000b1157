import { credentialRefused } from '../audit/credential-refused.ts'
import type { Trail } from '../audit/trail.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { ApiKey } from '../model/api-key.ts'
import type { Caller } from '../model/caller.ts'
import type { ChangeRecord } from '../model/change.ts'
import { hasHash, hashOfCredential, kindOfCredential } from '../model/credential.ts'
import type { OrgId } from '../model/id.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { withinNetworks } from './networks.ts'

/** The most keys held in memory. */
const MAX_HELD = 20_000
/** How often uses are written to the store. */
const TOUCH_EVERY_MS = 15_000

export interface CredentialParts {
  readonly records: RecordStore
  /** The organisation's rules as they are; undefined where there is none any more. */
  view(org: OrgId): RulesView | undefined | Promise<RulesView | undefined>
  /** True while this process may answer from memory. */
  trusted(): boolean
  now(): Date
  /** Where keys that are not taken are noted. */
  readonly trail: Pick<Trail, 'refused'>
  /** Called when uses could not be written. Only these are lost. */
  failed(error: unknown): void
}

/** A key that was looked up, with the caller that it stands for. */
interface Known {
  readonly key: ApiKey
  readonly caller: Caller
  /** The rules on which its owner was last checked. */
  rules: RulesView | undefined
  stands: boolean
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

/** A key is good while its owner holds a role. Asked once per snapshot of the rules. */
const stands = (known: Known, rules: RulesView): boolean => {
  if (known.rules !== rules) {
    known.rules = rules
    known.stands = rules.roleOf(known.key.subject) !== undefined
  }
  return known.stands
}

/** The caller behind a key that is known, from an address; notes the use of one that is good, and in the trail that another was shown. */
const admitting = ({ view, now, trail }: CredentialParts, uses: Set<Known>) => {
  const refuse = ({ key: { org, subject, id } }: Known, address: string, why: string): undefined =>
    credentialRefused(trail, { org, subject, credential: id, address, why })

  const standing = (known: Known, address: string, rules: RulesView | undefined): Caller | undefined => {
    if (!rules) return undefined
    if (!stands(known, rules)) return refuse(known, address, 'its account holds no role')
    uses.add(known)
    return known.caller
  }

  return (known: Known, address: string): Caller | undefined | Promise<Caller | undefined> => {
    const { key } = known
    if (key.expires_at && key.expires_at <= now()) return refuse(known, address, 'the key has expired')
    if (key.networks && !withinNetworks(address, key.networks))
      return refuse(known, address, 'the key is not for this address')
    const rules = view(key.org)
    return rules instanceof Promise
      ? rules.then(found => standing(known, address, found))
      : standing(known, address, rules)
  }
}

/**
 * Verifies API keys. A key that was looked up is held until a change of its organisation touches keys, so a check asks
 * the store nothing. What its owner may do is asked at every use, of the rules of that moment.
 */
export function createCredentials(parts: CredentialParts) {
  const { records, trusted, now, failed } = parts
  // By the credential's text: to hash it again at each use would cost as much as the decision. A look-up compares texts only
  // where their hashes under a secret seed are equal, so its time tells nothing of a key that is held.
  const held = new Map<string, Known>()
  /** Used since uses were last written down. */
  const uses = new Set<Known>()
  const admit = admitting(parts, uses)
  // A look-up that began before a revocation must not be kept after it.
  let epoch = 0

  const find = async (text: string): Promise<Known | undefined> => {
    if (kindOfCredential(text) !== 'key') return undefined
    const hash = hashOfCredential(text)
    const began = epoch
    const key = (await records.anywhere('api_key', { hash }))[0]?.value
    if (!key || !hasHash(text, key.hash)) return undefined
    const found: Known = { key, caller: callerOf(key), rules: undefined, stands: false }
    if (began === epoch) {
      if (held.size >= MAX_HELD) held.delete(held.keys().next().value ?? '')
      held.set(text, found)
    }
    return found
  }

  /** The caller behind a key presented from `address`; undefined when it is not valid (any more), here. */
  const verify = (text: string, address: string): Caller | undefined | Promise<Caller | undefined> => {
    const known = trusted() ? held.get(text) : undefined
    return known ? admit(known, address) : find(text).then(found => found && admit(found, address))
  }

  const follow = (change: ChangeRecord): void => {
    if (!change.touched.some(kind => kind === 'api_key' || kind === 'organisation')) return
    epoch += 1
    for (const [text, { key }] of held) if (key.org === change.org) held.delete(text)
  }

  const forget = (): void => {
    epoch += 1
    held.clear()
  }

  const flush = async (): Promise<void> => {
    // All uses get the time of writing, some seconds late, so that no request reads the clock.
    const at = now()
    const batch = [...uses].map(({ key: { org, id } }) => ({ org, id, at }))
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

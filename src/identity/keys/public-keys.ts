/**
 * The public halves of the keys that sign access tokens, in the store for processes that verify tokens and cannot open the key ring.
 * They hold only together with the ring that they were taken from: a ring that was taken out of the store takes them along.
 */
import { createHash } from 'node:crypto'
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { Conflict } from '../../ports/errors.ts'
import type { RoomParts } from '../parts.ts'
import { KEY_RING, type SigningKey } from './ring-record.ts'

const PUBLIC_KEYS = 'oidc.public_keys'

const Published = z.object({
  /** The digest of the sealed ring. */
  of: z.string(),
  keys: z.array(z.object({ kid: z.string(), n: z.string(), e: z.string() })),
})
type PublicKey = z.infer<typeof Published>['keys'][number]

const digest = (sealed: string): string => createHash('sha256').update(sealed).digest('base64url')

/** The keys that verify access tokens. Those are always RS256. */
export const verifyingKeys = (keys: readonly SigningKey[]): PublicKey[] =>
  keys.flatMap(({ kid, jwk: { alg, n = '', e = '' } }) => (alg === 'RS256' ? [{ kid, n, e }] : []))

export const localKeys = (keys: readonly PublicKey[]): JWTVerifyGetKey =>
  createLocalJWKSet({
    keys: keys.map(key => ({ ...key, kty: 'RSA', alg: 'RS256', use: 'sig' })),
  } as JSONWebKeySet)

/** Puts them beside the ring, before anything is signed with it. */
export const publishKeys = async (
  secrets: RoomParts['secrets'],
  ring: { readonly sealed: string; readonly keys: readonly SigningKey[] },
): Promise<void> => {
  const wanted = { of: digest(ring.sealed), keys: verifyingKeys(ring.keys) } satisfies z.infer<
    typeof Published
  >
  const value = JSON.stringify(wanted)
  const found = await secrets.find(PUBLIC_KEYS)
  if (found?.value === value) return
  try {
    await secrets.put(PUBLIC_KEYS, value, found?.version ?? 0)
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    await publishKeys(secrets, ring)
  }
}

interface PublicKeysParts extends Pick<RoomParts, 'secrets' | 'failed'> {
  readonly everyMs?: number
}

/** An unknown key has the store read at most once in this time. */
const UNKNOWN_MS = 1_000

/** Follows what is published. Until the newest ring has its keys beside it, those known before hold. */
export const followPublicKeys = async ({ secrets, failed, everyMs = 2_000 }: PublicKeysParts) => {
  let kids: ReadonlySet<string> = new Set()
  let verify = localKeys([])
  let looked = 0

  const adopt = (keys: readonly PublicKey[]): void => {
    kids = new Set(keys.map(({ kid }) => kid))
    verify = localKeys(keys)
  }
  const look = async (): Promise<void> => {
    const [ring, found] = await Promise.all([secrets.find(KEY_RING), secrets.find(PUBLIC_KEYS)])
    if (!ring) return adopt([])
    const published = found && Published.parse(JSON.parse(found.value))
    if (published?.of === digest(ring.value)) adopt(published.keys)
  }

  await look()
  const timer = setInterval(() => void look().catch(failed), everyMs).unref()
  const keys: JWTVerifyGetKey = async (header, token) => {
    if (!kids.has(header?.kid ?? '') && Date.now() - looked > UNKNOWN_MS) {
      looked = Date.now()
      await look()
    }
    return verify(header, token)
  }
  return { keys, close: () => clearInterval(timer) }
}

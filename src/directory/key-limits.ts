import type { Caller } from '../model/caller.ts'
import { isNetworkWithin } from '../model/network.ts'
import { Problem } from '../model/problems.ts'
import type { KeyWish } from './api-keys.ts'

/**
 * Limits a new key to the credential that makes it: it never has more scopes, a longer life or wider networks. A limit that the
 * wish leaves open is taken from the credential. The operator's key has no limits; somebody who has just signed in to make keys may go
 * beyond their token.
 * @throws Problem scope_missing, key_exceeds_credential
 */
export const withinCredential = (caller: Caller, wish: KeyWish): KeyWish => {
  if (caller.kind === 'operator') return wish
  for (const scope of wish.scopes)
    if (!caller.scopes.has(scope)) throw new Problem('scope_missing', `scope ${scope}`)
  return { ...wish, ...lifeWithin(caller, wish), ...networksWithin(caller, wish) }
}

type Limits = Extract<Caller, { kind: 'account' }>

const lifeWithin = (
  { expires_at: ends, keys_until: limit = ends }: Limits,
  { expires_at = limit }: KeyWish,
) => {
  if (expires_at === undefined || limit === undefined) return {}
  if (expires_at > limit)
    throw new Problem(
      'key_exceeds_credential',
      `the credential of this request makes keys until ${limit.toISOString()}. To make one that lasts, sign in with kasbah login --keys`,
    )
  return { expires_at }
}

const networksWithin = ({ networks: limit }: Limits, { networks = limit }: KeyWish) => {
  if (networks === undefined || limit === undefined) return {}
  const outside = networks.find(network => !limit.some(outer => isNetworkWithin(network, outer)))
  if (outside !== undefined)
    throw new Problem('key_exceeds_credential', `the credential of this request is not good from ${outside}`)
  return { networks }
}

import { errors, Provider } from 'oidc-provider'
import type { OidcKind, OidcRecord, OidcStore } from '../../ports/oidc-store.ts'

/** Seconds between two polls of one device, as RFC 8628 has it. */
export const POLL_SECONDS = 5
/** Wrong user codes from one address, in one window, before it must wait. */
const WRONG_CODES = 10
const WINDOW_MS = 10 * 60_000

/** Less than the interval, by what a network may shift two polls. */
const JITTER_MS = 500

/**
 * The limits that the library leaves out of the device flow, over all processes: a device that polls too fast is told to slow
 * down, and an address that tries codes is stopped. Both count in one step of the store, so of two requests at one
 * moment one is the second. A right code that comes together with the eleventh wrong one may still be taken.
 */
export const createDeviceGuard = (oidc: OidcStore, now: () => number) => {
  const poll = async (id: string): Promise<void> => {
    const ends = new Date(now() + POLL_SECONDS * 1000 - JITTER_MS)
    if ((await oidc.count('Attempt', `poll:${id}`, ends)) > 1)
      throw new errors.CustomOIDCProviderError('slow_down', 'wait longer between two requests')
  }

  const guess = async (address: string, found: boolean): Promise<void> => {
    const key = `user_code:${address}`
    const ends = new Date(now() + WINDOW_MS)
    const wrong = found ? 0 : await oidc.count('Attempt', key, ends)
    if (wrong > WRONG_CODES || (await oidc.find('Attempt', `${key}:stopped`)))
      throw new errors.CustomOIDCProviderError(
        'too_many_codes',
        'Too many wrong codes. Wait ten minutes and start again.',
      )
    if (wrong === WRONG_CODES)
      await oidc.upsert({ kind: 'Attempt', id: `${key}:stopped`, payload: {}, expires_at: ends })
  }

  return async (kind: OidcKind, by: 'id' | 'user_code', found: OidcRecord | undefined): Promise<void> => {
    const ctx = Provider.ctx
    if (kind !== 'DeviceCode' || !ctx) return
    if (by === 'user_code') await guess(ctx.ip, found !== undefined)
    // Another client's poll is refused for what it is, and must not slow the device's own down.
    else if (ctx.oidc.route === 'token' && found?.client === ctx.oidc.client?.clientId)
      await poll(found?.id ?? '')
  }
}

import { errors, Provider } from 'oidc-provider'
import type { OidcKind, OidcRecord, OidcStore } from '../../ports/oidc-store.ts'

/** Seconds between two polls of one device, as RFC 8628 has it. */
export const POLL_SECONDS = 5
/** Wrong user codes that one address may enter per window. */
const WRONG_CODES = 10
const WINDOW_MS = 10 * 60_000

/** Polls may arrive this much closer together than they were sent. */
const JITTER_MS = 500

/**
 * Two limits that the library leaves out of the device flow, counted over all processes: a device that polls too fast gets
 * `slow_down`, and an address that guesses user codes is stopped. Each count is one atomic step of the store. A correct
 * code that arrives at the same moment as the eleventh wrong one may still be accepted.
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
    // A poll by another client is rejected later; it must not slow down the real device.
    else if (ctx.oidc.route === 'token' && found?.client === ctx.oidc.client?.clientId)
      await poll(found?.id ?? '')
  }
}

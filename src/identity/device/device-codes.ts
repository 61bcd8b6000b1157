/** How device codes are stored: a code stays usable until somebody answers it, and takes one answer. */
import { errors, type Provider } from 'oidc-provider'
import type { SignInRefusal } from '../../model/refusals.ts'
import type { SignInRefused } from '../../ports/idp-sign-in.ts'
import type { OidcRecord, OidcStore } from '../../ports/oidc-store.ts'

/** What the library says when the person pressed "It is not mine". */
const LIBRARY_ABORT = 'End-User aborted interaction'

/**
 * The record to store. The library marks a code as in use as soon as a person confirms it, and rejects it afterwards. A person
 * who closed or reloaded the page would then have to start again on the device. We drop that mark: only an answer uses the code.
 */
export const keptDeviceCode = (record: OidcRecord): OidcRecord => {
  const { inFlight: _library, ...payload } = record.payload
  const said = payload.errorDescription === LIBRARY_ABORT ? 'the person refused it in the browser' : undefined
  return { ...record, payload: { ...payload, ...(said === undefined ? {} : { errorDescription: said }) } }
}

/** Two browsers may answer one code, at two processes. The first answer counts. @throws an error of the library */
export const requireFirstAnswer = async (
  oidc: OidcStore,
  { id, payload, expires_at }: OidcRecord,
): Promise<void> => {
  if (payload.accountId === undefined && payload.error === undefined) return
  if ((await oidc.count('Attempt', `answered:${id}`, expires_at)) > 1)
    throw new errors.CustomOIDCProviderError(
      'code_used',
      'This code was used already. Start again on your device.',
    )
}

/** Refusals that the person can fix by trying again. They leave the code usable. */
const MENDABLE: ReadonlySet<SignInRefusal> = new Set([
  'idp_unavailable',
  'ticket_invalid',
  'realm_mismatch',
  'answer_unexpected',
  'answer_replayed',
])

/** Tells the waiting device about a final refusal, so that it does not poll until the code expires. @returns whether it is one */
export const refuseDevice = async (
  provider: Provider,
  device: string,
  { code, detail }: SignInRefused,
): Promise<boolean> => {
  if (MENDABLE.has(code)) return false
  const waiting = await provider.DeviceCode.find(device)
  if (!waiting) return true
  await Object.assign(waiting, {
    error: 'access_denied',
    errorDescription: `the sign-in was refused: ${detail} (${code})`.replaceAll(
      /[^\x20-\x21\x23-\x5b\x5d-\x7e]/g,
      '?',
    ),
  }).save()
  return true
}

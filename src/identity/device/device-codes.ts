/** Device codes as they are kept: good until somebody has answered them, and answered once. */
import { errors, type Provider } from 'oidc-provider'
import type { SignInRefusal } from '../../model/refusals.ts'
import type { SignInRefused } from '../../ports/idp-sign-in.ts'
import type { OidcRecord, OidcStore } from '../../ports/oidc-store.ts'

/** What the library says when the person pressed "It is not mine". */
const LIBRARY_ABORT = 'End-User aborted interaction'

/**
 * The record to keep. The library marks a code as being in use once its person has confirmed it, and refuses it from then
 * on: whoever closes or reloads the page after that would have to start again on the device. The mark is left out; what
 * counts is the answer.
 */
export const keptDeviceCode = (record: OidcRecord): OidcRecord => {
  const { inFlight: _library, ...payload } = record.payload
  const said = payload.errorDescription === LIBRARY_ABORT ? 'the person refused it in the browser' : undefined
  return { ...record, payload: { ...payload, ...(said === undefined ? {} : { errorDescription: said }) } }
}

/** Of two answers to one code, in two browsers or at two processes, the first holds. @throws an error of the library */
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

/** Refusals that another try in the same browser may mend: the code stays good. */
const MENDABLE: ReadonlySet<SignInRefusal> = new Set([
  'idp_unavailable',
  'ticket_invalid',
  'realm_mismatch',
  'answer_unexpected',
  'answer_replayed',
])

/** A sign-in that was refused for good answers the device at its next poll: it does not wait until the code expires. */
export const refuseDevice = async (
  provider: Provider,
  device: string,
  { code, detail }: SignInRefused,
): Promise<void> => {
  const waiting = MENDABLE.has(code) ? undefined : await provider.DeviceCode.find(device)
  if (!waiting) return
  await Object.assign(waiting, {
    error: 'access_denied',
    errorDescription: `the sign-in was refused: ${detail} (${code})`.replaceAll(
      /[^\x20-\x21\x23-\x5b\x5d-\x7e]/g,
      '?',
    ),
  }).save()
}

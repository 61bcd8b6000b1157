/** What the thread for SAML does (worker.ts): everything that reads or writes XML. What goes in and out is plain data. */
import { randomBytes } from 'node:crypto'
import type { Memory, ProtocolRequest } from '../../src/ports/idp-protocol.ts'
import type { Hop } from '../../src/ports/idp-sign-in.ts'
import { checkAnswer } from './answer.ts'
import { readIdpMetadata, type ToUnderstand } from './idp-metadata.ts'
import { readLogoutAnswer, readLogoutRequest, replyTo, signOutAt } from './logout.ts'
import { describe } from './own-metadata.ts'
import { type SamlIdp, samlOf } from './saml.ts'

interface ToStart {
  readonly idp: SamlIdp
  readonly request: ProtocolRequest
  /** Milliseconds since 1970. */
  readonly now: number
}

const start = async ({ idp, request, now }: ToStart): Promise<{ hop: Hop; memory: Memory }> => {
  const { settings } = idp
  const requestId = `_${randomBytes(20).toString('hex')}`
  // A client's `acr_values` are wishes; only those that can be a SAML context are passed on.
  const wished = request.acr_values?.filter(value => /^(?:urn:|https?:)/.test(value)) ?? []
  const contexts = wished.length > 0 ? wished : settings.authn_context
  const saml = samlOf(idp, requestId, {
    forceAuthn: request.force,
    ...(contexts.length > 0 ? { disableRequestedAuthnContext: false, authnContext: [...contexts] } : {}),
    // POST carries the request as it is; only the redirect binding deflates.
    skipRequestCompression: settings.binding === 'post',
  })
  const memory: Memory = {
    request: requestId,
    started: Math.floor(now / 1000),
    force: request.force,
    ...(request.max_age === undefined ? {} : { max_age: request.max_age }),
  }
  if (settings.binding === 'redirect')
    return { hop: { redirect: await saml.getAuthorizeUrlAsync(request.state, undefined, {}) }, memory }
  const message = await saml.getAuthorizeMessageAsync(request.state)
  const fields = { SAMLRequest: String(message.SAMLRequest), RelayState: request.state }
  return { hop: { post: { url: settings.sso_url, fields } }, memory }
}

const understand = async ({ xml, ...wanted }: ToUnderstand & { readonly xml: string }) =>
  readIdpMetadata(xml, wanted)

export const tasks = {
  ...{ start, check: checkAnswer, describe, understand },
  ...{ signOutAt, readLogoutRequest, readLogoutAnswer, replyTo },
}
export type Tasks = typeof tasks

/**
 * Signs people in at a SAML 2.0 identity provider: a request by redirect or POST, an answer by POST. Answers are checked on a
 * thread of their own (answer.ts): XML takes long, and this thread answers everybody. Does not own who the person is, nor that an answer is taken once: the bridge keeps requests and ids of assertions.
 */
import { randomBytes } from 'node:crypto'
import { generateServiceProviderMetadata } from '@node-saml/node-saml'
import type { Memory, ProtocolRequest, SamlProtocol } from '../../src/ports/idp-protocol.ts'
import type { Outbound } from '../../src/ports/outbound.ts'
import { createAnswerThread } from './answer-thread.ts'
import { newCertificate } from './certificate.ts'
import { testSamlConnection } from './connection-test.ts'
import { readIdpMetadata } from './idp-metadata.ts'
import { type SamlIdp, samlOf } from './saml.ts'

export interface SamlProtocolParts {
  /** For the connection test alone: sign-ins go by the browser. */
  readonly outbound: Outbound
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export const createSamlProtocol = ({ outbound, now = Date.now }: SamlProtocolParts): SamlProtocol => {
  const check = createAnswerThread()
  return {
    start: (idp, request) => start(idp, request, now),
    finish: (idp, memory, answer) => check({ idp, memory, answer: answer.toString(), now: now() }),
    test: idp =>
      testSamlConnection(idp, {
        outbound,
        now: now(),
        begin: async tried => (await start(tried, { state: 'connection-test', force: false }, now)).hop,
      }),
    describe,
    understand: xml => readIdpMetadata(xml, now()),
    newKey: commonName => newCertificate(commonName, new Date(now())),
  }
}

const describe = ({ settings, addresses, secrets, certificate }: SamlIdp): string => {
  const key = secrets.sp_key
  return generateServiceProviderMetadata({
    issuer: addresses.metadata,
    callbackUrl: addresses.acs,
    identifierFormat: settings.name_id_format ?? null,
    wantAssertionsSigned: settings.signed === 'assertion' || settings.signed === 'both',
    ...(key && certificate ? { decryptionPvk: key, decryptionCert: certificate } : {}),
    // An IdP that reads here that requests are signed refuses unsigned ones.
    ...(key && certificate && settings.sign_requests ? { privateKey: key, publicCerts: certificate } : {}),
  })
}

const start = async (idp: SamlIdp, request: ProtocolRequest, now: () => number) => {
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
    started: Math.floor(now() / 1000),
    force: request.force,
    ...(request.max_age === undefined ? {} : { max_age: request.max_age }),
  }
  if (settings.binding === 'redirect')
    return { hop: { redirect: await saml.getAuthorizeUrlAsync(request.state, undefined, {}) }, memory }
  const message = await saml.getAuthorizeMessageAsync(request.state)
  const fields = { SAMLRequest: String(message.SAMLRequest), RelayState: request.state }
  return { hop: { post: { url: settings.sso_url, fields } }, memory }
}

/**
 * Signs people in at a SAML 2.0 identity provider: a request by redirect or POST, an answer by POST. node-saml makes requests
 * and verifies signatures; the shape of an answer is screened before it, and what the signature covers is read after it, here.
 * Does not own who the person is, nor that an answer is taken once: the bridge keeps requests and ids of assertions.
 */
import { randomBytes } from 'node:crypto'
import {
  generateServiceProviderMetadata,
  SAML,
  type SamlConfig,
  ValidateInResponseTo,
} from '@node-saml/node-saml'
import { freshnessAsked, isFresh } from '../../src/model/freshness.ts'
import type { SamlSettings } from '../../src/model/idp.ts'
import type {
  ConnectedIdp,
  Memory,
  ProtocolRequest,
  SamlProtocol,
  Statement,
} from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import type { Outbound } from '../../src/ports/outbound.ts'
import { readAssertion } from './assertion.ts'
import { newCertificate, pemOf } from './certificate.ts'
import { testSamlConnection } from './connection-test.ts'
import { readIdpMetadata } from './idp-metadata.ts'
import { refusalOf } from './refusal.ts'
import { type OpenedResponse, openResponse } from './response.ts'

type SamlIdp = ConnectedIdp<SamlSettings>

export interface SamlProtocolParts {
  /** For the connection test alone: sign-ins go by the browser. */
  readonly outbound: Outbound
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export const createSamlProtocol = ({ outbound, now = Date.now }: SamlProtocolParts): SamlProtocol => ({
  start: (idp, request) => start(idp, request, now),
  async finish(idp, memory, answer) {
    try {
      return await finish(idp, memory, answer, now())
    } catch (error) {
      throw refusalOf(error)
    }
  },
  test: idp =>
    testSamlConnection(idp, {
      outbound,
      now: now(),
      begin: async tried => (await start(tried, { state: 'connection-test', force: false }, now)).hop,
    }),
  describe,
  understand: xml => readIdpMetadata(xml, now()),
  newKey: commonName => newCertificate(commonName, new Date(now())),
})

const describe = ({ settings, addresses, secrets, certificate }: SamlIdp): string => {
  const key = secrets.sp_key
  return generateServiceProviderMetadata({
    issuer: addresses.metadata,
    callbackUrl: addresses.acs,
    identifierFormat: settings.name_id_format ?? null,
    wantAssertionsSigned: settings.signed === 'assertion' || settings.signed === 'both',
    ...(key && certificate ? { decryptionPvk: key, decryptionCert: certificate } : {}),
    // What the metadata promises is demanded: a provider refuses unsigned requests of whoever says that it signs them.
    ...(key && certificate && settings.sign_requests ? { privateKey: key, publicCerts: certificate } : {}),
  })
}

/** One object a transaction: it knows one request id, and forgets it with the transaction. */
const samlOf = (
  { settings, addresses, secrets, certificate }: SamlIdp,
  requestId: string,
  more: Partial<SamlConfig> = {},
): SAML => {
  const sign = settings.sign_requests && secrets.sp_key && certificate
  return new SAML({
    entryPoint: settings.sso_url,
    issuer: addresses.metadata,
    audience: addresses.metadata,
    callbackUrl: addresses.acs,
    idpCert: settings.certificates.map(pemOf).filter(pem => pem !== undefined),
    generateUniqueId: () => requestId,
    identifierFormat: settings.name_id_format ?? null,
    disableRequestedAuthnContext: true,
    // Times are read once, by assertion.ts: two readers could read two.
    acceptedClockSkewMs: -1,
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: onlyThis(requestId),
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    ...(sign ? { privateKey: secrets.sp_key, publicCert: certificate } : {}),
    ...(secrets.sp_key ? { decryptionPvk: secrets.sp_key } : {}),
    ...more,
  } as SamlConfig)
}

const onlyThis = (requestId: string) => ({
  saveAsync: async () => null,
  getAsync: async (key: string) => (key === requestId ? new Date().toISOString() : null),
  removeAsync: async () => null,
})

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

const finish = async (
  idp: SamlIdp,
  memory: Memory,
  answer: URLSearchParams,
  now: number,
): Promise<Statement> => {
  const requestId = String(memory.request)
  const opened = openResponse(answer, idp, requestId)
  // A signature that is there must be good, whether or not the settings demand it.
  const verified = await verify(
    samlOf(idp, requestId, {
      wantAuthnResponseSigned: opened.signed.response,
      wantAssertionsSigned: opened.signed.assertion,
    }),
    opened,
  )
  const statement = readAssertion(verified, {
    settings: idp.settings,
    entityId: idp.addresses.metadata,
    acs: idp.addresses.acs,
    requestId,
    now,
  })
  if (
    !isFresh(statement.auth_time, freshnessAsked(memory), { skew: idp.settings.clock_skew, now: now / 1000 })
  )
    throw new SignInRefused('answer_stale', 'The proof is older than was asked for.')
  return statement
}

/** The text of the assertion that a signature was verified over; never the text that came in. */
const verify = async (saml: SAML, { encoded }: OpenedResponse): Promise<string> => {
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: encoded })
  const xml = profile?.getAssertionXml?.()
  if (!xml) throw new SignInRefused('answer_invalid', 'There was no assertion.')
  return xml
}

/** Two organisations, each with a SAML provider of its own, and the protocol between. */
import type { ExecutionContext } from 'ava'
import { createSamlProtocol } from '../../adapters/idp-saml/protocol.ts'
import { createOutbound } from '../../adapters/outbound/http.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { SignInRefusal } from '../../src/model/refusals.ts'
import { SamlSettings } from '../../src/model/saml-settings.ts'
import type { ConnectedIdp, Memory, ProtocolRequest, Statement } from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { answerOf, newId, newSignKey, respond, type Said, type SignHow, type SignKey } from './saml-idp.ts'

// Keys of RSA take their time: one set for all tests of a process.
const [alpha, alphaNext, beta, ours] = await Promise.all([
  newSignKey('alpha'),
  newSignKey('alpha, next year'),
  newSignKey('beta'),
  newSignKey('kasbah'),
])
export const keys = { alpha, alphaNext, beta, ours }

export const protocol = createSamlProtocol({ outbound: createOutbound({ allowed: ['127.0.0.0/8'] }) })

export const connect = (
  org: 'alpha' | 'beta',
  more: Partial<Record<keyof SamlSettings, unknown>> = {},
): ConnectedIdp<SamlSettings> => ({
  org: org as OrgId,
  id: `idp_${org}`,
  settings: SamlSettings.parse({
    entity_id: `https://idp.${org}.example/metadata`,
    sso_url: `https://idp.${org}.example/sso`,
    certificates: [keys[org].certificate],
    ...more,
  }),
  secrets: { sp_key: keys.ours.key },
  certificate: keys.ours.certificate,
  addresses: {
    callback: `https://kasbah.example/login/callback/${org}/idp_${org}`,
    logout: 'https://kasbah.example/logout',
    signed_out: 'https://kasbah.example/signed-out',
    metadata: `https://kasbah.example/login/saml/${org}/idp_${org}/metadata`,
    acs: `https://kasbah.example/login/saml/${org}/idp_${org}/acs`,
    slo: `https://kasbah.example/login/saml/${org}/idp_${org}/slo`,
  },
})

export const plain: ProtocolRequest = { state: 'state-of-this-sign-in', force: false }

export const begin = async (connection: ConnectedIdp<SamlSettings>, request = plain) =>
  protocol.start(connection, request)

export const honest = (connection: ConnectedIdp<SamlSettings>, memory: Memory): Said => ({
  entityId: connection.settings.entity_id,
  responseIssuer: connection.settings.entity_id,
  destination: connection.addresses.acs,
  inResponseTo: String(memory.request),
  confirmedRequest: String(memory.request),
  recipient: connection.addresses.acs,
  audience: connection.addresses.metadata,
  method: 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
  nameId: `ann@${connection.org}.example`,
  nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  notBefore: -60,
  notOnOrAfter: 300,
  authnInstant: 0,
  assertionId: newId(),
  responseId: newId(),
  status: 'Success',
  attributes: { email: [`ann@${connection.org}.example`], displayName: ['Ann'], groups: ['staff', 'admins'] },
  conditions: true,
})

export interface Answering {
  readonly said?: Partial<Said>
  readonly how?: Partial<SignHow>
  /** Changes the finished response. */
  readonly tamper?: (xml: string, said: Said) => string
  readonly connection?: ConnectedIdp<SamlSettings>
  readonly request?: Partial<ProtocolRequest>
}

/** A whole sign-in at alpha, with what the provider answers changed as told. */
export const signIn = async (answering: Answering = {}): Promise<Statement> => {
  const connection = answering.connection ?? connect('alpha')
  const { memory } = await begin(connection, { ...plain, ...answering.request })
  const said = { ...honest(connection, memory), ...answering.said }
  const key: SignKey = connection.org === 'beta' ? keys.beta : keys.alpha
  const xml = respond(said, { key, what: 'assertion', ...answering.how })
  return protocol.finish(connection, memory, answerOf(answering.tamper?.(xml, said) ?? xml, plain.state))
}

export const refused = async (
  t: ExecutionContext,
  code: SignInRefusal | RegExp,
  run: Promise<unknown>,
): Promise<void> => {
  const error = await t.throwsAsync(run, { instanceOf: SignInRefused })
  if (typeof code === 'string') t.is(error?.code, code, error?.message)
  else t.regex(error?.code ?? '', code, error?.message)
}

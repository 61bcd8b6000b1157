/** An organisation's identity provider (IdP), ready to be asked: its secrets opened, our addresses made of the public URL. */

import type { Sealer } from '../identity/sealer.ts'
import type { OrgId } from '../model/id.ts'
import { type Idp, isDraft, type OidcSettings } from '../model/idp.ts'
import type { SamlSettings } from '../model/saml-settings.ts'
import type {
  BridgeAddresses,
  ConnectedIdp,
  DescribedSettings,
  Finding,
  IdpProtocol,
  LogoutStatement,
  Memory,
  ProtocolRequest,
  SamlProtocol,
  Statement,
} from '../ports/idp-protocol.ts'
import { type Hop, SignInRefused } from '../ports/idp-sign-in.ts'
import type { LogoutAnswer, LogoutMessage, LogoutRequest } from '../ports/single-logout.ts'

export interface IdpProtocols {
  readonly oidc: IdpProtocol<OidcSettings>
  readonly saml: SamlProtocol
}

/** One IdP, ready to be asked in the protocol it speaks. */
export interface IdpClient {
  start(request: ProtocolRequest): Promise<{ hop: Hop; memory: Memory }>
  finish(memory: Memory, answer: URLSearchParams): Promise<Statement>
  logout(token: string): Promise<LogoutStatement>
  /** Undefined where there is no signing out. */
  signOut(hint: string, state: string): Promise<Hop | undefined>
  /** Absent where the protocol has none, or it is only begun. */
  readonly singleLogout?: {
    request(message: LogoutMessage): Promise<LogoutRequest>
    reply(to: LogoutRequest): Promise<Hop | undefined>
    answer(message: LogoutMessage, state: string): Promise<LogoutAnswer>
  }
  test(): Promise<readonly Finding[]>
  /** Our metadata for it; undefined where the protocol has none. */
  describe(): Promise<string | undefined>
}

export const addressesOf = (origin: string, org: OrgId, idp: string): BridgeAddresses => ({
  callback: `${origin}/login/callback/${org}/${idp}`,
  logout: `${origin}/login/callback/${org}/${idp}/logout`,
  signed_out: `${origin}/login/callback/${org}/${idp}/signed-out`,
  metadata: `${origin}/login/saml/${org}/${idp}/metadata`,
  acs: `${origin}/login/saml/${org}/${idp}/acs`,
  slo: `${origin}/login/saml/${org}/${idp}/slo`,
})

/** The name under which a secret is sealed: no other IdP and no other organisation can open it. */
export const sealedName = (org: OrgId, idp: string, secret: string): string => `idp ${org} ${idp} ${secret}`

export const createIdpClients =
  (parts: { readonly origin: string; readonly sealer: Sealer; readonly protocols: IdpProtocols }) =>
  (org: OrgId, { id, connection, secrets, sp_certificate }: Idp): IdpClient => {
    const with_ = <S>(settings: S): ConnectedIdp<S> => ({
      org,
      id,
      settings,
      secrets: Object.fromEntries(
        Object.entries(secrets).map(([name, sealed]) => [
          name,
          opened(parts.sealer, sealedName(org, id, name), sealed),
        ]),
      ),
      addresses: addressesOf(parts.origin, org, id),
      ...(sp_certificate === undefined ? {} : { certificate: sp_certificate }),
    })
    if (isDraft(connection))
      return connection.protocol === 'oidc'
        ? DRAFT
        : { ...DRAFT, describe: () => parts.protocols.saml.describe(with_(UNKNOWN)) }
    return connection.protocol === 'oidc'
      ? client(parts.protocols.oidc, with_(connection.settings))
      : samlClient(parts.protocols.saml, with_(connection.settings))
  }

const samlClient = (protocol: SamlProtocol, idp: ConnectedIdp<SamlSettings>): IdpClient => {
  const { request, reply, answer } = protocol.singleLogout
  return {
    ...client(protocol, idp),
    describe: () => protocol.describe(idp),
    singleLogout: {
      request: message => request(idp, message),
      reply: to => reply(idp, to),
      answer: (message, state) => answer(idp, message, state),
    },
  }
}

/** @throws SignInRefused idp_misconfigured when it was sealed under another encryption key */
const opened = (sealer: Sealer, name: string, sealed: string): string => {
  try {
    return sealer.open(name, sealed)
  } catch (error) {
    throw new SignInRefused(
      'idp_misconfigured',
      'Its secret cannot be opened: it was kept under another encryption key. Set it again.',
      error,
    )
  }
}

const client = <S>(protocol: IdpProtocol<S>, idp: ConnectedIdp<S>): IdpClient => ({
  start: request => protocol.start(idp, request),
  finish: (memory, answer) => protocol.finish(idp, memory, answer),
  test: () => protocol.test(idp),
  signOut: async (hint, state) => protocol.signOut?.(idp, hint, state),
  logout: async token => {
    if (!protocol.logout)
      throw new SignInRefused('answer_invalid', 'This identity provider has no back channel.')
    return protocol.logout(idp, token)
  },
  describe: async () => undefined,
})

const unfinished = async (): Promise<never> => {
  throw new SignInRefused('idp_misconfigured', 'It was only begun: its settings are missing.')
}

/** What our metadata says before the settings are known. */
const UNKNOWN: DescribedSettings = { signed: 'either', sign_requests: false }

/** One without settings: it can be asked for nothing. */
const DRAFT: IdpClient = {
  start: unfinished,
  finish: unfinished,
  logout: unfinished,
  signOut: async () => undefined,
  test: async () => [
    {
      check: 'settings',
      ok: false,
      detail: 'This identity provider was only begun.',
      mend: 'Register the addresses at the identity provider, and send its settings with PUT.',
    },
  ],
  describe: async () => undefined,
}

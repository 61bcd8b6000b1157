/** Identity providers as the protocols speak to them: secrets opened, our addresses made of the public URL. */

import type { Sealer } from '../identity/sealer.ts'
import type { OrgId } from '../model/id.ts'
import type { IdentityProvider, OidcSettings } from '../model/identity-provider.ts'
import type {
  BridgeAddresses,
  Connection,
  Finding,
  LogoutStatement,
  Memory,
  ProtocolRequest,
  SamlProtocol,
  SignInProtocol,
  Statement,
} from '../ports/sign-in-protocol.ts'
import { type Hop, SignInRefused } from '../ports/upstream.ts'

export interface Protocols {
  readonly oidc: SignInProtocol<OidcSettings>
  readonly saml: SamlProtocol
}

/** One provider, ready to be asked in its own language. */
export interface Peer {
  start(request: ProtocolRequest): Promise<{ hop: Hop; memory: Memory }>
  finish(memory: Memory, answer: URLSearchParams): Promise<Statement>
  logout(token: string): Promise<LogoutStatement>
  /** Undefined where there is no signing out. */
  signOut(hint: string, state: string): Promise<string | undefined>
  examine(): Promise<readonly Finding[]>
  /** Our metadata for it; undefined where the protocol has none. */
  describe(): string | undefined
}

export const addressesOf = (origin: string, org: OrgId, idp: string): BridgeAddresses => ({
  callback: `${origin}/login/callback/${org}/${idp}`,
  logout: `${origin}/login/callback/${org}/${idp}/logout`,
  signed_out: `${origin}/login/callback/${org}/${idp}/signed-out`,
  metadata: `${origin}/login/saml/${org}/${idp}/metadata`,
  acs: `${origin}/login/saml/${org}/${idp}/acs`,
})

/** The name under which a secret is sealed: no other provider and no other organisation can open it. */
export const sealedName = (org: OrgId, idp: string, secret: string): string => `idp ${org} ${idp} ${secret}`

export const createConnections =
  (parts: { readonly origin: string; readonly sealer: Sealer; readonly protocols: Protocols }) =>
  (org: OrgId, { id, connection, secrets, sp_certificate }: IdentityProvider): Peer => {
    const with_ = <S>(settings: S): Connection<S> => ({
      org,
      idp: id,
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
    return connection.protocol === 'oidc'
      ? peer(parts.protocols.oidc, with_(connection.settings))
      : {
          ...peer(parts.protocols.saml, with_(connection.settings)),
          describe: () => parts.protocols.saml.describe(with_(connection.settings)),
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

const peer = <S>(protocol: SignInProtocol<S>, connection: Connection<S>): Peer => ({
  start: request => protocol.start(connection, request),
  finish: (memory, answer) => protocol.finish(connection, memory, answer),
  examine: () => protocol.examine(connection),
  signOut: async (hint, state) => protocol.signOut?.(connection, hint, state),
  logout: async token => {
    if (!protocol.logout) throw new SignInRefused('answer_invalid', 'This provider has no back channel.')
    return protocol.logout(connection, token)
  },
  describe: () => undefined,
})

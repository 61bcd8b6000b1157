import type { ConnectedIdp } from './idp-protocol.ts'
import type { Hop } from './idp-sign-in.ts'

/**
 * SAML's single logout, by messages that the browser carries. Every message is signed: what is not signed by the IdP is refused,
 * and has no effect.
 */
export interface SingleLogout<Settings> {
  /** Checks a request of the IdP. That it is taken once is the bridge's to see to. @throws SignInRefused */
  request(idp: ConnectedIdp<Settings>, message: LogoutMessage): Promise<LogoutRequest>
  /** Our answer to a request; undefined where the IdP has no address for it. */
  reply(idp: ConnectedIdp<Settings>, to: Pick<LogoutRequest, 'id' | 'relay'>): Promise<Hop | undefined>
  /** Checks the IdP's answer to what {@link IdpProtocol.signOut} sent under `state`. @throws SignInRefused */
  answer(idp: ConnectedIdp<Settings>, message: LogoutMessage, state: string): Promise<LogoutAnswer>
}

/** A message exactly as it came, because a signature of the redirect binding covers the text of the address. */
export interface LogoutMessage {
  readonly binding: 'redirect' | 'post'
  /** The query without its `?`, or the form. */
  readonly text: string
}

export interface LogoutRequest {
  readonly id: string
  /** Goes back with the answer. */
  readonly relay?: string
  readonly name_id: string
  /** Sessions at the IdP; empty: all that the person has there. */
  readonly sessions: readonly string[]
  readonly once: { readonly id: string; readonly until: Date }
}

export interface LogoutAnswer {
  /** `partial`: the IdP could not sign the person out of every application. */
  readonly outcome: 'whole' | 'partial' | 'failed'
}

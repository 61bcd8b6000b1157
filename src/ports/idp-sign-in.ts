import type { OrgId, Subject } from '../model/id.ts'
import type { SessionOrigin, SignedIn } from '../model/identity.ts'
import type { SignInRefusal } from '../model/refusals.ts'

/**
 * How our provider sends a person to an organisation's identity provider (IdP), and learns the outcome. The bridge implements
 * it over the organisations' IdPs; in development the stand-in does. Our provider knows nothing of the protocols they speak.
 *
 * Our provider binds the outcome to the browser: the bridge stores it under a ticket and sends the browser (303) to
 * `/login/{interaction}/return?ticket=...`; only the browser with the cookie of that interaction can collect it.
 */
export interface IdpSignIn {
  /** The IdPs that may be meant. Never one of another organisation than `question.org`. */
  choices(question: RealmQuestion): Promise<Realm>
  /** Begins a sign-in. @throws SignInRefused when the IdP cannot be used now */
  start(request: SignInRequest, choice: { readonly org: OrgId; readonly idp: string }): Promise<Hop>
  /**
   * The stored outcome, once: a second collection of a ticket is refused.
   * @throws SignInRefused when the ticket is unknown, used, expired or of another interaction, or the sign-in was refused
   */
  collect(interaction: string, ticket: string, by?: Introduction): Promise<SignedIn>
  /** Whether sign-ins of the account may go on: not once every IdP that knows the person is disabled or gone. */
  holds(org: OrgId, subject: Subject): Promise<boolean>
  /**
   * A session of ours begins, or goes on, with a sign-in. Called before the session can be used.
   * @param origin undefined for an IdP that never ends a single session
   */
  entered?(session: string, account: string, origin: SessionOrigin | undefined): Promise<void>
  /**
   * The browser with these cookies has signed out here, and is on its way to `next`. Answers the detour on which it signs out
   * at its IdP too; undefined when there is nothing to do or say. Never throws.
   */
  signOut?(cookies: string | undefined, next: string): Promise<SignedOut | undefined>
}

/** What a person brings along beside what their IdP states. */
export interface Introduction {
  /** The token of an invitation, whose acceptance began this sign-in. */
  readonly invitation: string
}

export interface SignedOut {
  /** Where to send the browser in place of `next`, which it reaches after; absent: straight on. */
  readonly hop?: Hop
  /** A `Set-Cookie` that makes the browser forget the IdP. */
  readonly forget: string
}

/** What an authorization request says about where its person belongs. */
export interface RealmQuestion {
  /** From the client or the `org` parameter. The IdP must belong to it. */
  readonly org?: OrgId
  readonly idp_hint?: string
  readonly login_hint?: string
}

export type Realm =
  | { readonly kind: 'one'; readonly choice: IdpChoice }
  | { readonly kind: 'several'; readonly choices: readonly IdpChoice[] }
  /** Nothing said and too many organisations to list: the page asks for the organisation or a work e-mail address. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'none' }

/** A line of the chooser page. */
export interface IdpChoice {
  readonly org: OrgId
  readonly org_name: string
  readonly idp: string
  readonly name: string
}

/** What the IdP must honour. */
export interface SignInRequest {
  /** The interaction's id: 1 to 64 of A-Z a-z 0-9 _ -. Single use ends with the interaction. */
  readonly interaction: string
  readonly login_hint?: string
  /** Prove it afresh (`prompt=login`; `ForceAuthn`). */
  readonly force: boolean
  /** Seconds since the last proof that are still good enough. */
  readonly max_age?: number
  readonly acr_values?: readonly string[]
}

/** Where the browser goes next: a redirect, or a page with a form that posts itself (SAML's POST binding). */
export type Hop =
  | { readonly redirect: string }
  | { readonly post: { readonly url: string; readonly fields: Readonly<Record<string, string>> } }

/** `code` is stable and shown; `detail` is a sentence for the page without secrets; `cause` is for the log only. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused'
  readonly code: SignInRefusal
  readonly detail: string

  constructor(code: SignInRefusal, detail: string, cause?: unknown) {
    super(`${code}: ${detail}`, cause === undefined ? {} : { cause })
    this.code = code
    this.detail = detail
  }
}

/** The same of a request to sign somebody out: nobody was. */
export class SignOutRefused extends SignInRefused {}
